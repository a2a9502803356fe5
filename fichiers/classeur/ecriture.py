"""How every workbook is written: texts as texts, styles, locks, lists, pages, its first and its hidden sheets."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from fichiers.classeur.feuilles import IDENTITE, LIGNE_ENTETE, LISEZ_MOI, SAISIE
from saisie.caracteres import clean_texte

BLEU, GRIS, GRIS_CLAIR = "000091", "666666", "EEEEEE"
POLICE = "Calibri"
TRAIT = Border(*[Side(style="thin", color="CECECE")] * 4)
# A cell of a workbook holds that many characters; the signed identity may need several.
MAX_CELLULE = 30_000
MAX_TEXTE = 32_767

LigneNotice: TypeAlias = tuple[str, str, str]  # (title, text, title of the sheet the text leads to or "")


def make_classeur(titre: str, le: datetime) -> Workbook:
    """A new workbook, its first sheet to be filled by `write_notice`; `le` is a local time."""
    wb = Workbook()
    wb.properties.creator, wb.properties.title = "CALPAE", titre
    wb.properties.created = wb.properties.modified = le.replace(tzinfo=None)
    return wb


def close_classeur(wb: Workbook, identite: str) -> bytes:
    """Add the hidden sheet, which holds the signed text `identite`, lock the structure; the bytes of the workbook."""
    ws = wb.create_sheet(IDENTITE)
    ws.sheet_state = "veryHidden"
    write_texte(
        ws["A1"], "Ne modifiez pas cette feuille\u00a0: elle dit à quel exercice ce classeur appartient."
    )
    for rang, debut in enumerate(range(0, len(identite), MAX_CELLULE), start=2):
        write_texte(ws.cell(rang, 1), identite[debut : debut + MAX_CELLULE])
    protect(ws)
    wb.security = WorkbookProtection(lockStructure=True)
    wb.calculation.fullCalcOnLoad = True
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


def write_texte(cellule: Cell, texte: object) -> None:
    """Write a text as a text, whatever it starts with: openpyxl takes « =… » for a formula."""
    cellule.value = clean_texte(str(texte)).strip()[:MAX_TEXTE] or None
    if cellule.value is not None:
        cellule.data_type = "s"


def protect_texte(texte: str) -> str:
    """A text as a text in a CSV file, which has no types: with an apostrophe before what a spreadsheet would take for a
    formula, whatever blanks or wide signs it begins with."""
    debut = unicodedata.normalize("NFKC", texte).lstrip()
    return f"'{texte}" if debut.startswith(("=", "+", "-", "@")) or texte[:1] in ("\t", "\r", "\n") else texte


def write_notice(ws: Worksheet, lignes: Iterable[LigneNotice], pied: str) -> None:
    """The first sheet."""
    ws.title = LISEZ_MOI
    ws.sheet_view.showGridLines = False
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 26, 84
    for rang, (titre, texte, lien) in enumerate(lignes, start=1):
        gauche, droite = ws.cell(rang, 1), ws.cell(rang, 2)
        write_texte(gauche, titre)
        write_texte(droite, texte)
        gauche.font = make_font(bold=True, color=BLEU, size=16 if rang == 1 else 11)
        droite.font = make_font(size=11)
        gauche.alignment = droite.alignment = Alignment(wrap_text=rang > 1, vertical="top")
        ws.row_dimensions[rang].height = 26 if rang == 1 else 16 * count_lignes(texte, 84) + 4
        if lien:
            place = f"{quote_sheetname(lien)}!A{LIGNE_ENTETE + 1}"
            droite.hyperlink = Hyperlink(ref=droite.coordinate, location=place)
            droite.font = make_font(color=BLEU, underline="single")
    protect(ws)
    set_page(ws, pied)
    ws.page_setup.fitToHeight = 1


def write_entetes(
    ws: Worksheet, chapeau: Sequence[str], entetes: Mapping[str, str], largeurs: Mapping[str, int]
) -> dict[str, str]:
    """The three lines above a table and its headers, by name; returns the letters of their columns, by name."""
    polices = (
        make_font(bold=True, size=14, color=BLEU),
        make_font(size=11),
        make_font(color=GRIS, italic=True),
    )
    for rang, (texte, police) in enumerate(zip(chapeau, polices, strict=True), start=1):
        write_texte(ws.cell(rang, 1), texte)
        ws.cell(rang, 1).font = police
    lettres = {nom: get_column_letter(rang) for rang, nom in enumerate(entetes, start=1)}
    for nom, lettre in lettres.items():
        ws.column_dimensions[lettre].width = largeurs[nom]
        cellule = ws[f"{lettre}{LIGNE_ENTETE}"]
        write_texte(cellule, entetes[nom])
        cellule.font, cellule.fill = make_font(bold=True, color="FFFFFF"), make_fill(BLEU)
        cellule.border = TRAIT
        cellule.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    ws.row_dimensions[LIGNE_ENTETE].height = 34
    return lettres


def finish_feuille(ws: Worksheet, pied: str) -> None:
    """Freeze the headers and the first two columns of a table, lock it, set it up for printing."""
    ws.freeze_panes = f"C{LIGNE_ENTETE + 1}"
    protect(ws)
    set_page(ws, pied)
    ws.print_title_rows = f"{LIGNE_ENTETE}:{LIGNE_ENTETE}"


def open_saisie(cellule: Cell) -> None:
    """Make a cell one that is filled: unlocked, and of the colour that says so."""
    cellule.protection, cellule.fill = Protection(locked=False), make_fill(SAISIE)


def validate_nombres(ws: Worksheet, cellules: Iterable[str], *, is_entier: bool) -> None:
    """Have the spreadsheet refuse, in French, what is not a number ≥ 0 in these cells (addresses)."""
    regle = DataValidation(
        type="whole" if is_entier else "decimal", operator="greaterThanOrEqual", formula1="0"
    )
    _validate(ws, cellules, regle, "Un nombre positif ou nul" + (", sans décimale." if is_entier else "."))


def validate_liste(ws: Worksheet, cellules: Iterable[str], formule: str) -> None:
    """Have the spreadsheet offer a list in these cells (addresses); `formule` as Excel writes it."""
    _validate(ws, cellules, DataValidation(type="list", formula1=formule), "Choisissez dans la liste.")


def validate_formule(ws: Worksheet, zone: str, formule: str, erreur: str) -> None:
    """Have the spreadsheet refuse what makes `formule` false, written for the first cell of `zone`."""
    _validate(ws, [zone], DataValidation(type="custom", formula1=formule), erreur)


def _validate(ws: Worksheet, cellules: Iterable[str], regle: DataValidation, erreur: str) -> None:
    regle.allow_blank, regle.error, regle.errorTitle, regle.showErrorMessage = True, erreur, "CALPAE", True
    for cellule in cellules:
        regle.add(cellule)
    ws.add_data_validation(regle)


def protect(ws: Worksheet) -> None:
    """Lock a sheet, without a password; one may still widen a column."""
    ws.protection.enable()
    ws.protection.formatColumns = ws.protection.formatRows = False


def set_page(ws: Worksheet, pied: str) -> None:
    """A4, landscape, as wide as the page; `pied` is printed at the bottom left."""
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.page_margins.left = ws.page_margins.right = 0.4
    # « & » is a command in a footer.
    ws.oddFooter.left.text = pied.replace("&", "&&")
    ws.oddFooter.right.text = "&A – page &P sur &N"


def make_format(decimales: int) -> str:
    """How a number is shown: with its decimals always, « 221,00 »; optional ones (`0.##`) leave a lone « 221, »."""
    return f"#,##0.{'0' * decimales}" if decimales else "#,##0"


def make_fill(couleur: str) -> PatternFill:
    """A plain background."""
    return PatternFill("solid", start_color=couleur)


def make_font(**options: Any) -> Font:
    """One family everywhere: a font without a name is drawn in another one by some spreadsheets."""
    return Font(name=POLICE, **options)


def count_lignes(texte: object, largeur: int) -> int:
    """How many lines a text takes in a column of that many characters."""
    return sum(max(1, -(-len(ligne) // largeur)) for ligne in str(texte).split("\n"))
