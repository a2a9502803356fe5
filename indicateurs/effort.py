"""What a target still asks, in what its indicator counts: persons, not per cent. Exact, by the exact value: 99.96 % of
100 % is not reached. No Django, no clock.

The denominator is held as it is: so many persons more (or fewer, where less is better) among the same ones.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from indicateurs.calculations import Resultat, is_cible_atteinte
from indicateurs.formats import valeur_selon
from nombres.exacts import Nombre
from nombres.formats import NBSP, compter, nombre, nombre_utile
from referentiels.definitions import Indicateur

SANS_RESULTAT = "sans résultat, on ne peut dire ce qu’elle demande"
SANS_DENOMINATEUR = "rapportée à zéro, elle ne se compte pas"
HORS_D_ATTEINTE = "elle ne peut être atteinte sur ce dénominateur, même entier"


@dataclass(frozen=True)
class Effort:
    """What the target of a year asks of a result: `combien` more (fewer, à la baisse), 0 once it is reached, None where
    it cannot be said, and why (`motif`)."""

    annee: int
    cible: Fraction
    combien: Fraction | None
    motif: str = ""

    @property
    def is_atteinte(self) -> bool:
        return self.combien == 0


def compute_effort(
    indicateur: Indicateur, resultat: Resultat, annee: int, cible: Nombre | None
) -> Effort | None:
    """The smallest whole number (with the decimals its figures have) by which the count has to move for the target of
    `annee` to be reached; None without a target, or where no way is better."""
    if cible is None or not indicateur.attend_une_cible:
        return None
    visee = Fraction(cible)
    if resultat.numerateur is None or (indicateur.nature != "effectif" and resultat.denominateur is None):
        return Effort(annee, visee, None, SANS_RESULTAT)
    if resultat.valeur is None:
        return Effort(annee, visee, None, SANS_DENOMINATEUR)
    if is_cible_atteinte(indicateur.sens, resultat.valeur, visee):
        return Effort(annee, visee, Fraction(0))
    if indicateur.is_proportion and visee > 1:
        return Effort(annee, visee, None, HORS_D_ATTEINTE)
    sur = Decimal(1) if resultat.denominateur is None else resultat.denominateur
    ecart = visee * Fraction(sur) - Fraction(resultat.numerateur)
    # Of a rate, its denominator has the decimals of its own indicator: it counts persons.
    pas = Fraction(1, 10 ** (indicateur.decimales if indicateur.nature == "effectif" else 0))
    return Effort(annee, visee, ceil(abs(ecart) / pas) * pas)


def tell_effort(indicateur: Indicateur, effort: Effort, resultat: Resultat, *, is_suivante: bool) -> str:
    """« Cible 2021 (80,0 %) : 20 personnes de plus dans le délai, sur 400. »; of the year after, on the same
    denominator, and said so."""
    visee = valeur_selon(effort.cible, indicateur.nature, indicateur.decimales)
    debut = f"Cible {effort.annee} ({visee}){NBSP}: "
    if effort.combien is None:
        return f"{debut}{effort.motif}."
    egal = ", à dénominateur égal" if is_suivante and indicateur.nature != "effectif" else ""
    if effort.is_atteinte:
        return f"{debut}{'déjà ' if is_suivante else ''}atteinte{egal}."
    sens = "de plus" if indicateur.sens == "hausse" else "de moins"
    sur = f", sur {nombre_utile(resultat.denominateur)}" if indicateur.nature != "effectif" else ""
    return f"{debut}{_count(indicateur, effort.combien)} {sens}{_tell_ou(indicateur)}{sur}{egal}."


def _count(indicateur: Indicateur, combien: Fraction) -> str:
    """« 1 personne », « 20 jeunes », « 2,5 ETP »; of a mean, what its unit counts: « personnes par conseiller »."""
    pluriel = indicateur.unite.split(" par ")[0]
    if combien.denominator == 1:
        return compter(combien, pluriel.removesuffix("s"), pluriel)
    return f"{nombre(combien, indicateur.decimales)}{NBSP}{pluriel}"


def _tell_ou(indicateur: Indicateur) -> str:
    return " dans le délai" if indicateur.nature == "delai" else ""
