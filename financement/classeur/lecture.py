"""How the cells of a workbook of money are read: an amount passes the same field as in the grid."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError

from fichiers.classeur.cellules import (
    CelluleRefusee,
    check_valeur,
    explain_refus,
    read_choix,
    read_texte,
)
from fichiers.classeur.feuilles import CelluleBrute
from fichiers.classeur.lecture import Lecture, Valeur
from financement.classeur.colonnes import JUSTIFICATION, MOTIF
from nombres.formats import format_euros, nombre_exact
from saisie.champs import EurosField

EUROS = EurosField()


class LectureFinancement(Lecture[int]):
    """One line per action; the headers by name, as they were written, the labels of reasons by code."""

    un, le = "une action", "l’action"

    def __init__(
        self,
        actions: Mapping[str, int],
        entetes: Mapping[str, str],
        muettes: Collection[str],
        saisis: Sequence[str],
        motifs: Mapping[str, str],
    ) -> None:
        super().__init__(actions)
        self.entetes, self.muettes, self.saisis, self.motifs = entetes, frozenset(muettes), saisis, motifs

    def list_entetes(self, codes: Collection[str]) -> Mapping[str, str]:
        return self.entetes

    def list_attendus(self, objet: int) -> Collection[str]:
        return self.saisis

    def read_valeur(self, nom: str, cellule: CelluleBrute | None, objet: int) -> tuple[Valeur, str]:
        if nom == MOTIF:
            return read_choix(cellule, self.motifs, "un motif") or None, ""
        if nom == JUSTIFICATION:
            return read_texte(cellule) or None, ""
        return read_montant(cellule)


def read_montant(cellule: CelluleBrute | None) -> tuple[Decimal | None, str]:
    """The amount of a cell and, when it was a text, a remark. Raises CelluleRefusee."""
    if cellule is None or (cellule["t"] == "s" and not cellule["v"].strip()):
        return None, ""
    check_valeur(cellule, "écrivez un montant en euros")
    texte = cellule["v"].strip()
    if cellule.get("p") or texte.endswith("%"):
        raise CelluleRefusee("Un pourcentage n’est pas un montant\u00a0: écrivez des euros.")
    is_texte = cellule["t"] == "s"
    try:
        montant = EUROS.clean(texte if is_texte else Decimal(texte))
    except ValidationError as erreur:
        dit = texte if is_texte else nombre_exact(Decimal(texte))
        raise CelluleRefusee(explain_refus(dit, " ".join(erreur.messages))) from erreur
    return (
        montant,
        f"Montant enregistré comme du texte\u00a0: il est lu {format_euros(montant)}." if is_texte else "",
    )
