"""From exact values to places of an SVG: whole units, never outside the frame, never with a comma. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from nombres.exacts import Nombre, arrondi


@dataclass(frozen=True)
class Echelle:
    """Values from `bas` to `haut` (not the same) along units `debut` to `fin`, which may run either way."""

    bas: Fraction
    haut: Fraction
    debut: int
    fin: int

    def place(self, valeur: Nombre) -> int:
        """Where a value stands, never past the ends."""
        dedans = min(max(Fraction(valeur), self.bas), self.haut)
        return int(
            arrondi(self.debut + (self.fin - self.debut) * (dedans - self.bas) / (self.haut - self.bas))
        )


def list_segments(parts: Iterable[Nombre]) -> tuple[tuple[Fraction, Fraction], ...]:
    """(start, length) of each of `parts`, one after the other on a bar of length 1; () when they are nothing at
    all."""
    exactes = [Fraction(part) for part in parts]
    tout = sum(exactes, Fraction(0))
    return (
        tuple((sum(exactes[:rang], Fraction(0)) / tout, part / tout) for rang, part in enumerate(exactes))
        if tout
        else ()
    )


def place_part(part: Nombre | None) -> str:
    """Where a part of a bar of length 1 ends on a drawing as wide as what holds it, as fine as pixels tell."""
    dedans = min(max(Fraction(part or 0), Fraction(0)), Fraction(1))
    return f"{arrondi(dedans * 100, 4)}%"


def round_up(valeur: Nombre, au_moins: int = 1) -> Fraction:
    """The first of 1, 2, 5, 10, 20, 50… at or above a value, and `au_moins`."""
    plancher, rang = max(valeur, au_moins), Fraction(1)
    while True:
        for facteur in (1, 2, 5):
            if plancher <= rang * facteur:
                return rang * facteur
        rang *= 10


def list_graduations(valeurs: Sequence[Fraction], parts: int = 4) -> tuple[Fraction, ...]:
    """Round values, evenly apart, from at or below the least of `valeurs` (one at least) to at or above the greatest:
    some `parts` steps of 1, 2 or 5 times a power of ten."""
    moindre, plus_haute = min(valeurs), max(valeurs)
    vise = (plus_haute - moindre or abs(moindre) or Fraction(1)) / parts
    rang = Fraction(1)
    while rang * 10 <= vise:
        rang *= 10
    while rang > vise:
        rang /= 10
    pas = next(rang * facteur for facteur in (1, 2, 5, 10) if rang * facteur >= vise)
    premier, dernier = moindre // pas, -(-plus_haute // pas)
    return tuple(pas * n for n in range(premier, max(dernier, premier + 1) + 1))
