"""Sums of money: exact in any grouping and any order, whatever the precision of the thread; missing is never 0."""

from dataclasses import dataclass
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from operator import attrgetter
from random import Random

import pytest

from conventions.calculations import SOURCES, Montants, group_montants, sum_montants
from nombres.exacts import sum_known
from tests.ampleur import count_cas

PLAFOND = Decimal("999999999999.99")


@dataclass(frozen=True)
class Ligne:
    """One source of one action, with everything it can be added up by."""

    action: tuple
    axe: tuple
    exercice: tuple
    region: str
    source: str
    montants: Montants


def make_montant(hasard):
    if hasard.random() < 0.1:
        return None
    return Decimal(f"{hasard.choice([0, hasard.randrange(1000), hasard.randrange(10**14)])}E-2")


def make_budget(hasard, numero):
    """One exercice: its actions, of a few axes, each with some sources, some amounts of which are missing."""
    exercice, region = (numero, 2020 + numero % 2), f"R{numero % 13}"
    for n in range(hasard.randrange(5)):
        axe = (exercice, f"S{hasard.randrange(3)}")
        for source in hasard.sample(list(SOURCES), hasard.randint(1, 5)):
            montants = Montants(make_montant(hasard), make_montant(hasard))
            yield Ligne((axe, n), axe, exercice, region, source, montants)


def to_centimes(montants):
    """The oracle: integers."""
    connus = [int(montant.scaleb(2)) for montant in montants if montant is not None]
    return sum(connus) if connus else None


@pytest.mark.parametrize("precision", [28, 4])
def test_actions_axes_exercices_régions_and_france_total_the_same_to_the_cent(precision):
    hasard = Random(2231197_47)
    lignes = [ligne for numero in range(count_cas(2_000)) for ligne in make_budget(hasard, numero)]
    france = Montants(
        Decimal(f"{to_centimes(ligne.montants.prevu for ligne in lignes)}E-2"),
        Decimal(f"{to_centimes(ligne.montants.execute for ligne in lignes)}E-2"),
        prevu_partiel=True,
        execute_partiel=True,
    )
    with localcontext(prec=precision):
        for cle in ("action", "axe", "exercice", "region", "source"):
            hasard.shuffle(lignes)
            groupes = group_montants(lignes, attrgetter(cle))
            assert sum_montants(groupes.values()) == france, cle
            assert len(groupes) == len({getattr(ligne, cle) for ligne in lignes})


def test_each_exercice_totals_the_same_by_action_by_axe_and_by_source():
    hasard = Random(1162693_62)
    partiels = 0
    exercices = count_cas(2_000)
    for numero in range(exercices):
        lignes = list(make_budget(hasard, numero))
        total = sum_montants(ligne.montants for ligne in lignes)
        for cle in ("action", "axe", "source"):
            assert sum_montants(group_montants(lignes, attrgetter(cle)).values()) == total
        assert total.prevu == sum_known(ligne.montants.prevu for ligne in lignes)
        centimes = to_centimes(ligne.montants.prevu for ligne in lignes)
        assert total.prevu == (None if centimes is None else Decimal(f"{centimes}E-2"))
        partiels += total.est_partiel
    assert 0 < partiels < exercices


@pytest.mark.parametrize("precision", [5, 28])
def test_thousands_of_the_largest_amounts_lose_no_cent(precision):
    with localcontext(prec=precision):
        total = sum_montants([Montants(PLAFOND, PLAFOND)] * 9_999 + [Montants(PLAFOND, Decimal("0.01"))])
        assert total.prevu == Decimal("9999999999999900.00")
        assert total.execute == Decimal("9998999999999900.02")
        assert total.ecart == Decimal("-999999999999.98")
        assert total.taux == Fraction(999899999999990002, 999999999999990000)
        assert getcontext().prec == precision


def test_a_sum_that_could_not_be_exact_raises_rather_than_round():
    with pytest.raises(ArithmeticError):
        sum_known([Decimal("1e99"), Decimal("1e-99")])


def test_nothing_is_not_zero():
    assert sum_known([None, None]) is None
    assert sum_known([]) is None
    assert sum_known([None, Decimal(0)]) == 0
    assert sum_montants([]) == Montants(None, None)
    assert group_montants([], attrgetter("axe")) == {}


def test_money_adds_up_and_unknown_amounts_stay_unknown():
    total = sum_montants([Montants(Decimal("10.10"), None), Montants(Decimal("0.05"), None)])
    assert (total.prevu, total.execute, total.ecart) == (Decimal("10.15"), None, None)
    partiel = sum_montants([Montants(Decimal(10), Decimal(9)), Montants(Decimal(5), None)])
    assert (partiel.prevu, partiel.execute, partiel.ecart, partiel.taux) == (
        Decimal(15),
        Decimal(9),
        None,
        None,
    )
