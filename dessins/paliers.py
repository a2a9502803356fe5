"""Five steps of colour for the values of a map, and the words of their legend. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from dessins.places import round_up
from nombres.formats import NBSP, nombre_utile, pourcent_utile

NOMBRE = 5


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

    def write(self, valeur: Fraction) -> str:
        """A value, or a threshold, in French."""
        return pourcent_utile(valeur) if self.is_proportion else nombre_utile(valeur)

    @property
    def libelles(self) -> list[str]:
        """« moins de 20 % », « de 20 % à moins de 40 % »…, « 80 % et plus »."""
        lus = [self.write(un) for un in self.seuils]
        entre = [f"de {bas} à moins de {haut}" for bas, haut in pairwise(lus)]
        return [f"moins de {lus[0]}", *entre, f"{lus[-1]}{NBSP}et plus"]


def build_paliers(valeurs: Iterable[Fraction], *, is_proportion: bool) -> Paliers:
    """The steps of a map, `valeurs` being all that it shows."""
    sommet = Fraction(1) if is_proportion else round_up(max(valeurs, default=Fraction(0)), au_moins=NOMBRE)
    return Paliers(tuple(sommet * rang / NOMBRE for rang in range(1, NOMBRE)), is_proportion)
