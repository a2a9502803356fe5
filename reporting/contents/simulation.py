"""The simulation of what the State would owe, with every term of it, for a page, a photograph or a document.

The arithmetic is `financement.refaction`; here is what is frozen of it. It is a simulation until the préfet decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from conventions.calculations import SOURCES_ETAT
from financement.refaction import (
    CreditsAction,
    Simulation,
    compute_refaction,
    suppose_depense,
)
from nombres.exacts import sum_known
from referentiels.definitions import Bareme
from reporting.contents.financement import ContenuLigneBudget


@dataclass(frozen=True, kw_only=True)
class DecisionNotifiee:
    """What the préfet decided, on frozen figures: from then on the simulation is only where it came from."""

    le: date  # the day it was notified
    notifie: Decimal  # the State's amount of the exercice, as the decision saw it
    retenu: Decimal  # kept back of it
    du: Decimal
    trop_percu: Decimal  # kept back beyond `notifie`: it bears on the carry-over
    motif: str
    simule: Decimal | None  # what was simulated on the same figures; None: not calculable
    arrete_au: date  # the day those figures speak of
    avis: str = ""  # the opinion before it, or that there was none, in a sentence; a document may be older


class AvecBudget(Protocol):
    """An action with its money."""

    @property
    def numero(self) -> str: ...
    @property
    def axe(self) -> str: ...
    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]: ...


def compute_simulation(
    actions: Iterable[AvecBudget],
    bareme: Bareme,
    *,
    is_prolonge: bool,
    depenses: Mapping[str, Decimal] | None = None,
) -> Simulation:
    """The simulation over `actions`; `depenses` supposes another executed total for some of them, by number."""
    credits = [_suppose(action, (depenses or {}).get(action.numero)) for action in actions]
    return compute_refaction(credits, bareme, is_prolonge)


def _suppose(action: AvecBudget, depense: Decimal | None) -> CreditsAction:
    credits = _build_credits(action)
    if depense is None:
        return credits
    return suppose_depense(credits, depense, sum_known(ligne.prevu for ligne in action.budget))


def _build_credits(action: AvecBudget) -> CreditsAction:
    def sum_colonne(colonne: str, *sources: str) -> Decimal | None:
        return sum_known(getattr(ligne, colonne) for ligne in action.budget if ligne.source in sources)

    return CreditsAction(
        numero=action.numero,
        notifie=sum_colonne("prevu", "etat"),
        report=sum_colonne("prevu", "report"),
        depense=sum_known(ligne.execute for ligne in action.budget),
        depense_etat=sum_colonne("execute", *SOURCES_ETAT),
        incomplete=any(ligne.prevu is not None and ligne.execute is None for ligne in action.budget),
        axe=action.axe,
    )
