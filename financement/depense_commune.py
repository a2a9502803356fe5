"""What several conventions spent together, where the collectivité does not split it. Pure: no Django, no clock.

It is told as such: never shared out between conventions, never summed with the amounts of their actions, never 0.
"""

from dataclasses import dataclass
from decimal import Decimal

from conventions.calculations import Montants, sum_montants
from nombres.exacts import EXACT
from nombres.formats import enumere, format_euros


def tell_depense(montant: Decimal | None, noms: str) -> str:
    """What is spent, in words: « 6 096 409,53 € pour les conventions 67 et 68 réunies »."""
    if montant is None:
        return f"pas encore dite pour les conventions {noms}"
    return f"{format_euros(montant)} pour les conventions {noms} réunies"


@dataclass(frozen=True)
class DepenseCommune:
    """The spending of the conventions `codes` in one year: `montant` None is « not said yet ».

    `par_convention` is what their actions say, one total a convention, in the order of `codes`.
    """

    codes: tuple[str, ...]
    montant: Decimal | None
    par_convention: tuple[Montants, ...]

    @property
    def noms(self) -> str:
        """« 67 et 68 »."""
        return enumere(self.codes)

    @property
    def phrase(self) -> str:
        return tell_depense(self.montant, self.noms)

    @property
    def total_des_actions(self) -> Montants:
        """What the actions say, all conventions together; its `execute` None where none says any."""
        return sum_montants(self.par_convention)

    @property
    def is_repartie(self) -> bool:
        """Does every action of every convention say what it spent?"""
        return all(m.execute is not None and not m.est_partiel for m in self.par_convention)

    @property
    def ecart(self) -> Decimal | None:
        """What the actions say less what is said in common, once both are whole; None before."""
        execute = self.total_des_actions.execute
        if self.montant is None or execute is None or not self.is_repartie:
            return None
        return EXACT.subtract(execute, self.montant)

    @property
    def constat(self) -> str:
        """How the two stand to each other, as a sentence; "" when there is nothing to compare."""
        execute = self.total_des_actions.execute
        if self.montant is None or execute is None:
            return ""
        if not self.is_repartie:
            return (
                "Certaines actions disent un montant exécuté, d’autres non\u00a0: leur somme ne se compare "
                "pas à la dépense commune et ne s’y ajoute pas."
            )
        if not self.ecart:
            return "Les montants exécutés des actions, tous saisis, donnent la même somme au centime."
        sens = "de plus" if self.ecart > 0 else "de moins"
        return (
            f"Les montants exécutés des actions, tous saisis, donnent {format_euros(execute)}, soit "
            f"{format_euros(self.ecart.copy_abs())} {sens} que la dépense commune\u00a0: l’un des deux est à corriger."
        )
