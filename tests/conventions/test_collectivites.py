"""Who may sign: what the centrale adds and changes, what is refused beside its field; the same by the command."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Collectivite, Trace
from conventions.models import Convention
from tests.demo import enter
from tests.formulaires_lus import read_formulaire
from tests.lecture import read

pytestmark = pytest.mark.une_base

LYON = {
    "code": "13M", "nature": "metropole", "nom": "Métropole Aix-Marseille-Provence", "siren": "200 054 807",
    "titre_executif": "présidente de la métropole", "departements": ["13", "83", "84"],
}  # fmt: skip
NOUVELLE = reverse("conventions:nouvelle_collectivite")


@pytest.fixture
def centrale(client, demo):
    enter(client, "centrale")
    return client


def test_one_is_added_then_changed_and_the_journal_says_it(centrale):
    assert centrale.post(NOUVELLE, LYON).status_code == 302
    ligne = Collectivite.objects.get(pk="13M")
    assert (ligne.siren, ligne.partie.le) == ("200054807", "la Métropole")
    assert {d.pk for d in ligne.departements.all()} == {"13", "83", "84"}
    adresse = reverse("conventions:collectivite", args=["13M"])
    lu = read_formulaire(centrale.get(adresse))
    assert "code" not in lu
    assert (
        centrale.post(adresse, lu | {"nom": "Aix-Marseille-Provence", "sans_article": "on"}).status_code
        == 302
    )
    # Whoever opened the page before is told.
    reponse = centrale.post(adresse, lu | {"nom": "Autre"})
    assert (reponse.status_code, "modifiée entre-temps" in read(reponse)) == (422, True)
    assert Collectivite.objects.get(pk="13M").nom_decline.du == "d’Aix-Marseille-Provence"
    gestes = Trace.objects.filter(geste="enregistrer_collectivite", cle_objet="13M")
    assert set(gestes.first().details["ecrits"]) == {"nom", "sans_article"}
    assert "Aix-Marseille-Provence" in read(centrale.get(reverse("conventions:collectivites")))


@pytest.mark.parametrize(
    ("autres", "phrase"),
    [
        ({"departements": []}, "Une collectivité sans territoire ne signe aucune convention"),
        ({"siren": "200054808"}, "Un numéro SIREN a neuf chiffres"),
        ({"siren": "2000548"}, "Un numéro SIREN a neuf chiffres"),
        ({"code": "29D"}, "Une collectivité a déjà ce code."),
        ({"code": "13 m"}, "Des capitales sans accent et des chiffres."),
        (
            {"existe_du": "2020-01-01", "existe_au": "2019-01-01"},
            "Une collectivité finit après avoir commencé.",
        ),
        ({"successeur": "13D"}, "Dites jusqu’à quel jour elle a existé"),
        ({"nature": "syndicat"}, "Sélectionnez un choix valide"),
        ({"nom": ""}, "obligatoire"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_stored(centrale, autres, phrase):
    avant = Collectivite.objects.count(), Trace.objects.count()
    reponse = centrale.post(NOUVELLE, LYON | autres)
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert (Collectivite.objects.count(), Trace.objects.count()) == avant


def test_two_do_not_share_a_siren(centrale):
    Collectivite.objects.filter(pk="13D").update(siren="200054807")
    assert "Une collectivité a déjà ce numéro SIREN." in read(centrale.post(NOUVELLE, LYON))


OUVERTURE = {
    "dispositif": "CALPAE", "code": "67", "departement": "67", "debut": "2019-01-01", "fin": "2021-12-31",
    "titre_etat": "le préfet", "titre_departement": "le président",
}  # fmt: skip


@pytest.mark.parametrize(
    ("collectivite", "le", "refus"),
    [
        ("67D", "2020-12-31", ""),
        (
            "67D",
            "2021-01-01",
            "n’existe plus après le 31 décembre 2020 : la Collectivité européenne d’Alsace lui a",
        ),
        ("6AE", "2021-01-01", ""),
        ("6AE", "2019-06-26", ""),  # the Bas-Rhin signed what it holds
        ("68D", "2019-06-26", "n’est pas dans le département Bas-Rhin"),
    ],
)
def test_who_signs_exists_that_day(centrale, collectivite, le, refus):
    Convention.objects.filter(code="67").delete()
    reponse = centrale.post(
        reverse("conventions:ouvrir_convention"),
        OUVERTURE | {"collectivite": collectivite, "date_signature": le},
    )
    if refus:
        assert (reponse.status_code, refus in read(reponse)) == (422, True), read(reponse)
    else:
        assert reponse.status_code == 302, read(reponse)
        convention = Convention.objects.get(code="67")
        assert convention.collectivite_id == "6AE"
        signataire = convention.collectivite.find_partie(date.fromisoformat(le), convention.departement)
        assert signataire.pk == ("67D" if le < "2021" else "6AE")


def test_the_list_takes_as_many_queries_however_long_it_is(centrale):
    def count():
        with CaptureQueriesContext(connection) as vues:
            centrale.get(reverse("conventions:collectivites"))
        return len(vues)

    avant = count()
    centrale.post(NOUVELLE, LYON)
    assert count() == avant


def test_the_command_adds_and_changes_the_same(demo):
    call_command(
        "enregistrer_collectivite", "13C", nature="commune", nom="Ville de Marseille",
        titre_executif="maire de Marseille", departements=["13"], stdout=StringIO(),
    )  # fmt: skip
    assert Collectivite.objects.get(pk="13C").partie.le == "la Ville"
    call_command("enregistrer_collectivite", "13C", siren="211300553", stdout=StringIO())
    # The data file loaded again does not write over what was said since.
    call_command("enregistrer_collectivite", "29D", appellation="Finistère", stdout=StringIO())
    call_command("charger_territoires", stdout=StringIO())
    assert Collectivite.objects.get(pk="29D").appellation == "Finistère"
    for autres, phrase in (
        ({"departements": ["999"]}, "Aucun département n’a le code 999"),
        ({"siren": "123"}, "Un numéro SIREN"),
        ({"successeur": "XXXXX"}, "Aucune collectivité n’a le code XXXXX"),
    ):
        with pytest.raises(CommandError, match=phrase):
            call_command("enregistrer_collectivite", "13C", stdout=StringIO(), **autres)
    with pytest.raises(CommandError, match="sans territoire"):
        call_command(
            "enregistrer_collectivite",
            "13X",
            nature="commune",
            nom="X",
            titre_executif="maire",
            stdout=StringIO(),
        )


def test_the_database_holds_the_natures(demo):
    with pytest.raises(ValidationError, match="nature"):
        Collectivite(code="ZZZZZ", nom="Z", titre_executif="z", nature="syndicat").full_clean()
