"""The quarters of a list of values. Pure, exact."""

from collections.abc import Iterable
from fractions import Fraction

from nombres.exacts import Nombre


def compute_quartiles(valeurs: Iterable[Nombre]) -> tuple[Fraction, Fraction, Fraction] | None:
    """First quartile, median, third quartile, each in proportion between the two values it falls between, as a
    spreadsheet counts them (QUARTILE.INCLURE): anybody may check them. None for no value at all."""
    triees = sorted(Fraction(valeur) for valeur in valeurs)
    if not triees:
        return None

    def find(part: Fraction) -> Fraction:
        rang = (len(triees) - 1) * part
        bas = int(rang)
        return triees[bas] + (rang - bas) * (triees[min(bas + 1, len(triees) - 1)] - triees[bas])

    return find(Fraction(1, 4)), find(Fraction(1, 2)), find(Fraction(3, 4))
