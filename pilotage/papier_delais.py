"""The délais over the years, as the yearly balance of a région tells them on paper. No Django."""

from dataclasses import dataclass
from fractions import Fraction

from dessins.courbes import Courbes, Serie
from dessins.encres import CIBLE
from dessins.multiples import Multiples
from indicateurs.trajectoire import NOTE_DESSIN
from nombres.formats import pourcent


@dataclass(frozen=True, kw_only=True)
class SuiteDeBilan:
    """One indicator of one convention, or of all, over the years. `rompues`: the ranks of the results that do not
    compare with the one before."""

    titre: str
    resultats: tuple[Fraction | None, ...]
    cibles: tuple[Fraction | None, ...]
    rompues: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DelaiDansLesAnnees:
    """One délai over the years: what all say, and each."""

    code: str
    libelle: str
    constat: str  # whom the first of them speaks of
    annees: tuple[int, ...]
    suites: tuple[SuiteDeBilan, ...]

    @property
    def dessin(self) -> Multiples:
        """Small charts, on one scale."""
        return Multiples(
            cle=f"{self.code}-annees",
            titre=f"{self.code} – {self.libelle}, année par année",
            constat=self.constat,
            courbes=tuple(self._draw(rang, une) for rang, une in enumerate(self.suites)),
            note=NOTE_DESSIN,
        )

    def _draw(self, rang: int, suite: SuiteDeBilan) -> Courbes:
        return Courbes(
            cle=f"{self.code}-{rang}",
            titre=suite.titre,
            annees=self.annees,
            series=(
                Serie("Résultat", suite.resultats, incomparables=frozenset(suite.rompues)),
                # A région has no target of its own.
                *([Serie("Cible", suite.cibles, CIBLE)] if any(suite.cibles) else ()),
            ),
            ecrire=pourcent,
            plafond=Fraction(1),
        )
