"""Where one stands beside many that are not shown one by one: their half in the middle, their median. Pure.

    Etendue(quartiles=(Fraction(4, 10), Fraction(1, 2), Fraction(6, 10)), sienne=Fraction(3, 4), sommet=Fraction(1))

As wide as what holds it, beside the words that say all of it. Neither the least nor the greatest is in it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from dessins.places import place_part, round_up


@dataclass(frozen=True)
class Etendue:
    """From 0 to `sommet`, or to the first round number above all that is in it. `sienne` None: nothing to mark."""

    quartiles: tuple[Fraction, Fraction, Fraction]
    sienne: Fraction | None
    sommet: Fraction | None = None
    gabarit: ClassVar[str] = "dessins/etendue.html"
    is_vignette: ClassVar[bool] = True

    @property
    def debut(self) -> str:
        return self._place(self.quartiles[0])

    @property
    def largeur(self) -> str:
        return self._place(self.quartiles[2] - self.quartiles[0])

    @property
    def mediane(self) -> str:
        return self._place(self.quartiles[1])

    @property
    def place(self) -> str:
        """Where one's own stands, "" without one."""
        return "" if self.sienne is None else self._place(self.sienne)

    def _place(self, valeur: Fraction) -> str:
        plus_haute = max(self.quartiles[2], self.sienne or Fraction(0))
        sommet = round_up(plus_haute) if self.sommet is None else max(self.sommet, plus_haute)
        return place_part(valeur / sommet)
