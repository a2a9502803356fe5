"""The lines of a workbook, read by calamine: in a child process only, since a hostile file may abort it."""

from itertools import islice

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from conventions.depot import FichierRefuse
from indicateurs.parcours.sources import check_entetes, feed_rangees


class Classeur:
    """The first visible sheet. calamine holds all of it: some 80 MB for 100,000 rows of 8 columns."""

    def __init__(self, chemin):
        classeur = CalamineWorkbook.from_path(str(chemin))
        visibles = [
            n for n, f in enumerate(classeur.sheets_metadata) if f.visible == SheetVisibleEnum.Visible
        ]
        self.rang = (visibles or [0])[0]
        self._feuille = classeur.get_sheet_by_index(self.rang)
        self.decalage = (self._feuille.start or (0, 0))[1]  # columns left out because nothing is in them
        self.numero_entete, entetes = next(((n, r) for n, r in self._iter() if any(r)), (1, []))
        while entetes and entetes[-1] in ("", None):
            entetes.pop()
        self.entetes = check_entetes([str(entete) for entete in entetes])
        self._check_fusions()

    def _check_fusions(self):
        for (haut, gauche), (bas, droite) in self._feuille.merged_cell_ranges or ():
            if bas + 1 >= self.numero_entete:
                adresse = f"{_name_colonne(gauche)}{haut + 1}:{_name_colonne(droite)}{bas + 1}"
                raise FichierRefuse(
                    "cellules_fusionnees", f"Des cellules sont fusionnées ({adresse}) : annulez la fusion."
                )

    def _iter(self):
        return enumerate(self._feuille.iter_rows(), start=1)

    def feed(self, lignes, suivi):
        return feed_rangees(self.iter_rangees(), lignes, lambda: suivi(lignes.nombre, lignes.nombre))

    @property
    def taille(self):
        return max(1, self._feuille.total_height)

    def iter_rangees(self):
        return islice(self._iter(), self.numero_entete, None)


def _name_colonne(rang):
    """« A » for 0, « AA » for 26."""
    lettres = ""
    rang += 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(65 + reste) + lettres
    return lettres
