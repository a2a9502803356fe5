"""Parcours files as people have them (tests/cas/entrees): what each gives, by the command and on the pages."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from indicateurs.models import ImportParcours
from tests.lecture import read_html

# What is read is in the file: no database changes it.
pytestmark = pytest.mark.une_base

ENTREES = Path(__file__).parent.parent / "cas" / "entrees"
PARCOURS = reverse("indicateurs:parcours", args=["29", 2021])
BASE = {"R1": 4, "R2": (2, 1, 1), "R3": 3, "R4": (2, 1, 0), "R5": 2, "R6": (1, 1, 0)}
# {start of the name: (figures, lines, hidden lines)}
ATTENDUS = {
    "02_": (BASE, 5, 0),
    "03_": (BASE, 5, 0),
    "04_": (BASE, 5, 0),
    "04b_": (BASE, 5, 0),
    "05_": (BASE, 5, 0),
    "06_": (BASE, 5, 4),
    "07_": (BASE, 5, 0),
    "10_": (BASE, 5, 0),
    "10c_": ({"R1": 1, "R2": (1, 0, 0), "R3": 1, "R4": (1, 0, 0), "R5": 0, "R6": (0, 0, 0)}, 1, 0),
}


def find_entree(debut):
    (chemin,) = ENTREES.glob(f"{debut}*")
    return chemin


def sum_up(indicateurs):
    """{code: number, or (dans, hors, en cours)}."""
    return {
        code: c["effectif"] if "effectif" in c else (c["dans_delai"], c["hors_delai"], c["en_cours"])
        for code, c in indicateurs.items()
    }


def calculate(chemin):
    """(exit status, JSON) of the command."""
    sortie, statut = StringIO(), 0
    bornes = {"debut": "2021-01-01", "fin": "2021-12-31", "arrete_au": "2021-12-31"}
    options = [f"--{cle.replace('_', '-')}={valeur}" for cle, valeur in bornes.items()]
    try:
        call_command("calculer_delais", chemin, "--referentiel=2021-03-19", *options, stdout=sortie)
    except SystemExit as sorti:
        statut = sorti.code
    return statut, json.loads(sortie.getvalue())


def deposit(client, chemin):
    fichier = ContentFile(chemin.read_bytes(), name=chemin.name)
    return client.post(PARCOURS, {"fichier": fichier, "arrete_au": "2021-12-31", "methode": "demande"})


def look(client, imp):
    adresse = reverse("indicateurs:import_parcours", args=["29", 2021, imp.pk])
    return read_html(client.get(adresse)).replace("\xa0", " ")


def test_every_file_of_the_folder_is_in_the_table():
    noms = {chemin.name for chemin in ENTREES.iterdir()} - {"README.md"}
    assert noms == {find_entree(debut).name for debut in ("01_", *ATTENDUS)}


@pytest.mark.parametrize("debut", ATTENDUS)
def test_a_file_as_people_have_it_gives_its_figures_by_the_command(demo, debut):
    figures, lignes, masquees = ATTENDUS[debut]
    statut, lu = calculate(find_entree(debut))
    assert (lu["erreurs"], statut) == ([], 0)
    assert sum_up(lu["indicateurs"]) == figures
    assert (lu["lignes"], lu["lignes_masquees"]) == (lignes, masquees)
    for code, raisons in lu["hors_cohorte"].items():
        assert sum(figures[code]) + sum(raisons.values()) == lignes


@pytest.mark.parametrize("debut", ATTENDUS)
def test_a_file_as_people_have_it_gives_its_figures_on_the_pages(client, demo, travailler, sas, debut):
    figures, lignes, masquees = ATTENDUS[debut]
    client.force_login(demo.get_compte("agent.29"))
    assert deposit(client, find_entree(debut)).status_code == 302
    travailler()
    imp = ImportParcours.objects.latest("pk")
    assert (sum_up(imp.resultats), imp.lignes) == (figures, lignes)
    page = look(client, imp)
    assert f"{lignes} ligne" in page
    assert ("lignes masquées" in page) == bool(masquees)
    if masquees:
        assert f"{masquees} lignes masquées" in page


def test_a_year_of_two_digits_is_an_error_of_the_line_with_the_bounds(client, demo, travailler, sas):
    chemin = find_entree("01_")
    statut, lu = calculate(chemin)
    assert [(e["ligne"], e["colonne"], e["code"]) for e in lu["erreurs"]] == [
        (2, "date_entree", "date_improbable")
    ]
    assert "1er décembre 1988" in lu["erreurs"][0]["message"]
    assert (statut, lu["indicateurs"]) == (1, None)
    client.force_login(demo.get_compte("agent.29"))
    deposit(client, chemin)
    travailler()
    page = look(client, ImportParcours.objects.latest("pk"))
    assert "1<sup>er</sup> décembre 1988" in page
    assert "rien n’est enregistré" in page


def test_the_preview_says_how_many_lines_are_in_no_cohort_and_why(client, demo, travailler, sas):
    client.force_login(demo.get_compte("agent.29"))
    deposit(client, find_entree("02_"))
    travailler()
    page = look(client, ImportParcours.objects.latest("pk"))
    assert "Lignes hors cohorte" in page
    for phrase in (
        "1&nbsp;: non soumises aux droits et devoirs",
        "1&nbsp;: la date d’orientation manque",
        "1&nbsp;: orientées vers Pôle",
    ):
        assert phrase in page
