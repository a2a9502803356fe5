"""The lines of a workbook, read by calamine: in a child process only, since a hostile file may abort it."""

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from fichiers.porte import FichierRefuse
from indicateurs.parcours.cellules import Cellule, Rangee, is_blanche
from indicateurs.parcours.entetes import EntetesAttendus
from indicateurs.parcours.lignes import Lignes
from indicateurs.parcours.sources import SuiviDeSource, check_entetes, feed_rangees, take_premieres


class FeuilleDeParcours:
    """The visible sheet whose first rows name the most of the expected columns; the first one that is not empty when
    none does. calamine holds all of a sheet: some 80 MB for 100,000 rows of 8 columns."""

    def __init__(self, chemin: str | Path, attendus: EntetesAttendus) -> None:
        classeur = CalamineWorkbook.from_path(str(chemin))
        visibles = [
            n for n, f in enumerate(classeur.sheets_metadata) if f.visible == SheetVisibleEnum.Visible
        ]
        rangee, meilleur = None, None
        for rang in visibles or [0]:
            feuille = classeur.get_sheet_by_index(rang)
            trouvee, score = attendus.find(take_premieres(enumerate(feuille.iter_rows(), start=1)))
            if meilleur is None or score > meilleur:
                self.rang, self._feuille, rangee, meilleur = rang, feuille, trouvee, score
            if attendus.is_sure(score):
                break
        # Its name, when it is not the only one: the page says which was read.
        self.nom = self._feuille.name if len(visibles) > 1 else ""
        self.decalage = (self._feuille.start or (0, 0))[1]  # columns left out because nothing is in them
        self.numero_entete, cellules = rangee or (1, [])
        entetes = ["" if is_blanche(cellule) else str(cellule) for cellule in cellules]
        while entetes and not entetes[-1]:
            entetes.pop()
        self.entetes = check_entetes(entetes)
        self._check_fusions()

    def _check_fusions(self) -> None:
        for (haut, gauche), (bas, droite) in self._feuille.merged_cell_ranges or ():
            if bas + 1 >= self.numero_entete:
                adresse = f"{_name_colonne(gauche)}{haut + 1}:{_name_colonne(droite)}{bas + 1}"
                raise FichierRefuse(
                    "cellules_fusionnees",
                    f"Des cellules sont fusionnées ({adresse})\u00a0: annulez la fusion.",
                )

    def _iter(self) -> Iterator[Rangee[Cellule]]:
        return enumerate(self._feuille.iter_rows(), start=1)

    def feed(self, lignes: Lignes, suivi: SuiviDeSource) -> int:
        return feed_rangees(
            self.iter_rangees(), lignes, lambda: suivi(lignes.bilan.nombre, lignes.bilan.nombre)
        )

    @property
    def taille(self) -> int:
        return max(1, self._feuille.total_height)

    def iter_rangees(self) -> Iterator[Rangee[Cellule]]:
        return islice(self._iter(), self.numero_entete, None)

    def count_lignes(self, numeros: Collection[int]) -> int:
        """How many of the rows of these numbers are lines of the table: under the headers, and not blank."""
        rangees = self.iter_rangees() if numeros else ()
        return sum(n in numeros and not all(map(is_blanche, cellules)) for n, cellules in rangees)


def _name_colonne(rang: int) -> str:
    """« A » for 0, « AA » for 26."""
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
