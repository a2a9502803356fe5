"""Who brings what share of planned amounts, judged by the rules of a référentiel (`referentiels.parts`).

Exact, in euros; a source nothing is written for brings nothing, as in any total. No Django, no clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from nombres.exacts import arrondi, sum_known
from nombres.formats import NBSP, format_euros, pourcent_utile
from referentiels.parts import SOURCES_DE, ReglePart

SOURCES_ETAT_ET_COLLECTIVITE = (*SOURCES_DE["etat"], *SOURCES_DE["collectivite"])


class MontantPrevu(NamedTuple):
    """What one source is to bring to an action; None is « not filled in »."""

    action: str  # its number
    axe: str
    source: str  # a code of conventions.calculations.SOURCES
    montant: Decimal | None


@dataclass(frozen=True)
class PartMesuree:
    """The share a rule speaks of, on one of the things it judges."""

    regle: ReglePart
    unite: str  # number of the action, code of the axe, or "" for the whole
    montant: Decimal  # brought by whose share it is
    base: Decimal  # that it is a share of, never 0

    @property
    def part(self) -> Fraction:
        return Fraction(self.montant) / Fraction(self.base)

    @property
    def is_respectee(self) -> bool:
        limite = Fraction(self.regle.part)
        return self.part <= limite if self.regle.is_plafond else self.part >= limite

    @property
    def ecart(self) -> Fraction:
        """How far from the limit, in euros to the cent, the base being what it is: half a cent is one to move."""
        ecart = abs(Fraction(self.montant) - Fraction(self.regle.part) * Fraction(self.base))
        return Fraction(ceil(ecart * 100), 100)

    @property
    def part_lue(self) -> str:
        """« 52,3 % »; « moins de 50 % » or « plus de 50 % » when rounding would give the limit itself."""
        lue, limite = arrondi(self.part * 100, 2), arrondi(Fraction(self.regle.part) * 100, 2)
        if self.is_respectee or lue != limite:
            return pourcent_utile(self.part)
        return f"{'plus' if self.regle.is_plafond else 'moins'} de {pourcent_utile(self.part)}"

    @property
    def phrase(self) -> str:
        """What is said of a share that is not what its rule asks."""
        regle = self.regle
        qui, sens, reste = (
            ("L’État apporte", "plus", f"{format_euros(self.ecart)} de trop")
            if regle.is_plafond
            else (
                f"La collectivité apporte{_EN[regle.qui]}",
                "moins",
                f"il manque {format_euros(self.ecart)}",
            )
        )
        ou = {"ensemble": "", "axe": f" de l’axe {self.unite}", "action": " de l’action"}[regle.sur]
        if regle.de == "total":
            base = f"du total prévu{ou}"
        else:
            base = f"de ce que l’État et la collectivité apportent{ou.replace(' de ', ' à ', 1)}"
        return (
            f"{qui} {sens} de {pourcent_utile(regle.part)} {base}{NBSP}: {format_euros(self.montant)} sur "
            f"{format_euros(self.base)}, soit {self.part_lue}, {reste} à total égal."
        )


_EN = {"collectivite": "", "collectivite_nouveau": " en crédits nouveaux"}


def list_parts(regle: ReglePart, montants: Iterable[MontantPrevu]) -> Iterator[PartMesuree]:
    """The share `regle` speaks of on each thing it judges, in the order they are met: nothing where nothing is planned,
    nor where the State has nothing (an action, an axe), or nothing written yet (the whole)."""
    unites: dict[str, list[MontantPrevu]] = {}
    for un in montants:
        if un.axe not in regle.sauf:
            unite = {"ensemble": "", "axe": un.axe, "action": un.action}[regle.sur]
            unites.setdefault(unite, []).append(un)
    for unite, siens in unites.items():
        etat = _sum(siens, SOURCES_DE["etat"])
        base = _sum(siens, None if regle.de == "total" else SOURCES_ETAT_ET_COLLECTIVITE)
        if base and etat is not None and (etat or regle.sur == "ensemble"):
            yield PartMesuree(regle, unite, _sum(siens, regle.sources) or Decimal(0), base)


def list_parts_non_tenues(regles: Iterable[ReglePart], montants: Iterable[MontantPrevu]) -> list[PartMesuree]:
    """The shares that are not what a rule asks, rule by rule."""
    montants = list(montants)
    return [part for regle in regles for part in list_parts(regle, montants) if not part.is_respectee]


def _sum(montants: Iterable[MontantPrevu], sources: Iterable[str] | None) -> Decimal | None:
    return sum_known(un.montant for un in montants if sources is None or un.source in sources)
