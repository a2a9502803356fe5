"""Avenants signed outside the site: recorded, cited, corrected, removed; without an exercice."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from avenants.models import Avenant, NatureAvenant, Statut
from avenants.operations.anterieurs import record_anterieur
from comptes.acces import Refus
from reporting.operations.documents import produce_avenant
from tests.demo import enter
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.gestes import read as read_geste
from tests.lecture import read

pytestmark = pytest.mark.une_base

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
ANTERIEUR = {"numero": "8", "date_signature": "2019-12-12", "objet": "Report de l’exécution 2018"}
VOTE = {
    "organe": "commission_permanente", "numero": "2019-77", "date_vote": "2019-12-02", "date_transmission": "",
}  # fmt: skip


def test_an_avenant_signed_elsewhere_is_recorded_voted_corrected_and_removed(client, convention):
    enter(client, "agent.29")
    assert client.post(reverse("reporting:nouvel_anterieur", args=["29"]), ANTERIEUR).status_code == 302
    avenant = convention.avenants.get(numero=8)
    assert (avenant.nature, avenant.exercice, avenant.statut) == (NatureAvenant.ANTERIEUR, None, Statut.SIGNE)
    page = client.get(reverse("reporting:convention", args=["29"]))
    assert "signé le 12 décembre 2019 : Report de l’exécution 2018." in read(page)
    # The link to its vote ticks it.
    lien = f"{reverse('reporting:nouvelle_deliberation', args=['29'])}?approuve=avenant-{avenant.pk}-deliberation"
    assert lien in read_geste(page).liens
    lu = read_formulaire(client.get(lien))
    assert lu["approuve"] == [f"avenant-{avenant.pk}-deliberation"]
    reponse = client.post(lien, lu | VOTE)
    assert reponse.status_code == 302
    adresse = reverse("reporting:anterieur", args=["29", avenant.pk])
    lu = read_formulaire(client.get(adresse))
    assert "ne peut pas être postérieure à la signature" in read(
        client.post(adresse, lu | {"date_signature": "2019-12-01"})
    )
    assert client.post(adresse, lu | {"objet": "Un autre objet"}).status_code == 302
    retrait = reverse("reporting:retirer_anterieur", args=["29", avenant.pk])
    assert "elle n’approuve plus rien" in read(client.get(retrait))
    confirm(client, retrait)
    assert not convention.avenants.filter(numero=8).exists()
    assert "aucun document ne la cite" in read(client.get(reverse("reporting:convention", args=["29"])))


def test_it_has_no_paper_of_the_site(demo, convention):
    champs = {"numero": 8, "date_signature": date(2019, 12, 12), "objet": "Un objet"}
    avenant = record_anterieur(
        by=demo.get_compte("agent.29"), at=AT, convention=convention, avenant=None, champs=champs
    )
    with pytest.raises(Refus, match="n’imprime pas l’avenant n°\u00a08"):
        produce_avenant(by=None, at=AT, avenant=avenant)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"numero": "3"}, "Un avenant de cette convention porte déjà ce numéro."),
        ({"numero": "100"}, "Un avenant porte un numéro de 1 à 99."),
        ({"objet": ""}, "Ce champ est obligatoire."),
        ({"objet": "x" * 301}, "300"),
        ({"date_signature": ""}, "Ce champ est obligatoire."),
        (
            {"date_signature": "2019-06-25"},
            "Un avenant se signe après sa convention, signée le 26 juin 2019.",
        ),
        ({"date_signature": "2999-01-01"}, "La signature ne peut pas être postérieure à aujourd’hui."),
    ],
)
def test_a_bad_one_is_one_sentence_and_nothing_is_stored(client, convention, champs, phrase):
    enter(client, "prefecture.29")
    avant = convention.avenants.count()
    reponse = client.post(reverse("reporting:nouvel_anterieur", args=["29"]), ANTERIEUR | champs)
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert convention.avenants.count() == avant


def test_only_an_avenant_signed_elsewhere_has_no_exercice(demo, convention, avenant):
    champs = {"numero": 8, "date_signature": date(2019, 12, 12), "objet": "Un objet"}
    ancien = record_anterieur(
        by=demo.get_compte("agent.29"), at=AT, convention=convention, avenant=None, champs=champs
    )
    for un, faux in (
        (avenant, {"exercice": None}),
        (ancien, {"exercice": avenant.exercice}),
        (ancien, {"objet": ""}),
        (ancien, {"statut": "brouillon", "date_signature": None}),
        (ancien, {"numero": 3}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Avenant.objects.filter(pk=un.pk).update(**faux)
