"""What the first sheet of the workbook of money says, in French. Values in, lines out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from fichiers.classeur.ecriture import LigneNotice
from financement.classeur.colonnes import FEUILLE


class Presente(Protocol):
    """What the first sheet says of a workbook: a `ClasseurFinancement`."""

    @property
    def convention(self) -> str: ...
    @property
    def annee(self) -> int: ...
    @property
    def referentiel(self) -> str: ...
    @property
    def telecharge_le(self) -> datetime: ...
    @property
    def regles(self) -> Sequence[str]: ...
    @property
    def motifs(self) -> Sequence[str]: ...


def list_notice(classeur: Presente) -> list[LigneNotice]:
    """Lines of the sheet « Lisez-moi ». The reasons of a gap come last: the lists of the other sheet point to them."""
    le = f"{classeur.telecharge_le:%d/%m/%Y à %H:%M}"
    lignes = [
        ("Classeur du financement", "", ""),
        ("Convention", f"{classeur.convention}, exercice {classeur.annee}", FEUILLE),
        ("Règles", classeur.referentiel, ""),
        ("Téléchargé le", f"{le}. Les cellules reprennent ce que le site savait alors.", ""),
        (
            "Comment le remplir",
            "Remplissez les cellules jaunes de la feuille «\u00a0Financement\u00a0». Les totaux, l’écart et le taux se "
            "calculent tout seuls\u202f; ils sont verrouillés.",
            "",
        ),
        (
            "Montants",
            "En euros, avec deux décimales au plus\u00a0: 1234,50. Une cellule vide n’est pas un "
            "zéro\u00a0: écrivez 0 si rien n’est prévu, ou si rien n’a été dépensé.",
            "",
        ),
        (
            "Collages",
            "Collez des valeurs, pas des formules. Une ligne est reconnue au numéro de son action. Une action ou un "
            "financeur de plus se crée d’abord sur le site\u202f; téléchargez ensuite le classeur de nouveau.",
            "",
        ),
        (
            "Comment l’envoyer",
            "Sur la page «\u00a0Classeur du financement\u00a0» de l’exercice, déposez le fichier .xlsx. "
            "Vous verrez d’abord ce qui change\u202f; rien n’est enregistré avant «\u00a0Confirmer\u00a0».",
            "",
        ),
    ]
    lignes += [("" if rang else "Parts", regle, "") for rang, regle in enumerate(classeur.regles)]
    return lignes + [
        ("" if rang else "Motifs d’écart", motif, "") for rang, motif in enumerate(classeur.motifs)
    ]
