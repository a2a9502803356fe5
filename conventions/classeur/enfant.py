"""The child process: all that opens an uploaded workbook runs here, without Django, without secrets, within limits.

Reads one line of JSON (the order) then the bytes of the workbook on its standard input. « lire » answers JSON,
« annoter » answers the bytes of the workbook. A file that kills this process kills nothing else.
"""

import datetime
import json
import math
import re
import resource
import sys
import zipfile
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from conventions.classeur.feuilles import A_CORRIGER, SAISIE
from conventions.depot import MAX_COLONNES

MEMOIRE, SECONDES, SORTIE = 600_000_000, 10, 30_000_000
MAX_DEPLIE = 60_000_000
MAX_LIGNES, MAX_FEUILLES, MAX_SURFACE = 2_000, 80, 400_000
MAX_TEXTE = 40_000
# What openpyxl would spread over each cell of an area.
ZONE = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
AUTEUR = "CALPAE"
COULEURS = {"erreur": "FFB3B3", "conflit": "FFD08A", "remarque": "CFE3FF"}


class Refus(Exception):
    """The workbook is not read further; `str()` is the sentence to show."""


def main():
    """Obey one order; a refusal is an answer like another."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (SORTIE, SORTIE))
    ordre = json.loads(sys.stdin.buffer.readline())
    octets = sys.stdin.buffer.read()
    try:
        wb = open_classeur(octets)
        if ordre["geste"] == "annoter":
            sys.stdout.buffer.write(annotate(wb, ordre["marques"]))
            return
        reponse = read(wb)
    except Refus as refus:
        reponse = {"refus": str(refus)}
    sys.stdout.buffer.write(json.dumps(reponse).encode())


def open_classeur(octets):
    """The workbook, formulas as formulas; raises Refus before openpyxl is asked to hold too much."""
    with zipfile.ZipFile(BytesIO(octets)) as archive:
        # zipfile gives no more of an entry than the size it declares.
        if sum(entree.file_size for entree in archive.infolist()) > MAX_DEPLIE:
            raise Refus("Ce classeur est trop volumineux une fois décompressé.")
        for nom in archive.namelist():
            if nom.startswith("xl/worksheets/") and nom.endswith(".xml"):
                _check_zones(archive.read(nom))
    wb = load_workbook(BytesIO(octets), keep_links=False)
    surface = sum(ws.max_row * ws.max_column for ws in wb.worksheets)
    for ws in wb.worksheets:
        if ws.max_row > MAX_LIGNES or ws.max_column > MAX_COLONNES:
            raise Refus(
                f"Feuille {ws.title} : une cellule est très loin du tableau "
                f"({ws.cell(ws.max_row, ws.max_column).coordinate}) : supprimez ce qui se trouve au-delà."
            )
    if len(wb.worksheets) > MAX_FEUILLES or surface > MAX_SURFACE:
        raise Refus("Ce classeur contient trop de feuilles ou de cellules : retirez ce que vous avez ajouté.")
    return wb


def _check_zones(xml):
    for gauche, haut, droite, bas in ZONE.findall(xml):
        if max(int(haut), int(bas)) > MAX_LIGNES or max(len(gauche), len(droite)) > 2:
            raise Refus(
                "Une zone fusionnée ou un lien couvre une partie démesurée d’une feuille : retirez-la, "
                "ou téléchargez de nouveau le classeur."
            )


def read(wb):
    """Every cell that holds something: {"feuilles": [{"titre", "fusions", "lignes": {row: {column: cell}}}]}."""
    feuilles = []
    for ws in wb.worksheets:
        lignes = {}
        for ligne in ws.iter_rows():
            cellules = {c.column_letter: read_cellule(c) for c in ligne if c.value is not None}
            if cellules:
                lignes[ligne[0].row] = cellules
        fusions = [str(zone) for zone in ws.merged_cells.ranges]
        feuilles.append({"titre": ws.title, "fusions": fusions, "lignes": lignes})
    return {"feuilles": feuilles}


def read_cellule(cellule):
    """One cell as {"t": type of openpyxl, "v": text, "p": shown as a percentage?}."""
    valeur, nature = cellule.value, cellule.data_type
    if isinstance(valeur, bool):
        return {"t": "b", "v": "1" if valeur else "0"}
    if isinstance(valeur, datetime.date):
        return {"t": "d", "v": valeur.isoformat()}
    if isinstance(valeur, int | float):
        if not math.isfinite(valeur):
            return {"t": "e", "v": "#NUM!"}
        # A spreadsheet holds 15 digits: 14.499999999999998 is what it made of 14.5.
        return {"t": "n", "v": f"{valeur:.15g}", "p": "%" in (cellule.number_format or "")}
    if nature in "fe":
        return {"t": nature, "v": str(valeur)[:200]}
    return {"t": "s", "v": str(valeur)[:MAX_TEXTE]}


def annotate(wb, marques):
    """The user's own workbook, wrong cells coloured and commented, and all of it listed on a sheet of its own.

    `marques` is [{"feuille", "cellule" or "", "texte", "gravite"}], the most serious first. What a former annotation
    left is removed first.
    """
    for ws in wb.worksheets:
        _erase(ws)
    if A_CORRIGER in wb.sheetnames:
        del wb[A_CORRIGER]
    liste = wb.create_sheet(A_CORRIGER, 0)
    liste.column_dimensions["A"].width, liste.column_dimensions["B"].width = 28, 110
    liste.page_setup.orientation, liste.page_setup.fitToWidth, liste.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    liste.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for rang, (gauche, droite) in enumerate([("Où", "Ce qui ne va pas")], start=1):
        liste.cell(rang, 1, gauche).font = liste.cell(rang, 2, droite).font = Font(name="Calibri", bold=True)
    for rang, marque in enumerate(marques, start=2):
        _mark(wb, liste, rang, marque)
    wb.active = 0
    for ws in wb.worksheets[1:]:
        ws.sheet_view.tabSelected = False
    sortie = BytesIO()
    wb.save(sortie)
    return sortie.getvalue()


def _mark(wb, liste, rang, marque):
    titre, adresse = marque["feuille"], marque["cellule"]
    ou, quoi = liste.cell(rang, 1), liste.cell(rang, 2)
    ou.value = (
        f"Feuille {titre}, cellule {adresse}" if adresse else f"Feuille {titre}" if titre else "Classeur"
    )
    quoi.value = marque["texte"]
    liste.row_dimensions[rang].height = 15 * -(-len(marque["texte"]) // 100) + 3
    ou.data_type = quoi.data_type = "s"
    ou.font = quoi.font = Font(name="Calibri")
    quoi.alignment = Alignment(wrap_text=True, vertical="top")
    quoi.fill = PatternFill("solid", start_color=COULEURS[marque["gravite"]])
    if not adresse or titre not in wb.sheetnames:
        return
    ou.hyperlink = Hyperlink(ref=ou.coordinate, location=f"{quote_sheetname(titre)}!{adresse}")
    cellule = wb[titre][adresse]
    if isinstance(cellule, MergedCell):  # the hidden part of a merged cell holds neither colour nor comment
        return
    is_marquee = cellule.comment is not None and cellule.comment.author == AUTEUR
    ancien = cellule.comment.text + "\n" if cellule.comment else ""
    cellule.comment = Comment(ancien + marque["texte"], AUTEUR, height=120, width=320)
    if not is_marquee:  # the first mark, the most serious, gives its colour
        cellule.fill = PatternFill("solid", start_color=COULEURS[marque["gravite"]])


def _erase(ws):
    for ligne in ws.iter_rows():
        for cellule in ligne:
            if getattr(cellule, "comment", None) and cellule.comment.author == AUTEUR:
                cellule.comment = None
                verrouillee = cellule.protection.locked
                cellule.fill = PatternFill() if verrouillee else PatternFill("solid", start_color=SAISIE)


if __name__ == "__main__":
    main()
