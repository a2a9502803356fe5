"""Cantal, entered through the pages: its convention of 2019 ends with 2021, that of 2022 takes over from it.

Public: a new annual convention signed on 28 June 2022, without the ASE. Amounts, figures and names are ours.
"""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse

from conventions.models import Action, Convention
from referentiels.comparabilite import is_poursuivi
from tests.formulaires_lus import read_formulaire
from tests.lecture import read
from tests.reporting.alsace import post
from tests.reporting.departement import Departement, publish_2022

pytestmark = pytest.mark.une_base

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
SUITE = {
    "dispositif": "CALPAE", "code": "15-2022", "departement": "15", "date_signature": "2022-06-28",
    "debut": "2022-01-01", "fin": "2022-12-31", "titre_etat": "le préfet", "titre_departement": "le président",
}  # fmt: skip


def open_exercice(client, convention, annee, referentiel):
    return client.post(
        reverse("conventions:ouvrir_exercice"),
        {
            "convention": convention.pk, "annee": annee, "regime": "civile", "debut": f"{annee}-01-01",
            "fin": f"{annee}-12-31", "referentiel": referentiel.pk, "montant_notifie": "1000,00",
        },
    )  # fmt: skip


@pytest.fixture
def referentiel(demo):
    """One that judges 2022."""
    return publish_2022(demo)


@pytest.fixture
def cantal(client, demo):
    """2021, with one action that a co-financer pays too, and the figure of an orientation."""
    departement = Departement(client, demo, "15")
    departement.open_annee(2021, "2021-03-19")
    post(client, "conventions:ajouter_cofinanceur", "15", 2021, "prevu", cofinanceur="FSE")
    action = Action.objects.get(exercice__convention__code="15")
    partenaire = departement.convention.partenaires.get()
    montants = {"etat": "1000", "departement_nouveau": "800", f"autres-{partenaire.pk}": "200"}
    post(
        client, "conventions:financement", "15", 2021, "prevu",
        **{f"{action.pk}-{cle}": montant for cle, montant in montants.items()},
    )  # fmt: skip
    post(
        client, "indicateurs:saisie", "15", 2021, "S4",
        **{"R2-version": "0", "R2-numerateur": "40", "R2-hors_delai": "10", "R2-en_cours": "0"},
    )  # fmt: skip
    return departement


@pytest.fixture
def suite(client, cantal, referentiel):
    """The convention of 2022, that takes over from the one before."""
    client.force_login(cantal.centrale)
    precedente = cantal.convention
    post(
        client, "conventions:ouvrir_convention",
        **SUITE | {"collectivite": precedente.collectivite_id, "precedente": precedente.pk},
    )  # fmt: skip
    convention = Convention.objects.get(code="15-2022")
    assert open_exercice(client, convention, 2022, referentiel).status_code == 302
    client.force_login(cantal.agent)
    return convention


def test_2022_is_refused_in_the_convention_that_ended_with_2021(client, cantal, referentiel):
    client.force_login(cantal.centrale)
    reponse = open_exercice(client, cantal.convention, 2022, referentiel)
    assert reponse.status_code == 422
    assert "La convention va jusqu’au 31 décembre 2021 et n’est pas prolongée" in read(reponse)


def test_the_actions_of_2021_go_on_in_the_convention_of_2022(client, suite):
    page = read(client.get(reverse("reporting:exercice", args=["15-2022", 2022])))
    assert "Reprise de 2021" in page
    adresse = reverse("conventions:reprise", args=["15-2022", 2022])
    assert reverse("conventions:action", args=["15", 2021, "S4-1"]) in client.get(adresse).content.decode()
    assert "L’exercice 2021 est de la convention 15, dont celle-ci prend la suite." in read(
        client.get(adresse)
    )
    avant = Action.objects.get(exercice__annee=2021, exercice__convention__code="15")
    choix = {f"action-{avant.pk}-choix": "gardee", "avec_montants": "on"}
    assert client.post(adresse, choix).status_code == 302
    action = Action.objects.get(exercice__convention=suite)
    assert (action.numero, action.nature) == ("S4-1", "reconduite")
    # Each convention has its own list of partners.
    apport = action.financements.get(source="autres")
    assert (apport.partenaire.nom, apport.partenaire.convention, apport.prevu) == ("FSE", suite, 200)
    fiche = client.get(reverse("conventions:action", args=["15-2022", 2022, "S4-1"])).content.decode()
    assert reverse("conventions:action", args=["15", 2021, "S4-1"]) in fiche
    # Undone, the copy goes: it still is what it was made.
    annuler = reverse("conventions:annuler_reprise", args=["15-2022", 2022, action.reprise.pk])
    page = client.get(annuler)
    assert client.post(annuler, read_formulaire(page)).status_code == 302
    assert not suite.exercices.get().actions.exists()


