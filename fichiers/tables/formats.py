"""The formats a table leaves in, as they are offered. What writes them, and the libraries that takes, are in
`fichiers.tables.fichier`: models and the child that draws know the formats, and write none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FormatExport:
    extension: str
    libelle: str
    usage: str  # what it is for, in a few words
    type_contenu: str


# {extension: format}, in the order they are offered.
FORMATS = {
    un.extension: un
    for un in (
        FormatExport(
            "xlsx", "XLSX", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ),
        FormatExport("csv", "CSV", "tout tableur", "text/csv; charset=utf-8"),
        FormatExport("ods", "ODS", "LibreOffice", "application/vnd.oasis.opendocument.spreadsheet"),
        FormatExport("parquet", "Parquet", "R, Python", "application/vnd.apache.parquet"),
    )
}
