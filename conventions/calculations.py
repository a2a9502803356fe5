"""Arithmetic of the money of a convention: exact, to the cent, missing is never 0. No Django, no clock."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from nombres.exacts import EXACT, sum_known
from nombres.formats import NBSP, format_euros

COLLECTIVITE = "Collectivité"
SOURCES = {
    "etat": "État",
    "departement_nouveau": f"{COLLECTIVITE}, crédits nouveaux",
    "valorisation": f"{COLLECTIVITE}, valorisation",
    "autres": "Autre financeur",
    # Last year's unspent State credits. Planned: what is available; executed: what was spent on it.
    "report": "État, report de l’an dernier",
}


def name_source(source: str, partie: str) -> str:
    """What a source is called where the collectivité is `partie`: « Métropole, crédits nouveaux »."""
    return SOURCES[source].replace(COLLECTIVITE, partie, 1)


# The State's share: this year's credits, and those of last year that were not spent.
SOURCES_ETAT = ("etat", "report")


@dataclass(frozen=True)
class Montants:
    """Planned and executed amounts of a line or of a total, in euros; None is « not filled in »."""

    prevu: Decimal | None
    execute: Decimal | None
    # A total that left out a line whose amount is unknown, the other one being known.
    prevu_partiel: bool = False
    execute_partiel: bool = False

    @property
    def est_partiel(self) -> bool:
        return self.prevu_partiel or self.execute_partiel

    @property
    def is_comparable(self) -> bool:
        return self.ecart is not None

    @property
    def ecart(self) -> Decimal | None:
        """Executed less planned, None as long as an amount is missing."""
        if self.est_partiel or self.prevu is None or self.execute is None:
            return None
        return EXACT.subtract(self.execute, self.prevu)

    @property
    def taux(self) -> Fraction | None:
        """Executed over planned, exact; None when one is missing or nothing was planned."""
        if self.est_partiel or not self.prevu or self.execute is None:
            return None
        return Fraction(self.execute) / Fraction(self.prevu)


class AvecMontants(Protocol):
    """A line that can be grouped: any, as long as it says its amounts."""

    @property
    def montants(self) -> Montants: ...


Ligne = TypeVar("Ligne", bound=AvecMontants)
Cle = TypeVar("Cle")


def sum_montants(lignes: Iterable[Montants]) -> Montants:
    """Column by column total; an unknown amount is left out and said, never read as 0.

    A line with neither amount brings nothing: it makes no total partial.
    """
    remplies = [ligne for ligne in lignes if ligne.prevu is not None or ligne.execute is not None]
    prevus, executes = [ligne.prevu for ligne in remplies], [ligne.execute for ligne in remplies]
    return Montants(
        sum_known(prevus),
        sum_known(executes),
        _is_partial(prevus) or any(ligne.prevu_partiel for ligne in remplies),
        _is_partial(executes) or any(ligne.execute_partiel for ligne in remplies),
    )


def _is_partial(montants: Sequence[Decimal | None]) -> bool:
    return None in montants and any(montant is not None for montant in montants)


def group_montants(lignes: Iterable[Ligne], cle: Callable[[Ligne], Cle]) -> dict[Cle, Montants]:
    """Totals of lines by their key, in the order keys are met.

    The sum of the groups is the sum of the lines, whatever the key: `sum_montants(group_montants(…).values())`.
    """
    groupes: defaultdict[Cle, list[Montants]] = defaultdict(list)
    for ligne in lignes:
        groupes[cle(ligne)].append(ligne.montants)
    return {valeur: sum_montants(groupe) for valeur, groupe in groupes.items()}


def explain_repartition(notifie: Decimal | None, enveloppes: Iterable[Decimal]) -> str:
    """Why these envelopes are not the amount notified, in euros and to the cent, with the gap; "" when they are, or
    when none is said."""
    somme = sum_known(enveloppes)
    if somme is None or somme == notifie:
        return ""
    if notifie is None:
        return f"Les enveloppes font {format_euros(somme)}{NBSP}: dites le montant notifié."
    ecart = EXACT.subtract(somme, notifie)
    dit = f"{format_euros(ecart)} de trop" if ecart > 0 else f"il manque {format_euros(ecart.copy_abs())}"
    return f"Les enveloppes font {format_euros(somme)}, le montant notifié est de {format_euros(notifie)}{NBSP}: {dit}."


def explain_plafond(notifie: Decimal | None, plafond: Decimal | None) -> str:
    """Why this amount cannot be notified for a year, or "": it is above the yearly cap of the convention (None: there
    is none)."""
    if notifie is None or plafond is None or notifie <= plafond:
        return ""
    trop = format_euros(EXACT.subtract(notifie, plafond))
    return (
        f"Le montant notifié, {format_euros(notifie)}, dépasse le plafond annuel de la convention, "
        f"{format_euros(plafond)}{NBSP}: {trop} de trop."
    )
