"""A table as an XLSX: real types, headings that stay and filter, its dictionary beside. Row by row, to the disk.

XlsxWriter takes two thirds of the time of openpyxl's write-only mode for the same cells, and as much memory for a
thousand rows as for a million.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter

from fichiers.classeur.ecriture import BLEU, MAX_TEXTE, POLICE
from fichiers.tables.colonnes import (
    COLONNES_DICTIONNAIRE,
    DICTIONNAIRE,
    NombreEcrit,
    TableExport,
    TypeColonne,
    list_dictionnaire,
)
from saisie.caracteres import clean_ligne

JOUR = "dd/mm/yyyy"


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, classeur: Any) -> None:
        self.classeur = classeur
        self.faits: dict[str, Any] = {}
        self.entete = classeur.add_format(
            {
                "bold": True,
                "font_color": "white",
                "bg_color": f"#{BLEU}",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self.renvoi = classeur.add_format({"text_wrap": True, "valign": "top"})

    def get_nombre(self, format_: str) -> Any:
        if not format_:
            return None
        if format_ not in self.faits:
            self.faits[format_] = self.classeur.add_format({"num_format": format_})
        return self.faits[format_]


def write_table_xlsx(table: TableExport, lignes: Iterable[Any], sortie: BinaryIO) -> None:
    """Write the workbook of `lignes` into `sortie`; a text is written as text, never as a formula nor as a link, and
    cut at what a cell holds."""
    classeur, styles = _open(table.titre, sortie)
    nombre = _write_feuille(classeur, table, lignes, styles)
    _write_dictionnaire(classeur.add_worksheet(DICTIONNAIRE), [(table, nombre)], styles)
    classeur.close()


def write_tables_xlsx(
    titre: str, feuilles: Iterable[tuple[TableExport, Iterable[Any]]], sortie: BinaryIO
) -> None:
    """Write a workbook of several tables into `sortie`, a sheet each in this order, then one dictionary of all."""
    classeur, styles = _open(titre, sortie)
    faites = [(table, _write_feuille(classeur, table, lignes, styles)) for table, lignes in feuilles]
    _write_dictionnaire(classeur.add_worksheet(DICTIONNAIRE), faites, styles)
    classeur.close()


def _open(titre: str, sortie: BinaryIO) -> tuple[Any, _Styles]:
    classeur = xlsxwriter.Workbook(sortie, {"constant_memory": True})
    classeur.formats[0].set_font_name(POLICE)
    classeur.set_properties({"title": clean_ligne(titre), "author": "CALPAE"})
    return classeur, _Styles(classeur)


def _write_feuille(classeur: Any, table: TableExport, lignes: Iterable[Any], styles: _Styles) -> int:
    """How many rows there are of it."""
    feuille = classeur.add_worksheet(table.titre)
    _prepare(feuille, [(un.titre, un.largeur) for un in table.colonnes], styles)
    write = [_choose(feuille, un.type, styles, un.format) for un in table.colonnes]
    rang = 0
    for rang, rangee in enumerate(table.list_rangees(lignes), start=1):
        for colonne, case in enumerate(rangee):
            if case is not None:
                write[colonne](rang, colonne, case)
    feuille.autofilter(0, 0, rang, len(table.colonnes) - 1)
    return rang


def _prepare(feuille: Any, colonnes: Iterable[tuple[str, int]], styles: _Styles) -> None:
    feuille.freeze_panes(1, 0)
    feuille.set_landscape()
    feuille.set_paper(9)  # A4
    feuille.fit_to_pages(1, 0)
    feuille.repeat_rows(0)
    for rang, (titre, largeur) in enumerate(colonnes):
        feuille.set_column(rang, rang, largeur)
        feuille.write_string(0, rang, titre, styles.entete)


def _choose(
    feuille: Any, type_: TypeColonne, styles: _Styles, format_: str
) -> Callable[[int, int, Any], object]:
    """What writes a cell of a column, at a row and a column."""
    jour, defaut = styles.get_nombre(JOUR), styles.get_nombre(format_)

    def write_texte_borne(rang: int, colonne: int, case: str) -> object:
        return feuille.write_string(rang, colonne, case[:MAX_TEXTE])

    def write_nombre(rang: int, colonne: int, case: int | Decimal | NombreEcrit) -> object:
        if isinstance(case, NombreEcrit):
            return feuille.write_number(rang, colonne, case.valeur, styles.get_nombre(case.format))
        return feuille.write_number(rang, colonne, case, defaut)

    def write_jour(rang: int, colonne: int, case: date) -> object:
        return feuille.write_datetime(rang, colonne, case, jour)

    ecritures: dict[TypeColonne, Callable[[int, int, Any], object]] = {
        TypeColonne.TEXTE: write_texte_borne,
        TypeColonne.ENTIER: write_nombre,
        TypeColonne.DECIMAL: write_nombre,
        TypeColonne.DATE: write_jour,
        TypeColonne.BOOLEEN: feuille.write_boolean,
    }
    return ecritures[type_]


def _write_dictionnaire(feuille: Any, tables: Sequence[tuple[TableExport, int]], styles: _Styles) -> None:
    """Of each table, under its title where there are several."""
    _prepare(feuille, COLONNES_DICTIONNAIRE, styles)
    rangees: list[tuple[str, ...]] = []
    for table, nombre in tables:
        rangees += [(), (table.titre,)] if len(tables) > 1 else []
        rangees += [*list_dictionnaire(table, nombre)][1:]
    for rang, rangee in enumerate(rangees, start=1):
        for colonne, dit in enumerate(rangee):
            feuille.write_string(rang, colonne, dit, styles.renvoi)
    if len(tables) == 1:
        feuille.autofilter(0, 0, len(tables[0][0].colonnes), len(COLONNES_DICTIONNAIRE) - 1)
