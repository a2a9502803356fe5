"""What actions plan and spend, by nature of axe and by envelope of what the State notified; what the envelopes forbid.

Exact, in euros; missing is never 0. No Django, no clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from conventions.calculations import Montants, explain_repartition, sum_montants
from nombres.exacts import EXACT, sum_known
from nombres.formats import NBSP, enumere, format_euros
from referentiels.definitions import NATURES_AXE
from referentiels.enveloppes import Enveloppe, find_enveloppe

RIEN = Montants(None, None)
SANS_ENVELOPPE = "Axes d’aucune enveloppe"


class MontantAxe(NamedTuple):
    """What one source brings to an action of an axe."""

    axe: str  # its code
    source: str  # a code of conventions.calculations.SOURCES
    montants: Montants


@dataclass(frozen=True)
class EnveloppeNotifiee:
    """One envelope, and what the State notified of it; None: that is not said."""

    enveloppe: Enveloppe
    montant: Decimal | None


def list_notifiees(
    enveloppes: Iterable[Enveloppe], montants: Mapping[str, Decimal]
) -> tuple[EnveloppeNotifiee, ...]:
    """Each envelope of a référentiel with its amount, of `montants` by code."""
    return tuple(EnveloppeNotifiee(un, montants.get(un.code)) for un in enveloppes)


@dataclass(frozen=True)
class SousTotal:
    """What the actions of some axes have: on the State's credits of the year, and from all sources."""

    libelle: str
    etat: Montants = RIEN
    total: Montants = RIEN
    notifie: Decimal | None = None  # of an envelope
    mention: str = ""  # of an envelope whose actions are not counted with it: with which they are

    @property
    def is_connu(self) -> bool:
        """Is any amount of it known?"""
        montants = (self.notifie, self.etat.prevu, self.etat.execute, self.total.prevu, self.total.execute)
        return any(un is not None for un in montants)


@dataclass(frozen=True)
class SousTotaux:
    """Those of one exercice, or of several; () without envelopes."""

    natures: tuple[SousTotal, ...] = ()
    enveloppes: tuple[SousTotal, ...] = ()

    @property
    def has_plusieurs_natures(self) -> bool:
        """Of one, the subtotal is the total."""
        return len(self.natures) > 1


def compute_sous_totaux(
    natures: Mapping[str, str], notifiees: Sequence[EnveloppeNotifiee], montants: Iterable[MontantAxe]
) -> SousTotaux:
    """Each nature (`natures`, by code of axe) that has money, in the order of NATURES_AXE; each envelope in that of the
    référentiel, then what no envelope counts. The sum of either is the sum of `montants`."""
    montants = list(montants)
    enveloppes = [un.enveloppe for un in notifiees]
    par_nature = _group(montants, {un.axe: natures.get(un.axe, "socle") for un in montants})
    comptees = {un.axe: find_enveloppe(enveloppes, un.axe) for un in montants}
    par_enveloppe = _group(montants, {axe: un.code if un else "" for axe, un in comptees.items()})
    dites = [_make_sous_total(un, enveloppes, par_enveloppe) for un in notifiees]
    if dites and "" in par_enveloppe:
        dites.append(SousTotal(SANS_ENVELOPPE, *par_enveloppe[""]))
    return SousTotaux(
        tuple(SousTotal(NATURES_AXE[un], *par_nature[un]) for un in NATURES_AXE if un in par_nature),
        tuple(dites),
    )


def sum_sous_totaux(plusieurs: Iterable[SousTotaux]) -> SousTotaux:
    """Those of several exercices, by what they are called, in the order they are met; of natures, in theirs."""
    plusieurs = list(plusieurs)
    natures = _sum_par_libelle(un for sous_totaux in plusieurs for un in sous_totaux.natures)
    ordre = list(NATURES_AXE.values())
    return SousTotaux(
        tuple(sorted(natures, key=lambda un: ordre.index(un.libelle))),
        _sum_par_libelle(un for sous_totaux in plusieurs for un in sous_totaux.enveloppes),
    )


def _sum_par_libelle(sous_totaux: Iterable[SousTotal]) -> tuple[SousTotal, ...]:
    groupes: dict[str, list[SousTotal]] = {}
    for un in sous_totaux:
        groupes.setdefault(un.libelle, []).append(un)
    return tuple(
        SousTotal(
            libelle,
            sum_montants(un.etat for un in siens),
            sum_montants(un.total for un in siens),
            sum_known(un.notifie for un in siens),
            siens[0].mention,
        )
        for libelle, siens in groupes.items()
    )


def _group(montants: Iterable[MontantAxe], cles: Mapping[str, str]) -> dict[str, tuple[Montants, Montants]]:
    """{key: (on the State's credits, from all sources)}; `cles` says the key of each axe."""
    groupes: dict[str, list[MontantAxe]] = {}
    for un in montants:
        groupes.setdefault(cles[un.axe], []).append(un)
    return {
        cle: (
            sum_montants(un.montants for un in siens if un.source == "etat"),
            sum_montants(un.montants for un in siens),
        )
        for cle, siens in groupes.items()
    }


