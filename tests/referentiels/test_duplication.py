"""A published référentiel taken up as a draft."""

import re

import pytest
from django.urls import reverse

from referentiels.lecture import parse_referentiel
from referentiels.models import Referentiel
from referentiels.volets import list_fautes_du_texte
from tests.demo import BROUILLON_DE_REFERENTIEL
from tests.lecture import read
from tests.referentiels.textes import TEXTE_2021

DIT = {
    "code": "2022-06-01",
    "reference": "Instruction du 1er juin 2022",
    "date_signature": "2022-06-01",
    "annees": "2022, 2023",
}


@pytest.fixture
def dupliquer(client, demo):
    client.force_login(demo.get_compte("centrale"))
    return lambda repris="2021-03-19", **dit: client.post(
        reverse("referentiels:dupliquer", args=[repris]), DIT | dit
    )


def get_brouillon():
    return Referentiel.objects.filter(etat="brouillon").exclude(code=BROUILLON_DE_REFERENTIEL).get()


def test_all_is_taken_up_but_for_its_identity_and_may_be_published_as_it_is(dupliquer):
    reponse = dupliquer()
    brouillon = get_brouillon()
    assert reponse.url == reverse("referentiels:rediger", args=[brouillon.code])
    avant, apres = parse_referentiel(TEXTE_2021), parse_referentiel(brouillon.source)
    changees = {cle: apres.get(cle) for cle in {*avant, *apres} if avant.get(cle) != apres.get(cle)}
    assert changees == {
        "code": "2022-06-01",
        "reference": "Instruction du 1er juin 2022",
        "date_signature": "2022-06-01",
        "date_publication": None,
        "precedent": "2021-03-19",
        "annees": [2022, 2023],
    }
    assert list_fautes_du_texte(brouillon.source) == ()
    assert re.findall("#.*", brouillon.source) == re.findall("#.*", TEXTE_2021)
    # The same form sent twice is one draft.
    assert "Ce texte est déjà celui du brouillon" in read(dupliquer())
    assert get_brouillon() == brouillon


@pytest.mark.parametrize(
    ("champ", "saisie", "phrase"),
    [
        ("code", "2021-03-19", "Ce code est celui d’un référentiel publié : donnez-en un autre."),
        ("code", "nouveau", "« nouveau » est un mot réservé"),
        ("code", "a b", "n’est pas utilisable"),
        ("date_signature", "0022-06-01", "n’est pas plausible"),
        ("date_signature", "", "Ce champ est obligatoire."),
        ("annees", "l’an prochain", "Écrivez des années, par exemple 2022, 2023."),
        ("annees", "1789", "la liste des exercices jugés"),
        ("reference", " ", "Ce champ est obligatoire."),
    ],
)
def test_what_is_malformed_is_refused_beside_its_field_and_nothing_is_stored(
    dupliquer, champ, saisie, phrase
):
    reponse = dupliquer(**{champ: saisie})
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert 'value="Instruction du 1er juin 2022"' in reponse.content.decode() or champ == "reference"
    assert not Referentiel.objects.filter(etat="brouillon").exclude(code=BROUILLON_DE_REFERENTIEL).exists()


def test_one_that_was_published_without_its_text_is_taken_up_too(dupliquer):
    contenu = parse_referentiel(TEXTE_2021) | {"code": "nu"}
    Referentiel.objects.create(
        code="nu", etat="publie", publie_le="2022-01-01T00:00Z", empreinte="0", contenu=contenu
    )
    assert dupliquer("nu").status_code == 302
    assert list_fautes_du_texte(get_brouillon().source) == ()
