"""The same chart, small, of several subjects side by side. Pure.

Multiples(
    cle="departements", titre="R2, département par département",
    courbes=(Courbes(cle="r2-29", titre="Finistère", …), Courbes(cle="r2-56", titre="Morbihan", …)),
)
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

from dessins.cadres import PETIT
from dessins.courbes import Courbes
from dessins.encres import Aspect
from dessins.figures import CaseDeReleve, Figure, Releve, write_valeur
from nombres.formats import enumere


@dataclass(frozen=True, kw_only=True)
class Multiples(Figure):
    """The same chart, small, of several subjects side by side, on one scale and with one table: a row a subject and a
    series. The `titre` of each of `courbes` is its subject; years, looks and `ecrire` are those of the first.
    `is_echelle_commune`: false where subjects differ in kind, which the reader is then told."""

    courbes: tuple[Courbes, ...]
    is_echelle_commune: bool = True
    gabarit: ClassVar[str] = "dessins/multiples.html"

    @cached_property
    def panneaux(self) -> tuple[Courbes, ...]:
        """The small charts; on one scale, from the lowest bottom to the highest top of them."""
        petites = tuple(replace(courbes, cadre=PETIT) for courbes in self.courbes)
        echelles = [courbes.echelle for courbes in petites if not courbes.is_vide]
        if not self.is_echelle_commune or not echelles:
            return petites
        bas, haut = min(une.bas for une in echelles), max(une.haut for une in echelles)
        return tuple(replace(courbes, plancher=bas, plafond=haut) for courbes in petites)

    @property
    def legende(self) -> tuple[tuple[Aspect | None, str], ...]:
        """What is said of any of the charts, once; a limit that is not the same in all, by its name."""
        entrees = tuple(dict.fromkeys(entree for courbes in self.courbes for entree in courbes.legende))
        if sum(aspect is None for aspect, _ in entrees) < 2:
            return entrees
        noms = dict.fromkeys(seuil.libelle for courbes in self.courbes for seuil in courbes.seuils)
        return (*(un for un in entrees if un[0] is not None), *((None, nom) for nom in noms))

    @property
    def ruptures_dites(self) -> str:
        """The breaks of all, each said once."""
        return " ".join(dict.fromkeys(c.ruptures_dites for c in self.courbes if c.ruptures))

    def tell_valeurs(self) -> str:
        """Which subjects; each small chart has its own description."""
        return f"{enumere(courbes.titre for courbes in self.courbes)}." if self.courbes else ""

    def build_releve(self) -> Releve:
        """A row a subject and a series, a column a year."""
        seule = all(len(courbes.series) == 1 for courbes in self.courbes)
        return Releve(
            ("", *(map(str, self.courbes[0].annees) if self.courbes else ())),
            tuple(
                (
                    CaseDeReleve(
                        courbes.titre if seule and not courbes.seuils else f"{courbes.titre}, {nom}",
                        is_nombre=False,
                    ),
                    *(CaseDeReleve(write_valeur(valeur, courbes.ecrire)) for valeur in valeurs),
                )
                for courbes in self.courbes
                for nom, valeurs in courbes.list_rangees()
            ),
        )
