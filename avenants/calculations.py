"""What an avenant changes: old and new values side by side. Computed each time, never stored."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Changement:
    """One value before and after; `ancien` None is « nothing was agreed »."""

    cle: tuple  # (action, source) or (indicateur, annee)
    ancien: Decimal | None
    nouveau: Decimal

    @property
    def ecart(self):
        """New less old, None when there was no old value."""
        return None if self.ancien is None else self.nouveau - self.ancien


def compute_changements(anciens, nouveaux):
    """Lines of `nouveaux` {key: Decimal} that differ from `anciens` {key: Decimal | None}, in order."""
    return [
        Changement(cle, anciens.get(cle), nouveau)
        for cle, nouveau in nouveaux.items()
        if anciens.get(cle) != nouveau
    ]
