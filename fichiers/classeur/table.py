"""A table as a workbook of one sheet, written row by row."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from fichiers.classeur.ecriture import write_texte
from fichiers.tables.colonnes import NombreEcrit

Case: TypeAlias = str | int | Decimal | date | NombreEcrit | None


def write_table(titre: str, colonnes: Sequence[tuple[str, int]], lignes: Iterable[Iterable[Case]]) -> bytes:
    """Bytes of the XLSX; `colonnes` are headings and widths in characters, a cell is empty for None."""
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet(titre)
    feuille.freeze_panes = "A2"
    for rang, (_, largeur) in enumerate(colonnes, start=1):
        feuille.column_dimensions[get_column_letter(rang)].width = largeur
    feuille.append([_make_texte(feuille, titre, gras=True) for titre, _ in colonnes])
    for ligne in lignes:
        feuille.append([_make_cellule(feuille, valeur) for valeur in ligne])
    octets = BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def _make_cellule(feuille: WriteOnlyWorksheet, valeur: Case) -> Cell | None:
    if valeur is None or valeur == "":
        return None
    if isinstance(valeur, str):
        return _make_texte(feuille, valeur)
    if isinstance(valeur, NombreEcrit):
        cellule = WriteOnlyCell(feuille, value=valeur.valeur)
        cellule.number_format = valeur.format
        return cellule
    cellule = WriteOnlyCell(feuille, value=valeur)
    if hasattr(valeur, "year"):
        cellule.number_format = "DD/MM/YYYY"
    return cellule


def _make_texte(feuille: WriteOnlyWorksheet, texte: str, gras: bool = False) -> Cell:
    cellule = WriteOnlyCell(feuille)
    write_texte(cellule, texte)
    if gras:
        cellule.font = Font(bold=True)
    return cellule
