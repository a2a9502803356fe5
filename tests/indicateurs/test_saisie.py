"""The entry of figures: what a line says, what a draft is, what two people do to one page, what it costs."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conventions.models import BrouillonSaisie, Exercice
from indicateurs.models import Valeur
from indicateurs.queries.lignes import get_chiffres
from indicateurs.queries.manques import list_manques
from indicateurs.queries.saisie import list_axes_saisie
from referentiels.models import Referentiel
from referentiels.operations import load_referentiel
from tests.indicateurs.saisies import AT, get_adresse, list_changes, read_champs, read_texte
from tests.lecture import read_html

# --- The page -----------------------------------------------------------------------------------------------------


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


@pytest.fixture
def valideur(demo):
    client = Client()
    client.force_login(demo.get_compte("valideur.29"))
    return client


def test_a_page_sent_back_as_it_was_changes_nothing(agent, demo):
    avant = list_changes(demo.brouillon)
    for axe in ("S1", "S2", "S3", "S6"):
        assert agent.post(get_adresse(axe), read_champs(agent.get(get_adresse(axe)))).status_code == 302
    assert list_changes(demo.brouillon) == avant


def test_how_sure_a_figure_is_goes_with_it(agent, demo):
    champs = {
        "S6-version": "0",
        "G1-version": "0",
        "G1-numerateur": "1 640",
        "G1-fiabilite": "estime",
        "G1-arrete_au": "2021-11-30",
        "G1-commentaire": "Hors décembre.\r\nExtraction à refaire.",
    }
    assert agent.post(get_adresse("S5"), champs).status_code == 302
    valeur = demo.brouillon.valeurs.get(code="G1")
    assert (valeur.fiabilite, valeur.arrete_au) == ("estime", date(2021, 11, 30))
    assert valeur.commentaire == "Hors décembre.\nExtraction à refaire."
    assert '<details class="precisions" open>' in read_html(agent.get(get_adresse("S5")))


def test_a_certainty_typed_before_its_number_is_kept(agent, demo):
    agent.post(get_adresse("S5"), {"G1-version": "0", "G1-fiabilite": "estime"})
    assert demo.brouillon.valeurs.get(code="G1").fiabilite == "estime"


@pytest.mark.parametrize(
    "champs",
    [
        {"A1-version": "x", "A1-numerateur": "5"},
        {"A1-version": "9" * 30, "A1-numerateur": "5"},
        {"A1-version": "1", "A1-numerateur": "9" * 400},
        {"A1-version": "1", "A1-numerateur": "5\x00"},
        {"A1-version": "1", "A1-numerateur": "5", "A1-commentaire": "\x00"},
        {"A1-version": "1", "A1-numerateur": "5", "A1-etat": "sûr"},
        {"A1-version": "1", "A1-numerateur": "5", "A1-commentaire": "é" * 3000},
        {"A1-version": "1", "A1-numerateur": "#REF!"},
    ],
    ids=[
        "version",
        "huge version",
        "huge",
        "NUL",
        "NUL in a text",
        "état",
        "long text",
        "error of a spreadsheet",
    ],
)
def test_what_cannot_be_read_is_said_kept_and_never_a_server_error(champs, agent, demo):
    avant = list_changes(demo.brouillon)
    reponse = agent.post(get_adresse("S1"), champs)
    assert reponse.status_code == 422
    assert "Le formulaire contient" in read_texte(reponse)
    assert agent.post(get_adresse("S1", "brouillon"), champs).status_code == 200
    assert BrouillonSaisie.objects.get().champs["A1-version"] == champs["A1-version"]
    assert agent.get(get_adresse("S1")).status_code == 200
    assert list_changes(demo.brouillon) == avant


def test_a_blocking_rule_is_said_beside_the_field_and_nothing_is_stored(agent, demo):
    reponse = agent.post(
        get_adresse("S1"), read_champs(agent.get(get_adresse("S1"))) | {"A1-numerateur": "1"}
    )
    assert reponse.status_code == 422
    assert "ne peuvent pas être plus nombreux que les jeunes devenus majeurs" in read_texte(reponse)
    assert demo.brouillon.valeurs.get(code="A1").numerateur != 1


# --- Two people ---------------------------------------------------------------------------------------------------


def test_two_agents_on_one_page_who_change_different_figures_lose_none(agent, valideur, demo):
    l_un, l_autre = read_champs(agent.get(get_adresse("S2"))), read_champs(valideur.get(get_adresse("S2")))
    assert valideur.post(get_adresse("S2"), l_autre | {"P3-numerateur": "7"}).status_code == 302
    # One read more than usual: the version this page was made from.
    assert count_queries(agent, get_adresse("S2"), l_un | {"P4-numerateur": "8"}) == 16
    assert {v.code: v.numerateur for v in demo.brouillon.valeurs.filter(code__in=("P3", "P4"))} == {
        "P3": 7,
        "P4": 8,
    }


def test_two_agents_who_change_the_same_figure_see_both(agent, valideur, demo):
    l_un, l_autre = read_champs(agent.get(get_adresse("S2"))), read_champs(valideur.get(get_adresse("S2")))
    valideur.post(get_adresse("S2"), l_autre | {"P3-numerateur": "7"})
    reponse = agent.post(get_adresse("S2"), l_un | {"P3-numerateur": "9"})
    assert reponse.status_code == 422
    assert "Renseigné 7" in read_texte(reponse)
    champs = read_champs(reponse)
    assert champs["P3-numerateur"] == "9"
    # Having seen it, the second submission wins knowingly.
    assert agent.post(get_adresse("S2"), champs).status_code == 302
    assert demo.brouillon.valeurs.get(code="P3").numerateur == 9


# --- Last year's figures ------------------------------------------------------------------------------------------


def test_copying_fills_the_empty_rows_marks_them_and_keeps_what_is_typed(agent, demo):
    avant = {v.code: v.numerateur for v in demo.valide.valeurs.all()}
    reponse = agent.post(
        get_adresse("S5", "reprendre"), {"G1-version": "0", "G1-numerateur": "dix", "G2-version": "0"}
    )
    assert reponse.status_code == 302
    page = agent.get(get_adresse("S5"))
    champs = read_champs(page)
    assert champs["G1-numerateur"] == "dix"
    assert Decimal(champs["G2-numerateur"].replace(",", ".")) == avant["G2"]
    assert read_texte(page).count("Repris de 2020, à confirmer") == 3
    assert not demo.brouillon.valeurs.filter(code="G2").exists()


def test_copying_one_row_leaves_the_others(agent):
    agent.post(get_adresse("S4", "reprendre"), {"reprendre": "R2"})
    champs = read_champs(agent.get(get_adresse("S4")))
    assert champs["R2-numerateur"] and champs["R2-hors_delai"]
    assert champs["R1-numerateur"] == ""


def test_a_copied_figure_is_missing_until_someone_confirms_it(agent, demo):
    def list_codes():
        manques = list_manques(Exercice.objects.get(pk=demo.brouillon.pk), AT.date())
        return {manque.code for manque in manques if "repris de l’an dernier" in manque.libelle}

    agent.post(get_adresse("S5", "reprendre"))
    assert agent.post(get_adresse("S5"), read_champs(agent.get(get_adresse("S5")))).status_code == 302
    valeur = demo.brouillon.valeurs.get(code="G1")
    assert (valeur.etat, valeur.a_confirmer) == ("provisoire", True)
    assert list_codes() == {"G1", "G2", "G3", "G5"}
    page = agent.get(get_adresse("S5"))
    assert "Repris de 2020, à confirmer" in read_texte(page)
    champs = read_champs(page) | {"G1-confirme": "on", "G2-numerateur": "3", "G2-etat": "renseigne"}
    assert agent.post(get_adresse("S5"), champs).status_code == 302
    confirmee = demo.brouillon.valeurs.get(code="G1")
    assert (confirmee.etat, confirmee.a_confirmer, confirmee.numerateur) == (
        "renseigne",
        False,
        valeur.numerateur,
    )
    assert list_codes() == {"G3", "G5"}


def test_those_who_only_read_are_told_that_a_figure_is_not_sure(agent, client, demo):
    agent.post(get_adresse("S5", "reprendre"), {"reprendre": "G1"})
    agent.post(get_adresse("S5"), read_champs(agent.get(get_adresse("S5"))))
    client.force_login(demo.get_compte("prefecture.29"))
    assert "Provisoire Repris de 2020, à confirmer" in read_texte(client.get(get_adresse("S5")))


# --- How far one is -----------------------------------------------------------------------------------------------


def test_the_menu_says_how_far_each_axe_is(agent, demo):
    axes = {
        axe.code: axe for axe in list_axes_saisie(demo.brouillon, get_chiffres(demo.brouillon), AT.date())
    }
    assert (axes["S1"].faits, axes["S1"].attendus, axes["S1"].is_complet) == (6, 6, True)
    assert (axes["S5"].faits, axes["S5"].attendus, axes["S5"].is_complet) == (0, 4, False)
    assert [manque.code for manque in axes["S5"].manques] == ["G1", "G2", "G3", "G5"]
    texte = read_texte(agent.get(get_adresse("S5")))
    assert "S1, complet, 6 chiffres sur 6" in texte
    assert "S5, 0 chiffre sur 4" in texte
    assert "facultatif, sans action" in texte
    assert "N4sans indicateur" in texte
    assert "Il reste 4 éléments à compléter pour l’axe S5" in texte


def test_an_alerte_without_explanation_is_not_done(agent, demo):
    champs = {"R3-version": "0", "R3-numerateur": "10", "R5-version": "0", "R5-numerateur": "11"}
    agent.post(get_adresse("S4"), champs | {"R3-commentaire": "Un mois seulement."})
    axe = next(
        axe
        for axe in list_axes_saisie(demo.brouillon, get_chiffres(demo.brouillon), AT.date())
        if axe.code == "S4"
    )
    assert (axe.faits, axe.attendus) == (1, 6)
    assert any(manque.url.endswith("#id_R5-commentaire") for manque in axe.manques)


# --- What it costs ------------------------------------------------------------------------------------------------


def open_wide_axe(exercice, nombre):
    """The exercice under a référentiel whose axe S1 has `nombre` indicators, and rules between them."""
    indicateur = {"axe": "S1", "nature": "effectif", "sens": "hausse", "unite": "jeunes", "libelle": "Jeunes"}
    codes = [f"Z{rang}" for rang in range(nombre)]
    regle = {"gravite": "bloquant", "message": "Trop."}
    contenu = Referentiel.objects.get(code="2021-03-19").contenu | {
        "code": f"essai-{nombre}",
        "indicateurs": [indicateur | {"code": code} for code in codes],
        "controles": [regle | {"regle": f"{haut} <= {bas}"} for bas, haut in pairwise(codes)],
    }
    exercice.referentiel = load_referentiel(by=None, at=AT, contenu=contenu)
    exercice.save(update_fields=["referentiel"])
    return codes


def count_queries(client, adresse, champs=None):
    """Everything Django logs for one request, session, user and savepoints included."""
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.post(adresse, champs) if champs else client.get(adresse)
    assert reponse.status_code in (200, 302), read_texte(reponse)
    return len(requetes)


@pytest.mark.parametrize("nombre", [5, 50])
def test_saving_takes_fourteen_queries_whatever_the_number_of_indicators(nombre, agent, demo):
    codes = open_wide_axe(demo.brouillon, nombre)
    adresse = get_adresse("S1")
    champs = read_champs(agent.get(adresse)) | {f"{code}-numerateur": "9" for code in codes}
    assert count_queries(agent, adresse.replace("S1/", "S1/brouillon/"), champs) == 7
    assert count_queries(agent, adresse, champs) == 14
    assert demo.brouillon.valeurs.filter(code__in=codes).count() == nombre
    assert not BrouillonSaisie.objects.exists()
    # The second time figures change instead of appearing, and a draft is there already.
    champs = read_champs(agent.get(adresse)) | {f"{code}-numerateur": "8" for code in codes}
    assert count_queries(agent, adresse.replace("S1/", "S1/brouillon/"), champs) == 7
    assert count_queries(agent, adresse.replace("S1/", "S1/brouillon/"), champs) == 6
    assert count_queries(agent, adresse, champs) == 14
    assert (
        Valeur.objects.filter(exercice=demo.brouillon, code__in=codes, numerateur=8, version=2).count()
        == nombre
    )
    # The page that says that it is saved also counts what is still missing.
    assert count_queries(agent, adresse) == 12
    assert count_queries(agent, adresse) == 8
