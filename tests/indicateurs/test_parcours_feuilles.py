"""A parcours in a workbook: which sheet is read, what is hidden, merged or computed in it."""

import re
from datetime import datetime

import pytest

from tests.indicateurs.parcours_ecrits import (
    BASE,
    ENTETE,
    LIGNES,
    REGLES,
    change_feuille,
    make_lecture,
    make_xlsx,
    read_here,
    sum_up,
)


@pytest.fixture
def read(tmp_path):
    with read_here():
        yield make_lecture(tmp_path, REGLES, "f.csv")


NOTICE = [["Mode d’emploi"], ["Une ligne par personne"], [], ["Contact", "le service"]]


def test_the_sheet_that_has_the_headers_is_read_and_named(read):
    for feuilles in ([NOTICE, [ENTETE, *LIGNES]], [[], NOTICE, [["Titre"], [], ENTETE, *LIGNES], NOTICE]):
        resultat = read(make_xlsx(*feuilles), "f.xlsx")
        assert sum_up(resultat) == BASE
        assert resultat.feuille == f"Feuille {next(n for n, f in enumerate(feuilles) if ENTETE in f)}"


def test_a_hidden_sheet_is_not_read(read):
    def hide(classeur):
        classeur.worksheets[0].sheet_state = "hidden"
        classeur.active = 1

    assert sum_up(read(make_xlsx([ENTETE, *LIGNES[:1]], [ENTETE, *LIGNES], change=hide), "f.xlsx")) == BASE


def test_a_merged_title_is_no_merged_line(read):
    def merge(classeur):
        classeur.active.merge_cells("A1:F1")

    assert sum_up(read(make_xlsx([["Extraction"], ENTETE, *LIGNES], change=merge), "f.xlsx")) == BASE


def test_hidden_rows_are_read_and_counted(read):
    def hide(classeur):
        for numero in (1, 2, 4, 5, 9):  # a title, two lines, one more, and a blank row
            classeur.active.row_dimensions[numero].hidden = True

    resultat = read(make_xlsx([["Titre"], ENTETE, *LIGNES], change=hide), "f.xlsx")
    assert sum_up(resultat) == BASE
    assert resultat.lignes_masquees == 2


def put_formule(place, formule, xml=None):
    """A workbook with a formula in a cell, its XML as given."""

    def change(classeur):
        classeur.active[place] = formule

    octets = make_xlsx([[*ENTETE, "note"], *LIGNES], change=change)
    cellule = re.compile(rb'<c r="%s"[^>]*>.*?</c>' % place.encode())
    return change_feuille(octets, lambda texte: cellule.sub(xml, texte)) if xml else octets


@pytest.mark.parametrize(
    "xml",
    [
        b'<c r="E3"><f>D3+30</f></c>',
        b'<c r="E3"><f>D3+30</f><v></v></c>',
        b'<c r="E3"><f>D3+30</f><v/></c>',
        b'<c r="E3" s="1"><f t="shared" si="0"/></c>',
        b'<c r="E3" t="n">\n <f>IF(D3>1,D3,0)</f>\n <v/>\n</c>',
    ],
)
def test_a_formula_whose_value_is_not_in_the_file_is_said(read, xml):
    (erreur,) = read(put_formule("E3", "=D3+30", xml), "f.xlsx").erreurs
    assert (erreur.ligne, erreur.colonne, erreur.code) == (3, "date_orientation", "formule_sans_valeur")


@pytest.mark.parametrize(
    ("place", "xml"),
    [
        pytest.param("F3", b'<c r="F3" t="str"><f>IF(1,"","")</f><v></v></c>', id="its value is the empty text"),
        pytest.param("B3", b'<c r="B3" t="str"><f>A1</f><v>pole_emploi</v></c>', id="it has its value"),
        pytest.param("G3", b'<c r="G3"><f>A3</f></c>', id="its column is not read"),
    ],
)  # fmt: skip
def test_other_formulas_are_read(read, place, xml):
    assert sum_up(read(put_formule(place, "=1", xml), "f.xlsx")) == BASE


def test_a_workbook_written_and_never_computed_is_said(read):
    """As openpyxl writes it: a formula, no value."""
    resultat = read(put_formule("D4", "=D3+1"), "f.xlsx")
    assert [(e.ligne, e.code) for e in resultat.erreurs] == [(4, "formule_sans_valeur")]


def test_a_date_of_a_workbook_may_have_a_time(read):
    lignes = [
        [*ligne[:3], *(c and datetime(c.year, c.month, c.day, 14, 30) for c in ligne[3:])] for ligne in LIGNES
    ]
    assert sum_up(read(make_xlsx([ENTETE, *lignes]), "f.xlsx")) == BASE
