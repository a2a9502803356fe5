"""From stored figures to results: exact rates, gaps, « cible atteinte ». No Django, no clock, missing is never 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from nombres.exacts import Nombre
from referentiels.definitions import Indicateur
from referentiels.mesures import VIDE, Mesure

Compte = TypeVar("Compte", int, Decimal)


class AvecTermes(Protocol):
    """A figure of two terms, stored or shown."""

    @property
    def numerateur(self) -> Decimal | None: ...
    @property
    def denominateur(self) -> Decimal | None: ...


def compute_hors_delai(chiffre: AvecTermes) -> Decimal | None:
    """Cases of a délai that fell due past it: the ended ones less those within; None as long as one is missing,
    which is never 0."""
    if chiffre.numerateur is None or chiffre.denominateur is None:
        return None
    return chiffre.denominateur - chiffre.numerateur


def compute_echus(dans_delai: Compte | None, hors_delai: Compte | None) -> Compte | None:
    """Cases of a délai that are over, in time or not: its denominator; None as long as one is missing."""
    return None if dans_delai is None or hors_delai is None else dans_delai + hors_delai


def compute_part(partie: Nombre | None, tout: Nombre | None) -> Fraction | None:
    """The exact quotient of two numbers; None, never 0, when one is missing or when it would divide by 0."""
    if partie is None or not tout:
        return None
    (haut, sur), (bas, sous) = partie.as_integer_ratio(), tout.as_integer_ratio()
    return Fraction(haut * sous, sur * bas)


@dataclass(frozen=True)
class Resultat:
    """What a figure says once computed. `valeur` is a count, or the exact rate; None is « non calculable »."""

    etat: str
    numerateur: Decimal | None
    denominateur: Decimal | None
    valeur: Fraction | None


def compute_resultat(indicateur: Indicateur, mesures: Mapping[str, Mesure]) -> Resultat:
    """Result of an indicator over the figures of an exercice, by code.

    A rate divides the figure by that of another indicator (taux), by its own ended cases (délai), or one indicator
    by another (moyenne). Dividing by 0 gives no value, never 0.
    """
    mesure = mesures.get(indicateur.code, VIDE)
    etat, haut, bas = mesure.etat, mesure.effectif, mesure.denominateur
    if indicateur.nature == "effectif":
        return Resultat(etat, haut, None, None if haut is None else Fraction(*haut.as_integer_ratio()))
    if indicateur.nature == "taux":
        bas = mesures.get(indicateur.denominateur, VIDE).effectif
    elif indicateur.nature == "moyenne":
        source = mesures.get(indicateur.numerateur, VIDE)
        haut, bas, etat = source.effectif, mesures.get(indicateur.denominateur, VIDE).effectif, source.etat
    return Resultat(etat, haut, bas, compute_part(haut, bas))


def compute_ecart(valeur: Nombre | None, cible: Nombre | None) -> Fraction | None:
    """Value of a result less its target, exact (a difference of proportions for a rate); None when one is missing."""
    return None if valeur is None or cible is None else Fraction(valeur) - Fraction(cible)


def is_cible_atteinte(sens: str, valeur: Nombre | None, cible: Nombre | None) -> bool | None:
    """Is the target reached, on the exact value? None when that cannot be said (no value, no target, no direction)."""
    if valeur is None or cible is None or sens == "neutre":
        return None
    (obtenue, sur), (visee, sous) = valeur.as_integer_ratio(), cible.as_integer_ratio()
    ecart = obtenue * sous - visee * sur
    return ecart >= 0 if sens == "hausse" else ecart <= 0
