"""The trajectory of one indicator: where it started, what was aimed at, what came of it, where it leads.

Exact fractions: the drawing alone rounds (`dessins`). No Django, no clock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from indicateurs.calculations import Resultat, compute_ecart
from referentiels.definitions import Indicateur

REGLE_PROJECTION = (
    "Évolution moyenne par an des derniers résultats comparables entre eux, prolongée depuis le dernier. "
    "Il en faut au moins deux. Ce n’est pas un résultat."
)


class Situation(Protocol):
    """What is known of an indicator before the convention, and of which day."""

    numerateur: Decimal
    denominateur: Decimal | None
    au: date


def compute_initiale(
    indicateur: Indicateur, situations: Mapping[str, Situation]
) -> tuple[Resultat, date] | tuple[None, None]:
    """What an indicator was before the convention, and on which day, from `situations` by code.

    A moyenne divides the counts of its two indicators; its day is that of the first.
    """
    if indicateur.nature != "moyenne":
        situation = situations.get(indicateur.code)
        if situation is None:
            return None, None
        haut, bas, au = situation.numerateur, situation.denominateur, situation.au
    else:
        haute, basse = situations.get(indicateur.numerateur), situations.get(indicateur.denominateur)
        if haute is None or basse is None:
            return None, None
        haut, bas, au = haute.numerateur, basse.numerateur, haute.au
    if indicateur.nature == "effectif":
        return Resultat("renseigne", haut, None, Fraction(haut)), au
    return Resultat("renseigne", haut, bas, Fraction(haut) / Fraction(bas) if bas else None), au


@dataclass(frozen=True)
class AnneeDeTrajectoire:
    """One year of a trajectory. `motifs` say why its result does not compare with the result before it."""

    annee: int
    cible: Fraction | None = None
    resultat: Resultat | None = None
    motifs: tuple[str, ...] = ()
    referentiel: str = ""
    methode: str = ""

    @property
    def valeur(self) -> Fraction | None:
        """The exact result; None is a gap, never 0."""
        return self.resultat.valeur if self.resultat else None

    @property
    def ecart(self) -> Fraction | None:
        """Result less target, exact; None when one is missing."""
        return compute_ecart(self.valeur, self.cible)


@dataclass(frozen=True)
class Trajectoire:
    """The years of one indicator, its initial situation (value, day), and the projection of the last year."""

    etapes: tuple[AnneeDeTrajectoire, ...]
    initiale: Fraction | None
    initiale_au: date | None
    projection: Fraction | None
    is_proportion: bool

    @property
    def annee_projetee(self) -> int:
        return self.etapes[-1].annee

    @property
    def is_vide(self) -> bool:
        """Is there nothing to draw?"""
        return self.initiale is None and all(e.valeur is None and e.cible is None for e in self.etapes)


def list_comparables(etapes: Iterable[AnneeDeTrajectoire]) -> list[AnneeDeTrajectoire]:
    """The last results that compare with each other, in order: a reason on a result cuts it from those before."""
    serie: list[AnneeDeTrajectoire] = []
    for etape in etapes:
        if etape.valeur is None:
            continue
        if etape.motifs:
            serie = []
        serie.append(etape)
    return serie


def compute_projection(etapes: Sequence[AnneeDeTrajectoire], is_proportion: bool) -> Fraction | None:
    """The value of the last year of `etapes` if the mean yearly change went on; None when it cannot be said.

    None when that year has its result, or with fewer than two comparable results. Bounded to 0…1 for a proportion,
    to 0 and above otherwise.
    """
    serie = list_comparables(etapes)
    if len(serie) < 2 or serie[-1].annee >= etapes[-1].annee:
        return None
    premier, dernier, fin = serie[0], serie[-1], etapes[-1].annee
    assert premier.valeur is not None and dernier.valeur is not None  # what compares has a value
    par_an = (dernier.valeur - premier.valeur) / (dernier.annee - premier.annee)
    projetee = max(Fraction(0), dernier.valeur + par_an * (fin - dernier.annee))
    return min(Fraction(1), projetee) if is_proportion else projetee


def build_trajectoire(
    etapes: Sequence[AnneeDeTrajectoire],
    is_proportion: bool,
    initiale: Fraction | None = None,
    initiale_au: date | None = None,
) -> Trajectoire:
    """A trajectory over `etapes`, in the order of the years, with its projection."""
    return Trajectoire(
        tuple(etapes), initiale, initiale_au, compute_projection(etapes, is_proportion), is_proportion
    )
