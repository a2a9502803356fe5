"""A table that left the site, read back: one way per format, none of them ours."""

import csv
from io import BytesIO, StringIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pyarrow.parquet as pq
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

OFFICE, TABLE, TEXT = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{nom}:1.0}}" for nom in ("office", "table", "text")
)


def read_xlsx(octets):
    """{sheet: rows of values}; « _x000D_ » as a spreadsheet reads it."""
    return {
        feuille.title: [
            [unescape(un.value) if un.data_type == "s" else un.value for un in rangee]
            for rangee in feuille.iter_rows()
        ]
        for feuille in load_workbook(BytesIO(octets)).worksheets
    }


def read_ods(octets):
    """{sheet: rows of (type, text of the value)}; (None, None) for an empty cell."""
    racine = ElementTree.fromstring(ZipFile(BytesIO(octets)).read("content.xml"))
    return {
        feuille.get(f"{TABLE}name"): [
            [_read_cellule(un) for un in rangee.findall(f"{TABLE}table-cell")]
            for rangee in feuille.iter(f"{TABLE}table-row")
        ]
        for feuille in racine.iter(f"{TABLE}table")
    }


def _read_cellule(cellule):
    assert cellule.get(f"{TABLE}formula") is None
    type_ = cellule.get(f"{OFFICE}value-type")
    if type_ == "string":
        return type_, "\n".join(map(_read_paragraphe, cellule.findall(f"{TEXT}p")))
    valeur = cellule.get(
        f"{OFFICE}{ {'date': 'date-value', 'boolean': 'boolean-value'}.get(type_, 'value') }"
    )
    return type_, valeur


def _read_paragraphe(paragraphe):
    """As OpenDocument reads blanks: of several, one is left; those that are elements all are."""
    morceaux = [paragraphe.text or ""]
    for un in paragraphe:
        morceaux += [" " * int(un.get(f"{TEXT}c")), un.tail or ""]
    return "".join(morceaux)


def read_csv(octets):
    """Rows of texts."""
    return list(csv.reader(StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_parquet(octets):
    """The Arrow table."""
    return pq.read_table(BytesIO(octets))
