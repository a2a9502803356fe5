"""Arithmetic of the money of a convention: exact, to the cent, missing is never 0. No Django, no clock."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from nombres.exacts import EXACT, sum_known

SOURCES = {
    "etat": "État",
    "departement_nouveau": "Département, crédits nouveaux",
    "valorisation": "Département, valorisation",
    "autres": "Autre financeur",
    # Last year's unspent State credits. Planned: what is available; executed: what was spent on it.
    "report": "État, report de l’an dernier",
}
# The State's share: this year's credits, and those of last year that were not spent.
SOURCES_ETAT = ("etat", "report")


@dataclass(frozen=True)
class Montants:
    """Planned and executed amounts of a line or of a total, in euros; None is « not filled in »."""

    prevu: Decimal | None
    execute: Decimal | None
    # A total that left out a line whose amount is unknown, the other one being known.
    prevu_partiel: bool = False
    execute_partiel: bool = False

    @property
    def est_partiel(self):
        return self.prevu_partiel or self.execute_partiel

    @property
    def is_comparable(self):
        return not self.est_partiel and self.prevu is not None and self.execute is not None

    @property
    def ecart(self):
        """Executed less planned, None as long as an amount is missing."""
        return EXACT.subtract(self.execute, self.prevu) if self.is_comparable else None

    @property
    def taux(self):
        """Executed over planned, exact; None when one is missing or nothing was planned."""
        if not self.is_comparable or self.prevu == 0:
            return None
        return Fraction(self.execute) / Fraction(self.prevu)


def sum_montants(lignes):
    """Column by column total of `Montants`; an unknown amount is left out and said, never read as 0.

    A line with neither amount brings nothing: it makes no total partial.
    """
    remplies = [ligne for ligne in lignes if ligne.prevu is not None or ligne.execute is not None]
    prevus, executes = [ligne.prevu for ligne in remplies], [ligne.execute for ligne in remplies]
    return Montants(
        sum_known(prevus),
        sum_known(executes),
        _is_partial(prevus) or any(ligne.prevu_partiel for ligne in remplies),
        _is_partial(executes) or any(ligne.execute_partiel for ligne in remplies),
    )


def _is_partial(montants):
    return None in montants and any(montant is not None for montant in montants)


def group_montants(lignes, cle):
    """{key: total `Montants`} of lines that have `.montants`, in the order keys are met; `cle(ligne)` is the key.

    The sum of the groups is the sum of the lines, whatever the key: `sum_montants(group_montants(…).values())`.
    """
    groupes = defaultdict(list)
    for ligne in lignes:
        groupes[cle(ligne)].append(ligne.montants)
    return {valeur: sum_montants(groupe) for valeur, groupe in groupes.items()}
