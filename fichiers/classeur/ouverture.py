"""The child process that opens an uploaded workbook, to read it or to annotate it: see `fichiers.enfant`.

« lire » answers JSON, « annoter » answers the bytes of the workbook. Cells are taken as they lie in the sheet, those
that hold something alone: a colour in the last row makes openpyxl's own loops go through a million of them.
"""

import datetime
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, TypedDict

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import quote_sheetname
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from fichiers.classeur.ecriture import write_texte
from fichiers.classeur.feuilles import A_CORRIGER, SAISIE, CelluleBrute
from fichiers.enfant import obey
from fichiers.porte import FichierRefuse, is_feuille, iter_morceaux, open_archive
from saisie.caracteres import clean_texte

MAX_DEPLIE = 60_000_000
# What openpyxl is asked to hold: tags of the XML, sheets, cells that hold something, cells of merged areas.
MAX_BALISES, MAX_FEUILLES, MAX_CELLULES, MAX_FUSIONNEES = 250_000, 80, 100_000, 100_000
MAX_TEXTE = 40_000
# What openpyxl would spread over each cell of an area.
ZONE = re.compile(
    rb'<(?:\w{1,20}:)?(?:mergeCell|hyperlink)\b[^<>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"'
)
AUTEUR = "CALPAE"
COULEURS = {"erreur": "FFB3B3", "conflit": "FFD08A", "remarque": "CFE3FF"}
TROP = "Ce classeur contient trop de feuilles ou de cellules\u00a0: retirez ce que vous y avez ajouté."


def open_classeur(octets: bytes) -> Workbook:
    """The workbook, formulas as formulas; raises FichierRefuse before openpyxl is asked to hold too much."""
    balises = fusionnees = 0
    with open_archive(BytesIO(octets), MAX_DEPLIE) as archive:
        for nom in archive.namelist():
            for texte in iter_morceaux(archive, nom):
                balises += texte.count(b"<") if nom.endswith((".xml", ".rels", ".vml")) else 0
                fusionnees += _count_fusionnees(texte) if is_feuille(nom) else 0
                if balises > MAX_BALISES:
                    raise FichierRefuse("classeur_trop_gros", TROP)
                if fusionnees > MAX_FUSIONNEES:
                    raise FichierRefuse(
                        "zone_demesuree",
                        "Une zone fusionnée ou un lien couvre une partie démesurée d’une feuille\u00a0: retirez-la, "
                        "ou téléchargez de nouveau le classeur.",
                    )
        with warnings.catch_warnings():
            # openpyxl says what it leaves out: extensions of Excel, headers it cannot read. No cell is among them.
            warnings.simplefilter("ignore")
            wb = load_workbook(BytesIO(octets), keep_links=False)
    remplies = sum(1 for ws in wb.worksheets for _ in iter_remplies(ws))
    if len(wb.worksheets) > MAX_FEUILLES or remplies > MAX_CELLULES:
        raise FichierRefuse("classeur_trop_gros", TROP)
    return wb


def _count_fusionnees(xml: bytes) -> int:
    """How many cells the merged areas and the links of a sheet cover."""
    total = 0
    for zone in ZONE.findall(xml):
        gauche, haut, droite, bas = range_boundaries(zone.decode())
        total += (droite - gauche + 1) * (bas - haut + 1)
    return total


def iter_cellules(ws: Worksheet) -> Iterator[Cell]:
    """The cells that lie in a sheet. openpyxl has no public way to them but a loop over the whole rectangle."""
    return iter(ws._cells.values())


def iter_remplies(ws: Worksheet) -> Iterator[Cell]:
    """The cells that hold something: neither a format alone, nor blanks."""
    for cellule in iter_cellules(ws):
        valeur = cellule.value
        if valeur is not None and not (isinstance(valeur, str) and not clean_texte(valeur).strip()):
            yield cellule


def read(wb: Workbook) -> dict[str, list[dict[str, Any]]]:
    """Every cell that holds something: a `ClasseurBrut`, once its rows are the keys of a JSON text."""
    feuilles = []
    for ws in wb.worksheets:
        lignes: dict[int, dict[str, CelluleBrute]] = {}
        for cellule in iter_remplies(ws):
            lignes.setdefault(cellule.row, {})[cellule.column_letter] = read_cellule(cellule)
        feuilles.append(
            {
                "titre": ws.title,
                "fusions": [str(zone) for zone in ws.merged_cells.ranges],
                "masquees": [rang for rang in lignes if ws.row_dimensions[rang].hidden],
                "lignes": lignes,
            }
        )
    return {"feuilles": feuilles}


def read_cellule(cellule: Cell) -> CelluleBrute:
    """One cell as plain values."""
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


class Annotation(TypedDict):
    """What is said of a cell, of a sheet ("" for its cell) or of the workbook ("" for both): an `Anomalie`."""

    feuille: str
    cellule: str
    texte: str
    gravite: str


def annotate(wb: Workbook, marques: Sequence[Annotation]) -> bytes:
    """The user's own workbook, wrong cells coloured and commented, and all of it listed on a sheet of its own.

    The most serious of `marques` come first. What a former annotation left is removed.
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


def _mark(wb: Workbook, liste: Worksheet, rang: int, marque: Annotation) -> None:
    titre, adresse = marque["feuille"], marque["cellule"]
    ou, quoi = liste.cell(rang, 1), liste.cell(rang, 2)
    write_texte(
        ou, f"Feuille {titre}, cellule {adresse}" if adresse else f"Feuille {titre}" if titre else "Classeur"
    )
    write_texte(quoi, marque["texte"])
    liste.row_dimensions[rang].height = 15 * -(-len(marque["texte"]) // 100) + 3
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


def _erase(ws: Worksheet) -> None:
    for cellule in iter_cellules(ws):
        if getattr(cellule, "comment", None) and cellule.comment.author == AUTEUR:
            cellule.comment = None
            verrouillee = cellule.protection.locked
            cellule.fill = PatternFill() if verrouillee else PatternFill("solid", start_color=SAISIE)


if __name__ == "__main__":
    obey(
        {
            "lire": lambda octets: read(open_classeur(octets)),
            "annoter": lambda octets, marques: annotate(open_classeur(octets), marques),
        }
    )
