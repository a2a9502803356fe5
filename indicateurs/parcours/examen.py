"""What the XML of a sheet says that calamine does not: hidden rows, formulas whose value is not in the file.

A program that writes a formula without computing it leaves its cell without a value, which reads as blank. Patterns
stop at the next « < » or « > », so that the time is that of the text, whatever it holds.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO

from fichiers.porte import is_feuille, rank_colonne

MAX_FORMULES = 10_000
TAILLE_LECTURE = 1 << 20
RANGEE = re.compile(rb"<(?:\w{1,20}:)?row\b([^<>]*)>")
MASQUEE = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
NUMERO = re.compile(rb"\br=[\"']([0-9]{1,7})[\"']")
CELLULE = re.compile(
    rb"<(?:\w{1,20}:)?c\b([^<>]*)>\s*<(?:\w{1,20}:)?f\b[^<>]*>(?:[^<]*</(?:\w{1,20}:)?f>)?\s*"
    rb"(?:<(?:\w{1,20}:)?v\b[^<>]*>([^<]*))?"
)
ADRESSE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
# A formula whose value is the empty text has it, empty.
TEXTE = re.compile(rb"\bt=[\"']str[\"']")


Place = tuple[int, int]  # line from 1, column from 0; (0, 0) when it is not said


class Examen:
    """What was seen in the sheets of a workbook, by name of their entry in the archive: `masquees`, the numbers of
    hidden rows, `formules`, the places of those without value; at most MAX_FORMULES of them."""

    def __init__(self, fichier: BinaryIO) -> None:
        self.masquees: dict[str, list[int]] = {}
        self.formules: dict[str, list[Place]] = {}
        with zipfile.ZipFile(fichier) as archive:
            for nom in archive.namelist():
                if is_feuille(nom):
                    with archive.open(nom) as entree:
                        for texte in _iter_textes(entree):
                            self._look(nom, texte)

    def _look(self, nom: str, texte: bytes) -> None:
        if b"hidden=" in texte:
            for trouve in RANGEE.finditer(texte):
                numero = NUMERO.search(trouve[1])
                if numero and MASQUEE.search(trouve[1]):
                    self.masquees.setdefault(nom, []).append(int(numero[1]))
        if b"<f" in texte or b":f" in texte:
            formules = self.formules.get(nom, [])
            for trouve in CELLULE.finditer(texte):
                if (trouve[2] or b"").strip() or TEXTE.search(trouve[1]) or len(formules) > MAX_FORMULES:
                    continue
                adresse = ADRESSE.search(trouve[1])
                formules.append((int(adresse[2]), rank_colonne(adresse[1]) - 1) if adresse else (0, 0))
            if formules:
                self.formules[nom] = formules


def _iter_textes(entree: IO[bytes]) -> Iterator[bytes]:
    """The text of a sheet by pieces, cut where a row or a cell begins."""
    reste = b""
    while morceau := entree.read(TAILLE_LECTURE):
        texte = reste + morceau
        coupe = max(texte.rfind(b"<c "), texte.rfind(b"<row "))
        if coupe < 0:  # with a prefix, or none at all
            coupe = max(0, texte.rfind(b"<", 0, max(0, texte.rfind(b":c r="))))
        if len(texte) - coupe > TAILLE_LECTURE:  # no cell is so long
            coupe = len(texte)
        yield texte[:coupe]
        reste = texte[coupe:]
    yield reste
