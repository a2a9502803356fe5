"""The burden meter, counted again row by row."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import Departement
from conventions.models import ETATS_TRANSMIS, Exercice, Financement
from indicateurs.forms.saisie import LigneForm
from indicateurs.models import Valeur, VersionValeur
from pilotage.queries.charge import ORIGINES, build_charge, count_champs
from referentiels.mesures import CHIFFRES
from referentiels.models import Referentiel
from tests.demo import enter
from tests.lecture import read_html
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

ADRESSE = reverse("reporting:charge")


def test_the_fields_of_an_indicator_are_those_of_its_row():
    vus = set()
    for referentiel in Referentiel.objects.published():
        for indicateur in referentiel.definition.indicateurs.values():
            if indicateur.is_saisi:
                assert count_champs(indicateur) == len(LigneForm(indicateur=indicateur).chiffres), (
                    indicateur.code
                )
            else:
                assert count_champs(indicateur) == 0
            vus.add(indicateur.nature)
    assert vus == {"effectif", "taux", "delai", "moyenne"}


def count_again(annee):
    """{origin: figures}, those without a number, writings, amounts, of one year, a row at a time."""
    comptes, sans, ecritures, montants = dict.fromkeys(ORIGINES, 0), 0, 0, 0
    exercices = [un for un in Exercice.objects.filter(annee=annee) if un.etat in ETATS_TRANSMIS]
    for exercice in exercices:
        versions = list(VersionValeur.objects.filter(exercice=exercice))
        ecritures += len(versions)
        reprises = {un.code for un in versions if un.a_confirmer}
        for valeur in Valeur.objects.filter(exercice=exercice):
            if valeur.etat not in CHIFFRES:
                sans += 1
            elif valeur.source == "saisie":
                comptes["repris" if valeur.code in reprises else "saisis"] += 1
            else:
                comptes[valeur.source] += 1
        for ligne in Financement.objects.filter(action__exercice=exercice):
            montants += (ligne.prevu is not None) + (ligne.execute is not None)
    return comptes, sans, ecritures, montants, len(exercices)


def test_each_year_counts_what_its_rows_say(demo):
    clone(demo.transmis, ["35", "56"])
    reprise = demo.transmis.valeurs.filter(source="saisie", etat="renseigne").first()
    VersionValeur.objects.filter(exercice=demo.transmis, code=reprise.code).update(a_confirmer=True)
    Valeur.objects.filter(exercice=demo.transmis, code="G1").update(etat="non_concerne", numerateur=None)
    charge = build_charge(demo.get_compte("centrale"))
    assert [un.annee for un in charge.annees] == [2021, 2020, 2019]
    for un in charge.annees:
        assert count_again(un.annee) == (un.chiffres, un.sans_chiffre, un.ecritures, un.montants, un.transmis)
        assert un.ecritures_par_chiffre == Fraction(un.ecritures, un.total + un.sans_chiffre)
    assert charge.annees[0].chiffres["repris"] == 1
    assert charge.annees[0].sans_chiffre >= 1
    assert charge.annees[0].champs_socle < charge.annees[0].champs
    assert all(
        un.en_tout == un.champs * 101 == un.champs * Departement.objects.count() for un in charge.couts
    )


def test_nothing_handed_over_costs_nothing_that_is_known(client, demo):
    Exercice.objects.update(etat="brouillon")
    charge = build_charge(demo.get_compte("centrale"))
    assert charge.annees == ()
    assert {un.ecritures for un in charge.couts} == {None}
    enter(client, "centrale")
    assert "Aucun exercice n’est encore transmis" in read_html(client.get(ADRESSE))


def test_the_page_asks_as_many_queries_for_all_and_says_no_hour(client, demo):
    enter(client, "centrale")
    client.get(ADRESSE)
    with CaptureQueriesContext(connection) as une:
        client.get(ADRESSE)
    clone(demo.transmis, ["35", "56", "67", "68", "75"])
    with CaptureQueriesContext(connection) as toutes:
        page = read_html(client.get(ADRESSE))
    assert len(une) == len(toutes) <= 12, [un["sql"][:100] for un in toutes]
    assert "aucune heure n’est dite" in page
