"""Simulation of what the State would owe for an exercice: what is justified, on what the share rule is judged on (the
whole, each axe, each action), and what is not.

Source: decisions 10 and 32 (the public texts give no formula). It proposes, a person decides.
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
    """What the State gave to one action, or to several together, and what was spent; None is « not filled in »."""

    numero: str
    notifie: Decimal | None  # planned by the State
    report: Decimal | None  # carry-over available
    depense: Decimal | None  # executed, all sources
    depense_etat: Decimal | None  # executed on the State's credits and on the carry-over
    incomplete: bool  # some executed amount is missing
    axe: str = ""  # its code

    @property
    def disponible(self) -> Decimal | None:
        return sum_known((self.notifie, self.report))

    @property
    def is_manquante(self) -> bool:
        """Is what was spent on its credits, or on anything, not known whole?"""
        return self.incomplete or (
            self.disponible is not None and (self.depense is None or self.depense_etat is None)
        )


@dataclass(frozen=True)
class LigneRefaction:
    """The terms of the simulation for one action, or for what is judged together, in euros, or their totals (`numero`
    is then ""); None is « not calculable », and `motif` says why, or « not judged there ». Frozen as it is in documents
    and photographs."""

    numero: str = ""  # of the action, or the code of the axe
    notifie: Decimal | None = None
    report: Decimal | None = None
    disponible: Decimal | None = None
    depense: Decimal | None = None
    depense_etat: Decimal | None = None
    plafond: Decimal | None = None
    justifie: Decimal | None = None
    non_justifie: Decimal | None = None
    non_consomme: Decimal | None = None
    reporte: Decimal | None = None
    refaction: Decimal | None = None
    motif: str = ""  # SANS_CREDIT, EXECUTE_MANQUANT; "" for a line that is calculable


COLONNES = (
    "notifie", "report", "disponible", "depense", "depense_etat", "plafond", "justifie", "non_justifie", "non_consomme",
    "reporte", "refaction",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """The terms action by action, those of what is judged together, their totals over those that are calculable, and
    the rule they follow. A simulation until the préfet decides; frozen as it is in documents and photographs."""

    bareme: Bareme
    is_prolonge: bool  # the execution is extended: what the barème then lets carry over is not kept back
    lignes: tuple[LigneRefaction, ...]  # of each action
    total: LigneRefaction
    is_complete: bool  # False: some executed amount is missing, the totals leave that action out
    unites: tuple[
        LigneRefaction, ...
    ] = ()  # of what is judged together; () where each action is judged alone
    # Is no more justified than was spent on the State's credits? What was frozen before it was looked at says nothing.
    is_limitee_au_consomme: bool = False

    @property
    def par_action(self) -> dict[str, LigneRefaction]:
        """The line of each action, by its number."""
        return {ligne.numero: ligne for ligne in self.lignes}

    @property
    def jugees(self) -> tuple[LigneRefaction, ...]:
        """The lines whose sum is the total."""
        return self.unites or self.lignes

    @property
    def is_par_action(self) -> bool:
        return self.bareme.portee == "action"

    @property
    def manquants(self) -> tuple[str, ...]:
        """The actions left out of the totals for want of an executed amount."""
        return tuple(ligne.numero for ligne in self.lignes if ligne.motif == EXECUTE_MANQUANT)


def compute_refaction(credits: Iterable[CreditsAction], bareme: Bareme, is_prolonge: bool) -> Simulation:
    """The simulation of an exercice, from the `credits` of its actions, by the `bareme` of its référentiel.

    `is_prolonge`: the execution is extended, and the barème says what may then be carried over.
    """
    is_report_permis = is_prolonge and bareme.report_prolongation == "non_consomme"
    credits = list(credits)
    if bareme.portee == "action":
        lignes = tuple(
            _compute_ligne(action, bareme.get_part(action.axe), is_report_permis) for action in credits
        )
        unites: tuple[LigneRefaction, ...] = ()
    else:
        lignes = tuple(_tell_faits(action) for action in credits)
        unites = _compute_unites(credits, bareme, is_report_permis)
    calculables = [ligne for ligne in unites or lignes if not ligne.motif]
    # Any: every one of COLONNES is an amount.
    total: dict[str, Any] = {nom: sum_known(getattr(ligne, nom) for ligne in calculables) for nom in COLONNES}
    return Simulation(
        bareme=bareme,
        is_prolonge=is_prolonge,
        lignes=lignes,
        total=LigneRefaction(**total),
        is_complete=all(ligne.motif != EXECUTE_MANQUANT for ligne in lignes),
        unites=unites,
        is_limitee_au_consomme=True,
    )


def _compute_unites(
    credits: Iterable[CreditsAction], bareme: Bareme, is_report_permis: bool
) -> tuple[LigneRefaction, ...]:
    """What is judged together, in the order it is met: what an action spent without any credit of the State counts
    there, what is not known whole is left out."""
    unites: dict[str, list[CreditsAction]] = {}
    for action in credits:
        if not action.is_manquante:
            unites.setdefault(bareme.get_unite(action.numero, action.axe), []).append(action)
    return tuple(
        _compute_ligne(_sum_credits(unite, siennes), bareme.get_part(siennes[0].axe), is_report_permis)
        for unite, siennes in unites.items()
    )


def _sum_credits(unite: str, credits: Iterable[CreditsAction]) -> CreditsAction:
    credits = list(credits)
    notifie, report, depense, depense_etat = (
        sum_known(getattr(action, nom) for action in credits)
        for nom in ("notifie", "report", "depense", "depense_etat")
    )
    return CreditsAction(unite, notifie, report, depense, depense_etat, incomplete=False)


def _tell_faits(action: CreditsAction) -> LigneRefaction:
    """What is known of an action that is not judged alone."""
    faits = LigneRefaction(
        numero=action.numero,
        notifie=action.notifie,
        report=action.report,
        disponible=action.disponible,
        depense=action.depense,
        depense_etat=action.depense_etat,
    )
    if action.is_manquante:
        return replace(faits, motif=EXECUTE_MANQUANT)
    if action.disponible is None or action.depense_etat is None:
        return replace(faits, motif=SANS_CREDIT)
    return replace(faits, non_consomme=_subtract(action.disponible, action.depense_etat))


def _subtract(disponible: Decimal, depense_etat: Decimal) -> Decimal:
    """What is left of the credits: nothing when more was spent."""
    return max(ZERO, EXACT.subtract(disponible, depense_etat))


def _compute_ligne(action: CreditsAction, part: Decimal, is_report_permis: bool) -> LigneRefaction:
    """The terms of what is judged: an action, or several together; `part` is what the State may bear."""
    disponible, depense, depense_etat = action.disponible, action.depense, action.depense_etat
    if disponible is None:
        return LigneRefaction(action.numero, motif=SANS_CREDIT)
    connus = LigneRefaction(
        numero=action.numero,
        notifie=action.notifie,
        report=action.report,
        disponible=disponible,
        depense=depense,
        depense_etat=depense_etat,
    )
    if action.incomplete or depense is None or depense_etat is None:
        return replace(connus, motif=EXECUTE_MANQUANT)
    plafond = arrondir_centime(Fraction(part) * Fraction(depense))
    justifie = min(disponible, plafond, depense_etat)
    non_justifie = EXACT.subtract(disponible, justifie)
    non_consomme = _subtract(disponible, depense_etat)
    # The extension gives time to spend what was not spent; it does not excuse what was spent without the
    # collectivité's share.
    reporte = non_consomme if is_report_permis else ZERO
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

    The State's part of it is what it is of today's spending, else of the plan ([design]): no more of its credits is
    justified.
    """
    if action.depense and not action.incomplete:
        part = Fraction(action.depense_etat or 0) / Fraction(action.depense)
    elif prevu:
        part = Fraction(sum_known((action.notifie, action.report)) or 0) / Fraction(prevu)
    else:
        part = Fraction(0)
    depense_etat = arrondir_centime(part * Fraction(depense))
    return replace(action, depense=depense, depense_etat=depense_etat, incomplete=False)
