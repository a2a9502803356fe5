"""What the user of a workbook of money saw when downloading it: every cell, since nothing else keeps what it was."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from fichiers.classeur.identite import Identite
from financement.classeur.colonnes import JUSTIFICATION, MOTIF
from saisie.pages import Sujet


@dataclass(frozen=True)
class IdentiteFinancement(Identite):
    sujet: ClassVar[Sujet] = Sujet.FINANCEMENT
    format: ClassVar[int] = 1

    entetes: dict[str, str]  # {name of a column: its header}, in order
    actions: dict[str, int]  # {number of the action: its pk}
    muettes: list[str]  # what stands for a code in the rows of totals
    vus: dict[str, dict[str, str]]  # {number: {champ: what the cell held, as a text}}, filled cells only

    def get_vu(self, numero: str, champ: str) -> Decimal | str | None:
        """What a cell held: an amount, a text, or None."""
        texte = self.vus.get(numero, {}).get(champ)
        return texte if texte is None or champ in (MOTIF, JUSTIFICATION) else Decimal(texte)
