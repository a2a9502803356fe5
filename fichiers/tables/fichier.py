"""A table written in the format asked for."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from fichiers.tables.colonnes import TableExport
from fichiers.tables.formats import FormatExport
from fichiers.tables.ods import write_table_ods
from fichiers.tables.parquet import write_table_parquet
from fichiers.tables.texte import write_table_csv
from fichiers.tables.xlsx import write_table_xlsx

_ECRITURES = {
    "xlsx": write_table_xlsx,
    "csv": write_table_csv,
    "ods": write_table_ods,
    "parquet": write_table_parquet,
}


def write_table(format_: FormatExport, table: TableExport, lignes: Iterable[Any], sortie: BinaryIO) -> None:
    """Write the file of `lignes`, in one of FORMATS, into `sortie`; row by row, whatever their number."""
    _ECRITURES[format_.extension](table, lignes, sortie)
