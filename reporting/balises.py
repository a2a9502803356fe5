"""The tag tree of a document, completed: which way each header cell reads, and the headers of each cell.

WeasyPrint gives neither the scope of a header nor, where a cell spans rows, its right column (an amount after the
avenant was tied to « Ancien montant »); no validator sees it. ISO 32000-1, 14.8.5.7; ISO 14289-1, 7.5.
"""

from collections import defaultdict
from collections.abc import Iterator

import pydyf

PARTIES = ("/THead", "/TBody", "/TFoot")


def complete_tables(pdf) -> None:
    """Scope of every TH, Headers of every cell, for each table of a `pydyf.PDF`."""
    structure = {obj.reference: obj for obj in pdf.objects if isinstance(obj, dict) and "S" in obj}
    for element in structure.values():
        if element["S"] == "/Table":
            _complete_table(list(_list_lignes(element, structure)))


def _list_lignes(table, structure) -> Iterator[tuple[object, str, list]]:
    """(part, its tag, cells) of each row: the part is what a header of group speaks of."""
    for enfant in _list_enfants(table, structure):
        if enfant["S"] == "/TR":
            yield table.reference, "/TBody", list(_list_enfants(enfant, structure))
        elif enfant["S"] in PARTIES:
            for ligne in _list_enfants(enfant, structure):
                yield enfant.reference, enfant["S"], list(_list_enfants(ligne, structure))


def _list_enfants(element, structure):
    return (structure[enfant] for enfant in element["K"] if enfant in structure)


def _complete_table(lignes) -> None:
    places = list(_place_cellules([cellules for _partie, _tag, cellules in lignes]))
    largeur = max((colonnes.stop for _rang, colonnes, _cellule in places), default=0)
    par_colonne, par_ligne, par_groupe = defaultdict(list), defaultdict(list), {}
    for rang, colonnes, cellule in places:
        partie, tag, _cellules = lignes[rang]
        if cellule["S"] != "/TH":
            continue
        if tag == "/THead":
            cellule["A"]["Scope"] = "/Column"
            for colonne in colonnes:
                par_colonne[colonne].append(cellule)
        elif len(colonnes) == largeur > 1:  # the title of a group of rows
            cellule["A"]["Scope"] = "/Row"
            par_groupe[partie] = cellule
        else:
            cellule["A"]["Scope"] = "/Row"
            for ligne in _list_rangs(rang, cellule):
                par_ligne[ligne].append(cellule)
    for rang, colonnes, cellule in places:
        partie, tag, _cellules = lignes[rang]
        if tag == "/THead" or cellule is par_groupe.get(partie):
            continue
        entetes = [par_groupe[partie]] if partie in par_groupe else []
        if cellule["S"] == "/TD":
            entetes += [un for ligne in _list_rangs(rang, cellule) for un in par_ligne[ligne]]
        entetes += [un for colonne in colonnes for un in par_colonne[colonne]]
        cellule["A"]["Headers"] = pydyf.Array(dict.fromkeys(entete["ID"] for entete in entetes))


def _place_cellules(lignes) -> Iterator[tuple[int, range, dict]]:
    """(row, columns, cell) of each cell: those that a cell of a row above still covers are skipped."""
    occupees = set()
    for rang, cellules in enumerate(lignes):
        colonne = 0
        for cellule in cellules:
            while (rang, colonne) in occupees:
                colonne += 1
            colonnes = range(colonne, colonne + cellule["A"].get("ColSpan", 1))
            occupees |= {(ligne, un) for ligne in _list_rangs(rang, cellule) for un in colonnes}
            yield rang, colonnes, cellule
            colonne = colonnes.stop


def _list_rangs(rang, cellule) -> range:
    return range(rang, rang + cellule["A"].get("RowSpan", 1))
