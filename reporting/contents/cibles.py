"""Targets reached, counted in one way for the page, the paper and the simulation."""

from collections.abc import Iterable
from dataclasses import dataclass

from dessins.barres import Bande, draw_parts
from nombres.formats import compter
from reporting.contents.financement import ContenuIndicateurPropre
from reporting.contents.indicateur import VERDICTS, ContenuIndicateur


@dataclass(frozen=True, kw_only=True)
class Cibles:
    """Targets reached over those that have an answer; `sans_reponse` have no result, or no target."""

    atteintes: int
    evaluees: int
    sans_reponse: int

    @property
    def non_atteintes(self) -> int:
        return self.evaluees - self.atteintes

    @property
    def bande(self) -> Bande | None:
        """The targets reached, missed and without an answer, one after the other; None where there is none."""
        parts = (self.atteintes, self.non_atteintes, self.sans_reponse)
        titre = (
            f"{compter(self.atteintes, 'cible atteinte', 'cibles atteintes')}, "
            f"{compter(self.non_atteintes, 'non atteinte', 'non atteintes')}, {self.sans_reponse} sans réponse"
        )
        return draw_parts(titre, parts, VERDICTS) if any(parts) else None


def count_cibles(indicateurs: Iterable[ContenuIndicateur | ContenuIndicateurPropre]) -> Cibles:
    """The targets of some indicators, each decided on its exact value."""
    reponses = [indicateur.cible_atteinte for indicateur in indicateurs]
    return Cibles(
        atteintes=reponses.count(True),
        evaluees=len(reponses) - reponses.count(None),
        sans_reponse=reponses.count(None),
    )


def sum_cibles(comptes: Iterable[Cibles]) -> Cibles:
    """Those of several axes together."""
    comptes = list(comptes)
    return Cibles(
        atteintes=sum(un.atteintes for un in comptes),
        evaluees=sum(un.evaluees for un in comptes),
        sans_reponse=sum(un.sans_reponse for un in comptes),
    )
