"""A table as a CSV for a French spreadsheet: UTF-8 with its mark, « ; », a decimal comma, days as AAAA-MM-JJ. Without
the mark Excel takes accents for something else; with a point it takes numbers for texts, or for days. A machine has
Parquet.
"""

import csv
from collections.abc import Callable, Iterable
from io import TextIOWrapper
from typing import Any, BinaryIO

from fichiers.classeur.ecriture import protect_texte
from fichiers.tables.colonnes import NombreEcrit, TableExport, TypeColonne


def write_table_csv(table: TableExport, lignes: Iterable[Any], sortie: BinaryIO) -> None:
    """Write the CSV of `lignes` into `sortie`; a text that a spreadsheet would take for a formula, a heading too, is
    written after an apostrophe, which nothing else is."""
    texte = TextIOWrapper(sortie, encoding="utf-8-sig", newline="")
    feuille = csv.writer(texte, delimiter=";", lineterminator="\r\n")
    feuille.writerow([protect_texte(un.titre) for un in table.colonnes])
    tell = [_TELL[un.type] for un in table.colonnes]
    for rangee in table.list_rangees(lignes):
        feuille.writerow(
            ["" if case is None else dire(case) for dire, case in zip(tell, rangee, strict=True)]
        )
    texte.flush()
    texte.detach()


def _tell_nombre(case: Any) -> str:
    nombre = case.valeur if isinstance(case, NombreEcrit) else case
    return f"{nombre:f}".replace(".", ",")


_TELL: dict[TypeColonne, Callable[[Any], str]] = {
    TypeColonne.TEXTE: protect_texte,
    TypeColonne.ENTIER: str,
    TypeColonne.DECIMAL: _tell_nombre,
    TypeColonne.DATE: lambda jour: jour.isoformat(),
    TypeColonne.BOOLEEN: lambda vrai: "oui" if vrai else "non",
}
