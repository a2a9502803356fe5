"""The formats a table leaves in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from fichiers.tables.colonnes import TableExport
from fichiers.tables.ods import TYPE, write_table_ods
from fichiers.tables.parquet import write_table_parquet
from fichiers.tables.texte import write_table_csv
from fichiers.tables.xlsx import write_table_xlsx


@dataclass(frozen=True)
class FormatExport:
    extension: str
    libelle: str
    usage: str  # what it is for, in a few words
    type_contenu: str
    write: Callable[[TableExport, Iterable[Any], BinaryIO], None]


# {extension: format}, in the order they are offered.
FORMATS = {
    un.extension: un
    for un in (
        FormatExport(
            "xlsx",
            "XLSX",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write_table_xlsx,
        ),
        FormatExport("csv", "CSV", "tout tableur", "text/csv; charset=utf-8", write_table_csv),
        FormatExport("ods", "ODS", "LibreOffice", TYPE, write_table_ods),
        FormatExport(
            "parquet", "Parquet", "R, Python", "application/vnd.apache.parquet", write_table_parquet
        ),
    )
}