def _make_sous_total(
    notifiee: EnveloppeNotifiee,
    enveloppes: Sequence[Enveloppe],
    groupes: Mapping[str, tuple[Montants, Montants]],
) -> SousTotal:
    enveloppe = notifiee.enveloppe
    if not enveloppe.axes:
        return SousTotal(enveloppe.libelle, notifie=notifiee.montant, mention="sur tous les axes")
    siens = [find_enveloppe(enveloppes, axe) for axe in enveloppe.axes]
    if enveloppe not in siens:
        avec = enumere(list(dict.fromkeys(f"«{NBSP}{un.libelle}{NBSP}»" for un in siens if un)))
        return SousTotal(enveloppe.libelle, notifie=notifiee.montant, mention=f"compté avec {avec}")
    return SousTotal(enveloppe.libelle, *groupes.get(enveloppe.code, (RIEN, RIEN)), notifiee.montant)


class _Payeur(NamedTuple):
    """Envelopes whose credits go together, and the axes they may pay."""

    libelles: tuple[str, ...]
    montant: Decimal
    axes: frozenset[str]


def list_depassements(
    notifie: Decimal | None, notifiees: Sequence[EnveloppeNotifiee], montants: Iterable[MontantAxe]
) -> Iterator[str]:
    """Why these planned State credits cannot be paid by the envelopes as they are: axes that have more than the
    envelopes which alone may pay them, the fewest of them each time.

    Nothing where every envelope is fongible, nor as long as they are not said, or are not the amount notified.
    """
    dits = [un.montant for un in notifiees if un.montant is not None]
    if not dits or explain_repartition(notifie, dits) or all(un.enveloppe.fongible for un in notifiees):
        return
    montants = list(montants)
    groupes = _group(montants, {un.axe: un.axe for un in montants})
    prevus = {axe: etat.prevu for axe, (etat, _) in groupes.items() if etat.prevu}
    payeurs = _list_payeurs(notifiees, prevus)
    vus: list[set[_Payeur]] = []
    # All of them together is the amount notified: that has a rule of its own.
    for nombre in range(len(payeurs)):
        for ensemble in map(set, combinations(payeurs, nombre)):
            ailleurs = {axe for un in payeurs if un not in ensemble for axe in un.axes}
            axes = [axe for axe in prevus if axe not in ailleurs]
            prevu = sum_known(prevus[axe] for axe in axes) or Decimal(0)
            montant = sum_known(un.montant for un in ensemble) or Decimal(0)
            if prevu > montant and not any(vu <= ensemble for vu in vus):
                vus.append(ensemble)
                yield _tell_depassement(axes, prevu, [un for un in payeurs if un in ensemble], montant)


def _list_payeurs(notifiees: Sequence[EnveloppeNotifiee], axes: Iterable[str]) -> list[_Payeur]:
    """Each envelope that is not fongible alone; those that are, together: they pay whatever one of them may, and what
    no envelope names."""
    axes = frozenset(axes)
    nommes = {axe for un in notifiees for axe in un.enveloppe.axes}
    fongibles = [un for un in notifiees if un.enveloppe.fongible]
    payeurs = [
        _Payeur((un.enveloppe.libelle,), un.montant or Decimal(0), axes & set(un.enveloppe.axes or axes))
        for un in notifiees
        if not un.enveloppe.fongible
    ]
    if fongibles:
        payables = axes - nommes
        for un in fongibles:
            payables |= axes & set(un.enveloppe.axes or axes)
        montant = sum_known(un.montant for un in fongibles) or Decimal(0)
        payeurs.append(_Payeur(tuple(un.enveloppe.libelle for un in fongibles), montant, payables))
    return payeurs


def _tell_depassement(
    axes: Sequence[str], prevu: Decimal, payeurs: Sequence[_Payeur], montant: Decimal
) -> str:
    les_axes = f"Les axes {enumere(axes)} prévoient" if len(axes) > 1 else f"L’axe {axes[0]} prévoit"
    phrase = f"{les_axes} {format_euros(prevu)} de crédits de l’État"
    if not payeurs:
        return f"{phrase}, qu’aucune enveloppe ne paie."
    noms = [f"«{NBSP}{libelle}{NBSP}»" for un in payeurs for libelle in un.libelles]
    qui, ont = (
        (f"les enveloppes {enumere(noms)}, qui seules peuvent les payer,", "n’ont que")
        if len(noms) > 1
        else (f"l’enveloppe {noms[0]}, qui seule peut les payer,", "n’a que")
    )
    trop = format_euros(EXACT.subtract(prevu, montant))
    return f"{phrase}\u202f; {qui} {ont} {format_euros(montant)}{NBSP}: {trop} de trop."
