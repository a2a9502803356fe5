"""How the State pays: typed once on the convention, checked, kept by the journal, read where the convention is."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.gestes import Geste
from comptes.models import Trace
from conventions.models import CHAMPS_PAIEMENT, Convention
from tests.formulaires_lus import read_formulaire
from tests.lecture import read

ADRESSE = "conventions:paiement"
DITS = {
    "modalites_paiement": "Un versement unique, après signature.",
    "comptable": "La directrice régionale des finances publiques de Bretagne",
    "imputation": "Programme 304, action 19",
    "engagement_juridique": "2103456789",
    "siret": "732 829 320 00074",
}


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


def post(client, **champs):
    adresse = reverse(ADRESSE, args=["29"])
    return client.post(adresse, read_formulaire(client.get(adresse)) | champs)


def test_what_is_known_of_the_payment_is_typed_once_and_kept_by_the_journal(agent):
    assert "Rien n’est dit du paiement" in read(agent.get(reverse("reporting:convention", args=["29"])))
    assert post(agent, **DITS).status_code == 302
    convention = Convention.objects.get(code="29")
    assert {champ: getattr(convention, champ) for champ in CHAMPS_PAIEMENT} == DITS | {
        "siret": "73282932000074"
    }
    page = read(agent.get(reverse("reporting:convention", args=["29"])))
    assert all(dit in page for dit in DITS.values())
    trace = Trace.objects.filter(geste=Geste.DIRE_PAIEMENT).latest("pk")
    assert trace.details["apres"]["imputation"] == DITS["imputation"]
    # One of them goes, the others stay.
    assert post(agent, imputation="").status_code == 302
    page = read(agent.get(reverse("reporting:convention", args=["29"])))
    assert ("Imputation budgétaire" in page, "Engagement juridique" in page) == (False, True)


@pytest.mark.parametrize(
    ("siret", "phrase"),
    [
        ("7328293200007", "Un numéro SIRET s’écrit en 14 chiffres."),
        ("732829320000745", "Un numéro SIRET s’écrit en 14 chiffres."),
        ("7328293200007A", "Un numéro SIRET s’écrit en 14 chiffres."),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "Un numéro SIRET s’écrit en 14 chiffres."),
        ("73282932000075", "Ce numéro SIRET n’existe pas : un de ses chiffres n’est pas le bon."),
    ],
    ids=["one digit short", "one too many", "a letter", "other digits", "a wrong digit"],
)
def test_a_siret_that_is_none_is_one_sentence_and_nothing_typed_is_lost(agent, siret, phrase):
    reponse = post(agent, **DITS | {"siret": siret})
    assert reponse.status_code == 422
    assert reponse.context["form"].errors == {"siret": [phrase.replace(" :", "\u00a0:")]}
    assert all(dit in read(reponse) for dit in (*list(DITS.values())[:-1], siret))
    assert not any(getattr(Convention.objects.get(code="29"), champ) for champ in CHAMPS_PAIEMENT)
    convention = Convention.objects.get(code="29")
    convention.siret = siret
    with pytest.raises(ValidationError):
        convention.full_clean()


def test_the_table_itself_holds_a_siret_of_fourteen_or_none(demo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Convention.objects.filter(code="29").update(siret="7328293200007")


def test_the_préfecture_says_it_too_and_the_others_do_not(client, demo):
    for qui, code in (("prefecture.29", 302), ("commissaire.53", 403), ("centrale", 403), ("agent.22", 404)):
        client.force_login(demo.get_compte(qui))
        adresse = reverse(ADRESSE, args=["29"])
        version = Convention.objects.get(code="29").version
        assert client.post(adresse, DITS | {"version": version}).status_code == code
        if code == 403:
            assert "Dire les modalités" not in read(client.get(reverse("reporting:convention", args=["29"])))
