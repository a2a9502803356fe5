"""One indicator over several conventions: sums of counts, never a mean of rates, and whom they speak of. No Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicateurs.calculations import Resultat, compute_part
from nombres.exacts import sum_known
from referentiels.definitions import Indicateur, SeuilsEnsemble


@dataclass(frozen=True)
class Ensemble:
    """One indicator over the comparable conventions of a list: a count summed, or a sum over a sum (`denominateur` None
    for a count). `cas` are all those it could rest on in the list, comparable or not."""

    indicateur: Indicateur
    numerateur: Decimal
    denominateur: Decimal | None
    cas: Decimal
    comparables: int
    conventions: int
    seuils: SeuilsEnsemble

    @property
    def is_additif(self) -> bool:
        return is_additif(self.indicateur.nature, self.indicateur.unite)

    @property
    def valeur(self) -> Fraction | None:
        """None where nothing compares, or where it is not to be summed (`absence` says which)."""
        if not self.is_additif:
            return None
        if self.denominateur is None:
            return Fraction(self.numerateur) if self.comparables else None
        return compute_part(self.numerateur, self.denominateur)

    @property
    def absence(self) -> str:
        """Why there is no value, when there is none."""
        if not self.is_additif:
            return "des durées moyennes ne s’additionnent pas"
        return "aucun chiffre transmis ne se compare aux autres"

    @property
    def couverture(self) -> str:
        return say_couverture(self.comparables, self.conventions)

    @property
    def part_des_cas(self) -> Fraction | None:
        """The sum's share of all the cases it could rest on, None where there is none."""
        return compute_part(self.numerateur if self.denominateur is None else self.denominateur, self.cas)

    @property
    def manque(self) -> str:
        """Why the sum does not speak for the list, or ""."""
        if self.valeur is None:
            return ""
        return self.seuils.find_manque(self.comparables, self.conventions, self.denominateur)


def is_additif(nature: str, unite: str) -> bool:
    """May the figures of several conventions be summed? A number of days that each of them counts is a mean: those are
    not added."""
    return nature != "effectif" or unite != "jours"


def sum_resultats(
    indicateur: Indicateur,
    connus: Iterable[tuple[Resultat, bool]],
    conventions: int,
    seuils: SeuilsEnsemble,
) -> Ensemble:
    """Σ numerators over Σ denominators of the results there are of `indicateur`, each with whether it compares: the
    comparable ones alone are summed, out of `conventions` in all."""
    calculables = [
        (resultat, is_comparable) for resultat, is_comparable in connus if resultat.valeur is not None
    ]
    comparables = [resultat for resultat, is_comparable in calculables if is_comparable]
    is_effectif = indicateur.nature == "effectif"
    return Ensemble(
        indicateur,
        _sum([un.numerateur for un in comparables]),
        None if is_effectif else _sum([un.denominateur for un in comparables]),
        _sum([un.numerateur if is_effectif else un.denominateur for un, _ in calculables]),
        len(comparables),
        conventions,
        seuils,
    )


def _sum(termes: Sequence[Decimal | None]) -> Decimal:
    return sum_known(termes) or Decimal(0)


def say_couverture(connus: int, conventions: int) -> str:
    """Whom a sum speaks of, whoever signed: « 4 conventions sur 6 »."""
    return f"{connus} convention{'s' if connus > 1 else ''} sur {conventions}"
