"""What the tests of the workbooks share: fill one as a user does, damage it, read it in this process."""

import json
import pickle
import zipfile
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import load_workbook

from fichiers.classeur import ouverture as enfant
from fichiers.classeur.feuilles import LIGNE_ENTETE
from fichiers.enfant import clean
from fichiers.porte import FichierRefuse


def fill(octets, cellules=(), geste=None):
    """The workbook once a user typed `cellules` {(code, header): value} in it and did `geste(workbook)`."""
    wb = load_workbook(BytesIO(octets))
    for (code, entete), valeur in dict(cellules).items():
        find_cellule(wb, code, entete).value = valeur
    if geste:
        geste(wb)
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


# {what writes, and all that it is to write: the bytes}.
ECRITS = {}


def write_once(write, classeur):
    """`write(classeur)`: of what says exactly the same, only once."""
    cle = write.__module__, pickle.dumps(classeur)
    if cle not in ECRITS:
        ECRITS[cle] = write(classeur)
    return ECRITS[cle]


def find_cellule(wb, code, entete):
    """The cell of an indicator under the header that starts like this."""
    for ws in wb.worksheets:
        for rang in range(1, ws.max_row + 1):
            if ws.cell(rang, 1).value == code:
                for cellule in ws[LIGNE_ENTETE]:
                    if str(cellule.value).startswith(entete):
                        return ws.cell(rang, cellule.column)
    raise AssertionError(f"{code}, {entete}")


def list_textes(apercu):
    return [f"{a.ou}\u00a0: {a.texte}" for a in (*apercu.erreurs, *apercu.fautes)]


def read_here(octets):
    """The child's reading in this process: for tests of many workbooks, where its start would take most of the time."""
    try:
        return json.loads(json.dumps(clean(enfant.read(enfant.open_classeur(octets)))))
    except FichierRefuse:
        raise
    except Exception as mort:  # it would have been the end of the child
        raise FichierRefuse("classeur_illisible", str(mort)) from mort


def make_zip(entrees):
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in entrees.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def rewrite(octets, change):
    """The same archive with `change(name, bytes)` applied to each entry, and what it adds under no name."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        entrees = {nom: change(nom, archive.read(nom)) for nom in archive.namelist()}
    return make_zip(entrees)


def add_to_sheet(octets, ancien, nouveau):
    def change(nom, contenu):
        return contenu.replace(ancien, nouveau, 1) if nom == "xl/worksheets/sheet2.xml" else contenu

    return rewrite(octets, change)


AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
