"""The dashboard of an axe: every indicator, whatever its nature, and what its sums rest on, by a second way."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicateurs.models import Valeur
from pilotage.queries.tableau import build_tableau_de_bord
from referentiels.mesures import CHIFFRES
from tests.lecture import read_html
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

ADRESSE = "reporting:tableau_de_bord"


def read_effectifs(code):
    """{convention: its count of `code` in 2021, as stored}, of what was handed over."""
    lignes = Valeur.objects.filter(code=code, exercice__annee=2021, etat__in=CHIFFRES)
    lignes = lignes.exclude(exercice__etat="brouillon").select_related("exercice__convention")
    return {un.exercice.convention.code: un.numerateur for un in lignes if un.numerateur is not None}


def sum_again(indicateur):
    """The sum of an indicator over all conventions, from the rows of the database."""
    if indicateur.nature == "effectif":
        hauts = read_effectifs(indicateur.code)
        return Fraction(sum(hauts.values())) if hauts else None
    if indicateur.nature == "delai":
        lignes = Valeur.objects.filter(code=indicateur.code, exercice__annee=2021, etat__in=CHIFFRES)
        paires = lignes.exclude(exercice__etat="brouillon").values_list("numerateur", "denominateur")
        paires = [(haut, bas) for haut, bas in paires if haut is not None and bas]
    else:
        hauts = read_effectifs(indicateur.numerateur or indicateur.code)
        bas = read_effectifs(indicateur.denominateur)
        paires = [(hauts[code], bas[code]) for code in hauts if bas.get(code)]
    if not paires:
        return None
    return Fraction(sum(haut for haut, _ in paires)) / Fraction(sum(bas for _, bas in paires))


def test_every_indicator_of_every_axe_is_shown_and_summed_as_its_rows_say(demo):
    clone(demo.transmis, ["35", "56"])
    for rang, code in enumerate(("35", "56"), start=2):
        for valeur in Valeur.objects.filter(exercice__convention__code=code, numerateur__isnull=False):
            Valeur.objects.filter(pk=valeur.pk).update(numerateur=valeur.numerateur // rang)
    definition = demo.transmis.referentiel.definition
    vus = set()
    for axe in definition.axes_mesures:
        tableau = build_tableau_de_bord(demo.get_compte("centrale"), 2021, axe=axe.code)
        assert (tableau.axe, list(tableau.colonnes)) == (axe.code, definition.list_axe(axe.code))
        for ensemble in tableau.ensembles:
            vus.add(ensemble.indicateur.code)
            assert ensemble.valeur == sum_again(ensemble.indicateur), ensemble.indicateur.code
            assert (ensemble.valeur is None) == (ensemble.comparables == 0)
    assert vus == set(definition.indicateurs)


@pytest.mark.parametrize("axe", ["", "inconnu", "<script>"])
def test_an_axe_that_is_not_one_shows_the_delays(client, demo, axe):
    tableau = build_tableau_de_bord(demo.get_compte("centrale"), 2021, axe=axe)
    assert tableau.axe == ""
    assert all(un.regle for un in tableau.colonnes)
    client.force_login(demo.get_compte("centrale"))
    assert client.get(reverse(ADRESSE), {"annee": 2021, "axe": axe}).status_code == 200


def test_the_page_of_an_axe_says_in_words_what_its_colours_say(client, demo):
    client.force_login(demo.get_compte("centrale"))
    for axe in demo.transmis.referentiel.definition.axes_mesures:
        reponse = client.get(reverse(ADRESSE), {"annee": 2021, "axe": axe.code})
        page = read_html(reponse)
        cellules = [c for ligne in reponse.context["tableau"].lignes for c in ligne.cellules]
        assert page.count("<i>✓ atteinte") == sum(c.atteinte is True for c in cellules)
        assert page.count("<i>▲ manquée") == sum(c.atteinte is False for c in cellules)
        assert f"Les indicateurs de l’axe {axe.code} par convention" in page


def test_an_axe_asks_no_more_queries_than_the_delays_and_weighs_little(client, demo):
    """Of two conventions, then of eight: as many, and about a hundred bytes a figure."""
    client.force_login(demo.get_compte("centrale"))
    comptees, poids = set(), []
    for clones in ([], ["35", "56", "01", "02", "03", "04"]):
        clone(demo.transmis, clones)
        for axe in ("", "S4"):
            with CaptureQueriesContext(connection) as lues:
                reponse = client.get(reverse(ADRESSE), {"annee": 2021, "axe": axe})
            comptees.add(len(lues))
        poids.append(len(reponse.content))
    assert len(comptees) == 1
    assert max(comptees) <= 12
    figures = len(reponse.context["tableau"].colonnes)
    assert (
        poids[1] - poids[0]
    ) / 6 / figures < 140  # bytes, its share of the row and of the list of régions with it


def test_a_région_is_shown_alone_with_its_sums_and_lines_are_sorted_by_a_figure(client, demo):
    """What a shared address asks for and is not there (a région of somebody else, an indicator of another axe) changes
    nothing."""
    clone(demo.transmis, ["35", "67"])
    Valeur.objects.filter(exercice__convention__code="35", code="R1").update(numerateur=1)
    centrale = demo.get_compte("centrale")
    tout = build_tableau_de_bord(centrale, 2021, axe="S4", tri="R1")
    assert [ligne.exercice.convention.code for ligne in tout.lignes] == ["35", "22", "67", "29"]
    assert [un.code for un in tout.regions] == ["53", "44"]  # Bretagne, Grand Est
    bretagne = build_tableau_de_bord(centrale, 2021, axe="S4", region="53", tri="inconnu")
    assert [ligne.exercice.convention.code for ligne in bretagne.lignes] == ["22", "29", "35"]
    (r1,) = (un for un in bretagne.ensembles if un.indicateur.code == "R1")
    assert (r1.comparables, r1.conventions) == (2, 3)
    siens = read_effectifs("R1")
    assert r1.valeur == siens["22"] + siens["35"]
    sien = build_tableau_de_bord(demo.get_compte("commissaire.53"), 2021, axe="S4", region="44")
    assert (sien.region, sien.regions) == ("", ())
    assert len(sien.lignes) == 3
    client.force_login(centrale)
    demande = {"annee": 2021, "axe": "S4", "region": "53", "tri": "R1"}
    page = client.get(reverse(ADRESSE), demande).content.decode()
    assert 'aria-sort="ascending"' in page
    # What else is chosen stays chosen.
    assert 'href="?annee=2021&amp;axe=S1&amp;region=53"' in page
