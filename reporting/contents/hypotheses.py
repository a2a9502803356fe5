"""« Et si… »: the simulation as it is beside what it would be. Shown, never kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from financement.refaction import LigneRefaction, Simulation
from nombres.exacts import EXACT
from reporting.contents.execution import ActionExecution, ContenuExecution
from reporting.contents.simulation import compute_simulation

# What the two columns of totals compare.
TERMES = ("depense", "justifie", "non_justifie", "reporte", "refaction")


@dataclass(frozen=True, kw_only=True)
class SimulationsComparees:
    """The two simulations of one exercice."""

    avant: Simulation
    apres: Simulation

    @property
    def totaux(self) -> tuple[tuple[str, Decimal | None, Decimal | None, Decimal | None], ...]:
        """(term, today, supposed, difference): a difference only between totals of the same actions."""
        is_comparable = self.avant.manquants == self.apres.manquants
        paires = ((nom, getattr(self.avant.total, nom), getattr(self.apres.total, nom)) for nom in TERMES)
        return tuple(
            (nom, avant, apres, _subtract(apres, avant) if is_comparable else None)
            for nom, avant, apres in paires
        )

    def get_lignes(self, action: ActionExecution) -> tuple[LigneRefaction, LigneRefaction, Decimal | None]:
        """(today, supposed, difference of what the State would keep back) of one action."""
        avant, apres = self.avant.par_action[action.numero], self.apres.par_action[action.numero]
        return avant, apres, _subtract(apres.refaction, avant.refaction)


def _subtract(apres: Decimal | None, avant: Decimal | None) -> Decimal | None:
    return None if apres is None or avant is None else EXACT.subtract(apres, avant)


def compare_simulations(
    execution: ContenuExecution, *, depenses: Mapping[str, Decimal], is_prolonge: bool
) -> SimulationsComparees:
    """Today's simulation beside the one where `depenses` (executed totals by number) and the extension are supposed."""
    avant = execution.simulation
    apres = compute_simulation(execution.actions, avant.bareme, is_prolonge=is_prolonge, depenses=depenses)
    return SimulationsComparees(avant=avant, apres=apres)
