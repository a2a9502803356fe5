"""A figure as it is stored, which the rules of a référentiel read. No Django."""

from decimal import Decimal
from typing import NamedTuple

CHIFFRES = ("renseigne", "provisoire", "neant")  # états of a figure that carry a number


class Mesure(NamedTuple):
    """A figure as stored. `numerateur` is the count, or those within the delay; `denominateur` only for a délai."""

    etat: str
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    en_cours: int | None = None
    mediane_jours: Decimal | None = None
    moyenne_jours: Decimal | None = None

    @property
    def effectif(self) -> Decimal | None:
        """The number the rules compare, None when the état carries none."""
        return self.numerateur if self.etat in CHIFFRES else None

    @property
    def chiffre(self) -> tuple[Decimal | int | None, ...]:
        """The numbers alone, whatever the état says of them."""
        return self.numerateur, self.denominateur, self.en_cours, self.mediane_jours, self.moyenne_jours


VIDE = Mesure("vide")
