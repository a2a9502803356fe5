"""The child process that looks at a piece of evidence: what it is, told from its bytes, and whether it holds persons.

Nothing of an accepted file is changed: a PDF, an image or a workbook is given back as it came.
"""

import re
import zipfile
from io import BytesIO
from typing import TypedDict

from fichiers.enfant import obey
from fichiers.personnes import has_personnes
from fichiers.porte import MAX_DEPLIES, MAX_ENTREES, FichierRefuse, has_macros

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
}
SIGNATURES = (("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff"))
PDF, BOM_UTF8, BLANCS = b"%PDF-", b"\xef\xbb\xbf", b" \t\r\n\x00"
# Readers of PDF look for its first words that far (ISO 32000, annex H): scanners and mailers put a line end before.
DEBUT_PDF = 1024
BOMS_UTF16 = (b"\xff\xfe", b"\xfe\xff")
CONTROLE = re.compile(r"[\x00-\x08\x0e-\x1f]")


class PieceExaminee(TypedDict):
    """What the child answers of a piece."""

    nature: str | None  # one of TYPES
    personnes: bool  # does a CSV look like lines of persons?


def examine(octets: bytes) -> PieceExaminee:
    """What a file is; raises FichierRefuse."""
    nature, texte = find_type(octets), None
    if nature == "csv":
        texte = _read_texte(octets)
    return {"nature": nature, "personnes": texte is not None and has_personnes(texte)}


def find_type(octets: bytes) -> str | None:
    """What a file is, one of TYPES, told from its bytes and never from its name; None when it is none of them."""
    if octets[:DEBUT_PDF].removeprefix(BOM_UTF8).lstrip(BLANCS).startswith(PDF):
        return "pdf"
    for nature, signature in SIGNATURES:
        if octets.startswith(signature):
            return nature
    if octets.startswith(b"PK\x03\x04"):
        return _find_nature_zip(octets)
    return "csv" if _is_texte(octets) else None


def _find_nature_zip(octets: bytes) -> str | None:
    """XLSX or ODT without macros, from the names of the archive: nothing is inflated but an ODT's short `mimetype`."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            noms = set(archive.namelist())
            deplies = sum(entree.file_size for entree in archive.infolist())
            if len(noms) > MAX_ENTREES or deplies > MAX_DEPLIES:
                raise FichierRefuse(
                    "piece_trop_grosse", "Cette pièce est trop volumineuse une fois décompressée."
                )
            if has_macros(noms):
                return None
            if {"[Content_Types].xml", "xl/workbook.xml"} <= noms:
                return "xlsx"
            if "mimetype" in noms:
                with archive.open("mimetype") as entree:
                    return "odt" if entree.read(100).decode("ascii", "replace") == TYPES["odt"] else None
    except FichierRefuse:
        raise
    except Exception:
        # zipfile raises a dozen classes on damaged archives; to the user they are one thing.
        return None
    return None


def _read_texte(octets: bytes) -> str:
    """UTF-8, UTF-16 (« Texte Unicode » of a spreadsheet) or Windows-1252."""
    if octets.startswith(BOMS_UTF16):
        return octets.decode("utf-16", "replace")
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _is_texte(octets: bytes) -> bool:
    """Lines of text with separators: no markup, no control character."""
    texte = _read_texte(octets)
    return (
        not CONTROLE.search(texte)
        and not texte.lstrip().startswith(("<", "{", "#!"))
        and any(separateur in texte for separateur in ";,\t")
    )


if __name__ == "__main__":
    obey({"examiner": examine})
