"""A parcours file read whole or damaged."""

import io
import zipfile
from datetime import date, datetime

import openpyxl

from tests.referentiels.regles import build_regle

REGLES = [
    build_regle(
        {"code": "R2", "delai": {"de": "entree", "a": "orientation", "limite": {"jours": 30}}, "total": "R1"}
    )
]
ENTETE = ["identifiant", "date_entree", "date_orientation", "organisme"]
FEUILLE = "xl/worksheets/sheet1.xml"
FIN = date(2021, 12, 31)


def make_classeur(change=None, lignes=3):
    """A valid workbook, after `change(sheet)`."""
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    feuille.append(ENTETE)
    for numero in range(lignes):
        feuille.append([f"C{numero}", datetime(2021, 3, 1), datetime(2021, 3, 31), "cd_social"])
    if change:
        change(feuille)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def replace_entree(octets, changes):
    """The same archive, with `changes` {entry: bytes -> bytes}."""
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(octets)) as source,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as cible,
    ):
        for nom in source.namelist():
            cible.writestr(nom, changes.pop(nom, bytes)(source.read(nom)))
        for nom, change in changes.items():
            cible.writestr(nom, change(b""))
    return sortie.getvalue()


BON = make_classeur()
TETE = ";".join(ENTETE)