def test_the_figures_of_2021_stand_beside_those_of_2022(client, suite):
    page = read(client.get(reverse("indicateurs:saisie", args=["15-2022", 2022, "S4"])))
    assert re.search(r'data-label="2021"[^>]*>\D*80\D', page)
    post(
        client, "indicateurs:saisie", "15-2022", 2022, "S4",
        **{"R2-version": "0", "R2-numerateur": "45", "R2-hors_delai": "5", "R2-en_cours": "0"},
    )  # fmt: skip
    pourquoi = read(client.get(reverse("indicateurs:pourquoi", args=["15-2022", 2022, "S4", "R2"])))
    # The trajectory begins with the convention before.
    assert re.search(r"80,0\s%\sen\s2021\b.*90,0\s%\sen\s2022\b", pourquoi)


def test_where_the_convention_before_started_from_is_taken_up_once_it_is_read(client, cantal, suite):
    for code, envoi in (
        ("15", {"R2-au": "2018-12-31", "R2-etat": "", "R2-moyenne_jours": "120"}),
        ("15", {"R1-au": "2018-12-31", "R1-etat": "non_disponible"}),
    ):
        adresse = reverse("indicateurs:situation", args=[code, 2021, "S4"])
        assert client.post(adresse, read_formulaire(client.get(adresse)) | envoi).status_code == 302
    adresse = reverse("indicateurs:situation", args=["15-2022", 2022, "S4"])
    assert "la situation initiale de la convention 15</a>" in read(client.get(adresse))
    page = client.get(adresse + "?reprendre")
    assert not suite.situations_initiales.exists()
    assert "Rien n’est encore enregistré" in read(page)
    assert client.post(adresse, read_formulaire(page)).status_code == 302
    reprises = {un.code: (un.etat, un.moyenne_jours) for un in suite.situations_initiales.all()}
    assert reprises == {"R1": ("non_disponible", None), "R2": ("renseigne", 120)}
    assert "?reprendre" not in read(client.get(adresse))


def test_the_page_of_each_says_the_other(client, suite):
    assert "Prend la suite de" in read(client.get(reverse("reporting:convention", args=["15-2022"])))
    assert "A pour suite" in read(client.get(reverse("reporting:convention", args=["15"])))


def test_it_is_said_later_too_and_never_of_another_s_convention(client, cantal, demo):
    client.force_login(cantal.centrale)
    collectivite = cantal.convention.collectivite_id
    autre = {"collectivite": collectivite, "precedente": demo.brouillon.convention.pk}
    reponse = client.post(reverse("conventions:ouvrir_convention"), SUITE | autre)
    assert reponse.status_code == 422
    assert "La convention 29 est d’une autre collectivité ou d’un autre territoire." in read(reponse)
    trop_tot = {"collectivite": collectivite, "precedente": cantal.convention.pk, "debut": "2019-01-01"}
    reponse = client.post(reverse("conventions:ouvrir_convention"), SUITE | trop_tot)
    assert reponse.status_code == 422
    assert ": pas avant celle-ci." in read(reponse)
    post(client, "conventions:ouvrir_convention", **SUITE | {"collectivite": collectivite})
    client.force_login(cantal.agent)
    dates = reverse("conventions:dates", args=["15-2022"])
    page = client.get(dates)
    assert [str(un) for _, un in page.context["form"].fields["precedente"].choices] == [
        "Aucune",
        "Cantal (15)",
    ]
    lu = read_formulaire(page) | {"precedente": str(cantal.convention.pk)}
    assert client.post(dates, lu).status_code == 302
    assert Convention.objects.get(code="15-2022").precedente == cantal.convention


@pytest.mark.parametrize(
    ("dispositif", "libelle", "attendu"),
    [
        ("CALPAE", "Un autre nom", True),
        ("CLS", "Orientés", True),
        ("CLS", "Un autre nom", False),
    ],
)
def test_a_code_of_another_instrument_is_the_same_where_its_name_is(dispositif, libelle, attendu):
    def make(dispositif, libelle):
        return SimpleNamespace(dispositif=dispositif, indicateurs={"R1": SimpleNamespace(libelle=libelle)})

    assert is_poursuivi("R1", make(dispositif, libelle), make("CALPAE", "Orientés")) is attendu
    assert not is_poursuivi("R9", make("CALPAE", "Orientés"), make("CALPAE", "Orientés"))
