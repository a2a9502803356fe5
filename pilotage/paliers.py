"""Five steps of colour for the values of a map, and the words of their legend. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from nombres.formats import NBSP, nombre_utile, pourcent_utile
from referentiels.definitions import Indicateur

NOMBRE = 5
RONDS = (1, 2, 5)


@dataclass(frozen=True)
class Paliers:
    """Where each step begins, the lightest first, but for the first one, which takes all that is less. For a proportion
    always the same fifths, so that two maps are read alike; for a number, the fifths of the round number that its
    largest value fits in."""

    seuils: tuple[Fraction, ...]
    is_proportion: bool

    def find_palier(self, valeur: Fraction) -> int:
        """From 1 to NOMBRE; a value on a threshold is of the step that begins there."""
        return 1 + sum(valeur >= seuil for seuil in self.seuils)

    @property
    def libelles(self) -> list[str]:
        """« moins de 20 % », « de 20 % à moins de 40 % »…, « 80 % et plus »."""
        lus = [pourcent_utile(un) if self.is_proportion else nombre_utile(un) for un in self.seuils]
        entre = [f"de {bas} à moins de {haut}" for bas, haut in pairwise(lus)]
        return [f"moins de {lus[0]}", *entre, f"{lus[-1]}{NBSP}et plus"]


def build_paliers(indicateur: Indicateur, valeurs: Iterable[Fraction]) -> Paliers:
    """The steps of an indicator, `valeurs` being all that the map shows of it."""
    sommet = Fraction(1) if indicateur.is_proportion else _round_up(max(valeurs, default=Fraction(0)))
    seuils = tuple(sommet * rang / NOMBRE for rang in range(1, NOMBRE))
    return Paliers(seuils, indicateur.is_proportion)


def _round_up(valeur: Fraction) -> Fraction:
    """The smallest of 1, 2, 5, 10, 20, 50… that is not less; 5 where all is less, for five steps of one."""
    decade = Fraction(1)
    while True:
        for rond in RONDS:
            if valeur <= rond * decade and rond * decade >= NOMBRE:
                return rond * decade
        decade *= 10
