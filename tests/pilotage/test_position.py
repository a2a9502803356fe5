"""Quartiles that name nobody, against a reader who knows much: his own result, all but one, what was said before."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicateurs.calculations import Resultat, compute_part
from nombres.quartiles import compute_quartiles
from pilotage.position import (
    LOT,
    Comparable,
    choose_comptes,
    read_repartitions,
    round_lecture,
    tell_place,
)
from tests.indicateurs.indicateurs import INDICATEURS

DELAI, EFFECTIF, STRUCTURES = (INDICATEURS[code] for code in ("R2", "P4", "P2"))


def make(rang, haut, bas=1000, groupe="53", is_connu=False):
    haut, bas = Decimal(haut), Decimal(bas)
    resultat = Resultat("renseigne", haut, bas, compute_part(haut, bas))
    return Comparable(resultat, groupe, (rang,), is_connu)


def make_effectif(rang, combien):
    nombre = Decimal(combien)
    return Comparable(Resultat("renseigne", nombre, None, Fraction(nombre)), "53", (rang,), False)


def read(comparables, indicateur=DELAI):
    return read_repartitions(indicateur, comparables, "53")[0]


listes = st.lists(st.integers(100, 900), min_size=0, max_size=40).map(
    lambda hauts: [make(rang, haut) for rang, haut in enumerate(hauts)]
)


@given(st.lists(st.fractions(0, 1000, max_denominator=50), min_size=2, max_size=60))
def test_quartiles_are_those_a_spreadsheet_counts(valeurs):
    """Hyndman and Fan's seventh definition: of the standard library, and the mirror of its own on mirrored values."""
    quartiles = compute_quartiles(valeurs)
    assert list(quartiles) == quantiles(valeurs, n=4, method="inclusive")
    miroir = compute_quartiles([-valeur for valeur in valeurs])
    assert quartiles == tuple(-valeur for valeur in reversed(miroir))


@pytest.mark.parametrize("combien", [0, 1, 5])
def test_five_others_say_nothing(combien):
    lue = read([make(rang, 500) for rang in range(combien)])
    assert (lue.comptes, lue.comparables, lue.quartiles, lue.ensemble) == (0, combien, None, None)


def test_six_say_their_median_their_quartiles_and_their_sum():
    lue = read([make(rang, haut, bas) for rang, (haut, bas) in enumerate(
        [(100, 1000), (200, 1000), (300, 1000), (400, 1000), (500, 1000), (1500, 2000)]
    )])  # fmt: skip
    assert lue.quartiles == (Fraction(23, 100), Fraction(35, 100), Fraction(48, 100))
    assert lue.ensemble == Fraction(43, 100)  # 3 000 of 7 000, and not the mean of the rates


@given(listes, st.integers(100, 900))
def test_one_that_arrives_moves_nothing_by_itself(liste, haut):
    avant, apres = (choose_comptes(DELAI, une) for une in (liste, [*liste, make(len(liste), haut)]))
    assert len(apres) - len(avant) in (0, LOT)
    assert set(avant) <= set(apres)


@given(listes, st.data())
def test_one_that_leaves_is_never_the_only_change(liste, data):
    if not liste:
        return
    parti = data.draw(st.sampled_from(liste))
    avant, apres = (
        set(choose_comptes(DELAI, une)) for une in (liste, [un for un in liste if un is not parti])
    )
    assert len(avant ^ apres) != 1


@given(listes)
def test_no_quartile_is_the_result_of_one_alone(liste):
    """Of six, twelve, eighteen…, each lies strictly between two ranks, neither the first nor the last."""
    comptes = choose_comptes(DELAI, liste)
    if not comptes:
        return
    triees = sorted(un.resultat.valeur for un in comptes)
    for part, quartile in zip((1, 2, 3), compute_quartiles(triees), strict=True):
        rang = Fraction((len(triees) - 1) * part, 4)
        assert rang.denominator > 1
        bas = int(rang)
        assert bas >= 1 and bas + 1 <= len(triees) - 2
        assert triees[bas] <= quartile <= triees[bas + 1]


@given(st.lists(st.tuples(st.sampled_from(["53", "44", "11"]), st.integers(100, 900)), max_size=40))
def test_a_région_within_france_leaves_none_or_enough(tires):
    liste = [make(rang, haut, groupe=groupe) for rang, (groupe, haut) in enumerate(tires)]
    nation, region = read_repartitions(DELAI, liste, "53")
    assert nation.comptes % LOT == region.comptes % LOT == 0
    if region.comptes:
        assert nation.comptes - region.comptes == 0 or nation.comptes - region.comptes >= LOT


def test_who_may_read_some_of_them_is_told_nothing_of_too_few_others():
    connus = [make(rang, 500, is_connu=True) for rang in range(7)]
    autres = [make(7 + rang, 300) for rang in range(5)]
    assert read([*connus, *autres]).comptes == 0
    assert read([*connus[:6], *autres, make(12, 200)]).comptes == 12
    assert read([replace(un, is_connu=True) for un in (*connus, *autres)]).comptes == 12


@pytest.mark.parametrize(
    ("haut", "bas"),
    [(3, 1000), (997, 1000), (4, 5), (1, 1)],
)
def test_a_row_of_one_to_four_people_is_left_out(haut, bas):
    surs = [make(rang, 500) for rang in range(6)]
    assert read(surs).comptes == 6
    assert read([*surs[:5], make(5, haut, bas)]).comptes == 0
    assert read([*surs[:5], make(5, 0, 1000)]).comptes == 6


def test_a_count_of_things_is_no_secret_and_one_of_people_is():
    petits = [make_effectif(rang, 1 + rang % 4) for rang in range(6)]
    assert read(petits, STRUCTURES).comptes == 6
    assert read(petits, EFFECTIF).comptes == 0
    assert read(petits, STRUCTURES).ensemble is None


def test_a_place_is_told_by_what_is_shown_of_it():
    quartiles = (Fraction(40, 100), Fraction(50, 100), Fraction(60, 100))
    places = {tell_place(DELAI, Fraction(pour_mille, 1000), quartiles) for pour_mille in (496, 500, 504)}
    assert places == {"à la médiane"}
    dits = [tell_place(DELAI, Fraction(un, 100), quartiles) for un in (10, 40, 45, 55, 60, 61)]
    assert dits == [
        "sous le premier quartile",
        "entre le premier quartile et la médiane",
        "entre le premier quartile et la médiane",
        "entre la médiane et le troisième quartile",
        "entre la médiane et le troisième quartile",
        "au-dessus du troisième quartile",
    ]


@pytest.mark.parametrize(
    ("valeur", "lue"), [("1234", 1200), ("1250", 1300), ("96", 96), ("7", 7), ("0", 0), ("3.4", 3)]
)
def test_a_count_is_read_with_two_digits(valeur, lue):
    assert round_lecture(EFFECTIF, Fraction(valeur)) == lue
