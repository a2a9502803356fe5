"""Simulation of what the State would owe for an exercice: what is justified, action by action, and what is not.

Source: decision 10 (the public texts give no formula). It proposes, a person decides.
Amounts in euros, exact; missing is never 0. No Django, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from nombres.exacts import EXACT, arrondir_centime, sum_known
from referentiels.definitions import Bareme

SANS_CREDIT = "sans_credit"
EXECUTE_MANQUANT = "execute_manquant"
ZERO = Decimal(0)


@dataclass(frozen=True)
class CreditsAction:
    """What the State gave to one action, and what was spent on it; None is « not filled in »."""

    numero: str
    notifie: Decimal | None  # planned by the State
    report: Decimal | None  # carry-over available
    depense: Decimal | None  # executed, all sources
    depense_etat: Decimal | None  # executed on the State's credits and on the carry-over
    incomplete: bool  # some executed amount is missing


@dataclass(frozen=True)
class LigneRefaction:
    """The terms of the simulation for one action, in euros, or their totals (`numero` is then ""); None is « not
    calculable », and `motif` says why. Frozen as it is in documents and photographs."""

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
    motif: str = ""  # SANS_CREDIT, EXECUTE_MANQUANT; "" for a line that is calculable


COLONNES = (
    "notifie", "report", "disponible", "depense", "plafond", "justifie", "non_justifie", "non_consomme", "reporte",
    "refaction",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """The terms action by action, their totals over those that are calculable, and the rule they follow. A simulation
    until the préfet decides; frozen as it is in documents and photographs."""

    bareme: Bareme
    is_prolonge: bool  # the execution is extended: what the barème then lets carry over is not kept back
    lignes: tuple[LigneRefaction, ...]
    total: LigneRefaction
    is_complete: bool  # False: some executed amount is missing, the totals leave that action out

    @property
    def par_action(self) -> dict[str, LigneRefaction]:
        """The line of each action, by its number."""
        return {ligne.numero: ligne for ligne in self.lignes}

    @property
    def manquants(self) -> tuple[str, ...]:
        """The actions left out of the totals for want of an executed amount."""
        return tuple(ligne.numero for ligne in self.lignes if ligne.motif == EXECUTE_MANQUANT)


def compute_refaction(credits: Iterable[CreditsAction], bareme: Bareme, is_prolonge: bool) -> Simulation:
    """The simulation of an exercice, from the `credits` of its actions, by the `bareme` of its référentiel.

    `is_prolonge`: the execution is extended, and the barème says what may then be carried over.
    """
    is_report_permis = is_prolonge and bareme.report_prolongation == "non_consomme"
    lignes = tuple(_compute_ligne(action, bareme, is_report_permis) for action in credits)
    calculables = [ligne for ligne in lignes if not ligne.motif]
    # Any: every one of COLONNES is an amount.
    total: dict[str, Any] = {nom: sum_known(getattr(ligne, nom) for ligne in calculables) for nom in COLONNES}
    return Simulation(
        bareme=bareme,
        is_prolonge=is_prolonge,
        lignes=lignes,
        total=LigneRefaction(**total),
        is_complete=all(ligne.motif != EXECUTE_MANQUANT for ligne in lignes),
    )


def _compute_ligne(action: CreditsAction, bareme: Bareme, is_report_permis: bool) -> LigneRefaction:
    disponible = sum_known((action.notifie, action.report))
    if disponible is None:
        return LigneRefaction(action.numero, motif=SANS_CREDIT)
    connus = LigneRefaction(
        numero=action.numero,
        notifie=action.notifie,
        report=action.report,
        disponible=disponible,
        depense=action.depense,
    )
    if action.incomplete or action.depense is None or action.depense_etat is None:
        return replace(connus, motif=EXECUTE_MANQUANT)
    plafond = arrondir_centime(Fraction(bareme.part_etat_max) * Fraction(action.depense))
    justifie = min(disponible, plafond)
    non_justifie = EXACT.subtract(disponible, justifie)
    non_consomme = max(ZERO, EXACT.subtract(disponible, action.depense_etat))
    # The extension gives time to spend what was not spent; it does not excuse what was spent without the
    # département's share.
    reporte = min(non_justifie, non_consomme) if is_report_permis else ZERO
    return replace(
        connus,
        plafond=plafond,
        justifie=justifie,
        non_justifie=non_justifie,
        non_consomme=non_consomme,
        reporte=reporte,
        refaction=EXACT.subtract(non_justifie, reporte),
    )


def suppose_depense(action: CreditsAction, depense: Decimal, prevu: Decimal | None) -> CreditsAction:
    """What `action` would be, had `depense` been spent on it in all; `prevu` is its planned total, all sources.

    The State's part of it is what it is of today's spending, else of the plan ([design]): it only weighs on what an
    extension carries over.
    """
    if action.depense and not action.incomplete:
        part = Fraction(action.depense_etat or 0) / Fraction(action.depense)
    elif prevu:
        part = Fraction(sum_known((action.notifie, action.report)) or 0) / Fraction(prevu)
    else:
        part = Fraction(0)
    depense_etat = arrondir_centime(part * Fraction(depense))
    return replace(action, depense=depense, depense_etat=depense_etat, incomplete=False)
