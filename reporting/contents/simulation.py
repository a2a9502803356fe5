"""The simulation of what the State would owe, with every term of it, for a page, a photograph or a document.

The arithmetic is `conventions.refaction`; here is what is frozen of it. It is a simulation until the préfet decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from conventions.calculations import SOURCES_ETAT, sum_known
from conventions.definitions import Bareme
from conventions.refaction import (
    COLONNES,
    EXECUTE_MANQUANT,
    CreditsAction,
    LigneRefaction,
    compute_refaction,
    suppose_depense,
)


@dataclass(frozen=True, kw_only=True)
class LigneSimulation:
    """The terms for one action, in euros, or their totals (`numero` is then ""); see `refaction.LigneRefaction`."""

    numero: str = ""
    notifie: Decimal | None = None
    report: Decimal | None = None
    disponible: Decimal | None = None
    depense: Decimal | None = None
    plafond: Decimal | None = None
    justifie: Decimal | None = None
    non_justifie: Decimal | None = None
    non_consomme: Decimal | None = None
    reporte: Decimal | None = None
    refaction: Decimal | None = None
    motif: str = ""  # why it is not calculable: sans_credit, execute_manquant; "" for one that is


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """The terms action by action, their totals over those that are calculable, and the rule they follow."""

    bareme: Bareme
    is_prolonge: bool  # the execution is extended: what the barème then lets carry over is not kept back
    lignes: tuple[LigneSimulation, ...]
    total: LigneSimulation
    is_complete: bool  # False: some executed amount is missing, the totals leave that action out

    @property
    def par_action(self) -> dict[str, LigneSimulation]:
        """The line of each action, by its number."""
        return {ligne.numero: ligne for ligne in self.lignes}

    @property
    def manquants(self) -> tuple[str, ...]:
        """The actions left out of the totals for want of an executed amount."""
        return tuple(ligne.numero for ligne in self.lignes if ligne.motif == EXECUTE_MANQUANT)


def compute_simulation(
    actions: Iterable, bareme: Bareme, *, is_prolonge: bool, depenses: Mapping[str, Decimal] | None = None
) -> Simulation:
    """The simulation over `actions`: anything with a `numero` and a `budget` of `LigneBudget`.

    `depenses` supposes another executed total for some of them, by number.
    """
    credits = [_suppose(action, (depenses or {}).get(action.numero)) for action in actions]
    refaction = compute_refaction(credits, bareme, is_prolonge)
    return Simulation(
        bareme=bareme,
        is_prolonge=is_prolonge,
        lignes=tuple(_freeze_ligne(ligne) for ligne in refaction.lignes),
        total=_freeze_ligne(refaction.total),
        is_complete=refaction.is_complete,
    )


def _suppose(action, depense: Decimal | None) -> CreditsAction:
    credits = _build_credits(action)
    if depense is None:
        return credits
    return suppose_depense(credits, depense, sum_known(ligne.prevu for ligne in action.budget))


def _build_credits(action) -> CreditsAction:
    def sum_colonne(colonne, *sources):
        return sum_known(getattr(ligne, colonne) for ligne in action.budget if ligne.source in sources)

    return CreditsAction(
        cle=action.numero,
        notifie=sum_colonne("prevu", "etat"),
        report=sum_colonne("prevu", "report"),
        depense=sum_known(ligne.execute for ligne in action.budget),
        depense_etat=sum_colonne("execute", *SOURCES_ETAT),
        incomplete=any(ligne.prevu is not None and ligne.execute is None for ligne in action.budget),
    )


def _freeze_ligne(ligne: LigneRefaction) -> LigneSimulation:
    termes = {nom: getattr(ligne, nom) for nom in COLONNES}
    return LigneSimulation(numero=ligne.cle or "", motif=ligne.motif, **termes)
