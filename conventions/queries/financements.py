"""The money of an exercice, read whole."""

from dataclasses import dataclass

from conventions.calculations import Montants, is_part_departement_suffisante, sum_montants
from conventions.definitions import Axe
from conventions.models import Action, Source


@dataclass(frozen=True)
class AxeFinancier:
    """One axe with its actions and their total."""

    axe: Axe
    actions: tuple[Action, ...]
    total: Montants


@dataclass(frozen=True)
class TableauFinancier:
    """The money of an exercice: by axe, by source, in all."""

    axes: tuple[AxeFinancier, ...]
    sources: tuple[tuple[str, Montants], ...]
    total: Montants
    is_part_suffisante: bool


def build_tableau_financier(exercice):
    """The money of an exercice, two queries whatever the number of actions."""
    actions = list(exercice.actions.prefetch_related("financements"))
    definition = exercice.referentiel.definition
    axes = []
    for axe in definition.axes:
        siennes = tuple(action for action in actions if action.axe == axe.code)
        if siennes:
            axes.append(AxeFinancier(axe, siennes, sum_montants(action.montants for action in siennes)))
    par_source = {
        source: sum_montants(f.montants for a in actions for f in a.financements.all() if f.source == source)
        for source in Source.values
    }
    total = sum_montants(par_source.values())
    return TableauFinancier(
        axes=tuple(axes),
        sources=tuple((Source(source).label, montants) for source, montants in par_source.items()),
        total=total,
        is_part_suffisante=is_part_departement_suffisante(
            par_source[Source.ETAT].prevu, total.prevu, definition.part_departement_min
        ),
    )
