"""Arithmetic of the money of a convention: exact, to the cent, missing is never 0. No Django, no clock."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Montants:
    """Planned and executed amounts of one line, in euros; None is « not filled in »."""

    prevu: Decimal | None
    execute: Decimal | None
    # A total some line of which lacks one of its two amounts: the columns do not speak of the same lines.
    partiel: bool = False

    @property
    def is_comparable(self):
        return not self.partiel and self.prevu is not None and self.execute is not None

    @property
    def ecart(self):
        """Executed less planned, None as long as an amount is missing."""
        return self.execute - self.prevu if self.is_comparable else None

    @property
    def taux(self):
        """Executed over planned, exact; None when one is missing or nothing was planned."""
        if not self.is_comparable or self.prevu == 0:
            return None
        return Fraction(self.execute) / Fraction(self.prevu)


def sum_known(montants):
    """Sum of the amounts that are known; None when none is (an empty column does not total 0)."""
    connus = [montant for montant in montants if montant is not None]
    return sum(connus, Decimal(0)) if connus else None


def sum_montants(lignes):
    """Column by column total of `Montants`."""
    lignes = list(lignes)
    return Montants(
        sum_known(ligne.prevu for ligne in lignes),
        sum_known(ligne.execute for ligne in lignes),
        any(ligne.partiel or (ligne.prevu is None) != (ligne.execute is None) for ligne in lignes),
    )


def is_part_departement_suffisante(part_etat, total, part_min):
    """Does the département bring at least `part_min` of the total? (`part_etat <= total / 2` when it is one half).

    Source: conventions of 2019, « au moins 50 % » (domaine.md, financing). Unknown amounts decide nothing: True.
    """
    if part_etat is None or total is None:
        return True
    return part_etat <= total * (1 - part_min)


def is_justification_attendue(montants, seuil):
    """Is the gap between planned and executed beyond `seuil` (a proportion of the planned amount)?

    Money spent where nothing was planned always asks for a word; without `seuil` nothing does.
    """
    if seuil is None or montants.ecart is None:
        return False
    return abs(montants.ecart) > montants.prevu * seuil
