"""Workbooks as people send them back: colours far away, blanks, filters, one wrong cell among good ones."""

from decimal import Decimal

import pytest
from openpyxl.styles import PatternFill

from fichiers.classeur.cellules import read_texte
from fichiers.porte import FichierRefuse
from financement.classeur.ecriture import write_classeur as write_financement
from financement.classeur.lecture import read_montant
from financement.forms.classeur import interpret_classeur as read_financement
from financement.queries.apercu import build_apercu as build_apercu_financement
from financement.queries.classeur import build_classeur as build_financement
from tests.fichiers.classeurs import AT, add_to_sheet, fill, find_cellule, list_textes, read_here
from tests.indicateurs.classeurs import download, preview

# What is read is in the file: no database changes it.
pytestmark = pytest.mark.une_base


@pytest.fixture(autouse=True)
def _lecture_ici(monkeypatch):
    for module in ("indicateurs.forms.classeur", "financement.forms.classeur"):
        monkeypatch.setattr(f"{module}.read_classeur", read_here)


def preview_indicateurs(exercice, geste):
    return preview(exercice, fill(download(exercice), {}, geste))


def preview_financement(exercice, geste):
    octets = fill(write_financement(build_financement(exercice, AT)), {}, geste)
    return build_apercu_financement(exercice, read_financement(exercice, octets), {})


CLASSEURS = {"S1": preview_indicateurs, "Financement": preview_financement}


def paint(ws, adresse):
    ws[adresse].fill = PatternFill("solid", start_color="FFFF00")


def blank(ws, adresse):
    ws[adresse].value = " \u00a0\u200b"


@pytest.mark.parametrize("feuille", CLASSEURS)
@pytest.mark.parametrize("geste", [paint, blank])
@pytest.mark.parametrize("adresse", ["A60", "A1048576", "C1048576", "XFD6", "XFD1048576", "ZZ3"])
def test_a_colour_or_blanks_anywhere_change_nothing(feuille, geste, adresse, demo):
    apercu = CLASSEURS[feuille](demo.brouillon, lambda wb: geste(wb[feuille], adresse))
    assert (apercu.changements, apercu.conflits, list_textes(apercu)) == ([], [], [])
    assert not any(
        remarque.cellule == adresse or "masquée" in remarque.texte for remarque in apercu.remarques
    )


@pytest.mark.parametrize("feuille", CLASSEURS)
def test_hidden_rows_are_read_and_counted(feuille, demo):
    def hide(wb):
        wb[feuille].row_dimensions[7].hidden = True
        wb[feuille].row_dimensions[1000].hidden = True

    apercu = CLASSEURS[feuille](demo.brouillon, hide)
    assert [a.texte for a in apercu.remarques if "masquée" in a.texte] == [
        "Une ligne est masquée, par un filtre ou à la main\u00a0: elle est lue comme les autres."
    ]


@pytest.mark.parametrize("feuille", CLASSEURS)
def test_thousands_of_rows_pasted_below_are_a_few_sentences(feuille, demo):
    def paste(wb):
        for rang in range(1000, 4000):
            wb[feuille][f"A{rang}"] = f"x{rang}"

    assert 2 < len(list_textes(CLASSEURS[feuille](demo.brouillon, paste))) < 30


@pytest.mark.parametrize("texte", [" -   € ", "-\u00a0\u00a0\u00a0€", "- €", "–   €", "-€"])
def test_the_accounting_zero_is_zero(texte):
    assert read_montant({"t": "s", "v": texte})[0] == 0
    # What the spreadsheet itself stores under that format is a number.
    assert read_montant({"t": "n", "v": "0", "p": False}) == (Decimal(0), "")


def test_a_box_in_a_text_reads_as_the_spreadsheet_shows_it():
    assert [read_texte({"t": "b", "v": v}) for v in "10"] == ["VRAI", "FAUX"]


@pytest.mark.parametrize("formule", ["=1+1", "=Feuil2!A1"])
def test_a_formula_is_said_whether_its_value_is_in_the_file_or_not(formule, demo):
    """openpyxl writes a formula without its value: read as blank, it would erase the figure in silence."""
    octets = fill(download(demo.brouillon), {("F1", "Chiffre"): formule})
    assert any("C’est une formule" in texte for texte in list_textes(preview(demo.brouillon, octets)))


def test_one_wrong_cell_hides_neither_the_others_nor_the_rule_they_break(demo):
    cellules = {
        ("A1", "Chiffre"): 10,
        ("A2", "Chiffre"): 12,
        ("A2", "Explication"): "=A1",
        ("A3", "Chiffre"): "trois",
        ("A4", "Chiffre"): 2,
    }
    apercu = preview(demo.brouillon, fill(download(demo.brouillon), cellules))
    vus = {(c.objet.code, c.apres) for c in apercu.changements}
    assert {("A1", "10"), ("A2", "12"), ("A4", "2")} <= vus
    textes = list_textes(apercu)
    assert any("«\u00a0trois\u00a0»" in texte for texte in textes)
    assert any("A2\u00a0: " in texte for texte in textes), textes
    assert not apercu.is_confirmable
    assert "A2" not in apercu.a_ecrire


def test_a_far_value_is_said_at_its_cell_and_the_rest_is_previewed(demo):
    def add(wb):
        wb["S1"]["A1048576"] = "ZZ"
        find_cellule(wb, "A1", "Chiffre").value = 10

    apercu = preview_indicateurs(demo.brouillon, add)
    assert "Feuille S1, cellule A1048576\u00a0" in [texte[:29] for texte in list_textes(apercu)]
    assert [c.apres for c in apercu.changements if c.objet.code == "A1"][:1] == ["10"]


def test_a_sheet_of_ones_own_may_hold_anything(demo):
    def add(wb):
        for rang in range(1, 5000):
            wb.create_sheet("Mes notes") if rang == 1 else None
            wb["Mes notes"][f"A{rang}"] = rang

    assert list_textes(preview_indicateurs(demo.brouillon, add)) == []


def test_what_is_no_archive_is_one_sentence(demo):
    with pytest.raises(FichierRefuse, match="endommagé"):
        preview(demo.brouillon, b"PK\x03\x04")


def test_what_excel_adds_of_its_own_leaves_the_cells_as_they_are(demo):
    """Lists in an extension of its own: openpyxl warns that it leaves them out, and that is no refusal."""
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    octets = fill(download(demo.brouillon), {("A1", "Chiffre"): 10})
    apercu = preview(demo.brouillon, add_to_sheet(octets, b"</worksheet>", extension))
    assert [c.apres for c in apercu.changements if c.objet.code == "A1"][:1] == ["10"]
