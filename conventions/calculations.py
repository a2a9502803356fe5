"""Arithmetic of the money of a convention: exact, to the cent, missing is never 0. No Django, no clock."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from functools import reduce

# Where sums are made: wide enough for any number of amounts, whatever the precision of the thread that asks. What would
# have to be rounded all the same raises instead of being one cent wrong.
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])

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


def arrondi(value, decimales=0):
    """An int, a Decimal or a Fraction as a Decimal of `decimales` decimals, halves away from zero: -0.5 gives -1.

    The one rounding rule of the site, to be applied once. Raises TypeError on an inexact number.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"An exact number is expected, not {type(value).__name__}.")
    scaled = abs(Fraction(value)) * 10**decimales
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(f"{-units if value < 0 else units}E-{decimales}")


def arrondir_centime(montant):
    """An exact amount in euros (Fraction or Decimal) to the cent, half up."""
    return arrondi(montant, 2)


def sum_known(montants):
    """Sum of the amounts that are known; None when none is (an empty column does not total 0)."""
    connus = [montant for montant in montants if montant is not None]
    return reduce(EXACT.add, connus, Decimal(0)) if connus else None


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


def is_part_departement_suffisante(part_etat, total, part_min):
    """Does the département bring at least `part_min` of the total? (`part_etat <= total / 2` when it is one half).

    Source: conventions of 2019, « au moins 50 % » (domaine.md, financing). Unknown amounts decide nothing: True.
    """
    if part_etat is None or total is None:
        return True
    return part_etat <= Fraction(total) * (1 - Fraction(part_min))


def is_justification_attendue(montants, seuil):
    """Is the gap between planned and executed beyond `seuil` (a proportion of the planned amount)?

    Money spent where nothing was planned always asks for a word; without `seuil` nothing does.
    """
    if seuil is None or montants.ecart is None:
        return False
    return abs(Fraction(montants.ecart)) > Fraction(montants.prevu) * Fraction(seuil)
