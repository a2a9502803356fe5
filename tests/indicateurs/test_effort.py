"""What a target still asks, in persons: exact, the least there is, in the way that is better."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicateurs.calculations import Resultat, compute_part, is_cible_atteinte
from indicateurs.effort import compute_effort, tell_effort
from tests.indicateurs.indicateurs import INDICATEURS

DELAI, TAUX, EFFECTIF, NEUTRE = (INDICATEURS[code] for code in ("R2", "A2", "P2", "R1"))
MOYENNE, ETP, JOURS = (
    next(un for un in INDICATEURS.values() if un.unite == unite)
    for unite in ("personnes par conseiller", "ETP", "jours")
)


def make(indicateur, haut, bas=None):
    haut, bas = (None if un is None else Decimal(un) for un in (haut, bas))
    nu = None if haut is None else Fraction(haut)
    valeur = nu if indicateur.nature == "effectif" else compute_part(haut, bas)
    return Resultat("vide" if haut is None else "renseigne", haut, bas, valeur)


def tell(indicateur, cible, *termes, is_suivante=False):
    resultat = make(indicateur, *termes)
    effort = compute_effort(indicateur, resultat, 2021, Fraction(cible))
    dit = tell_effort(indicateur, effort, resultat, is_suivante=is_suivante)
    return dit.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("indicateur", "cible", "termes", "dit"),
    [
        (DELAI, "4/5", (300, 400), "Cible 2021 (80,0 %) : 20 personnes de plus dans le délai, sur 400."),
        (DELAI, "4/5", (319, 400), "Cible 2021 (80,0 %) : 1 personne de plus dans le délai, sur 400."),
        (DELAI, "4/5", (320, 400), "Cible 2021 (80,0 %) : atteinte."),
        (DELAI, "1", (2499, 2500), "Cible 2021 (100,0 %) : 1 personne de plus dans le délai, sur 2 500."),
        (DELAI, "1/3", (0, 10), "Cible 2021 (33,3 %) : 4 personnes de plus dans le délai, sur 10."),
        (DELAI, "4/5", (0, 0), "Cible 2021 (80,0 %) : rapportée à zéro, elle ne se compte pas."),
        (DELAI, "4/5", (None,), "Cible 2021 (80,0 %) : sans résultat, on ne peut dire ce qu’elle demande."),
        (DELAI, "11/10", (4, 5), "Cible 2021 (110,0 %) : elle ne peut être atteinte sur ce dénominateur, même entier."),
        (TAUX, "3/4", (10, 20), "Cible 2021 (75,0 %) : 5 jeunes de plus, sur 20."),
        (EFFECTIF, "15", (12,), "Cible 2021 (15) : 3 structures de plus."),
        (ETP, "15", ("12.5",), "Cible 2021 (15,0) : 2,5 ETP de plus."),
        (JOURS, "20", ("22",), "Cible 2021 (20,0) : 2 jours de moins."),
        (JOURS, "20", ("20",), "Cible 2021 (20,0) : atteinte."),
        (replace(MOYENNE, sens="hausse"), "60", (580, 10), "Cible 2021 (60,0) : 20 personnes de plus, sur 10."),
        (replace(TAUX, sens="baisse"), "1/10", (50, 400), "Cible 2021 (10,0 %) : 10 jeunes de moins, sur 400."),
    ],
)  # fmt: skip
def test_a_target_asks_persons(indicateur, cible, termes, dit):
    assert tell(indicateur, cible, *termes) == dit


def test_the_target_of_the_year_after_is_on_the_same_denominator():
    assert tell(DELAI, "9/10", 300, 400, is_suivante=True) == (
        "Cible 2021 (90,0 %) : 60 personnes de plus dans le délai, sur 400, à dénominateur égal."
    )
    assert tell(EFFECTIF, "9", 10, is_suivante=True) == "Cible 2021 (9) : déjà atteinte."


def test_what_has_no_way_or_no_target_asks_nothing():
    assert compute_effort(NEUTRE, make(NEUTRE, 5), 2021, Decimal(6)) is None
    assert compute_effort(DELAI, make(DELAI, 5, 6), 2021, None) is None


@given(
    st.integers(1, 5000),
    st.data(),
    st.fractions(0, 1, max_denominator=1000),
    st.sampled_from(("hausse", "baisse")),
)
def test_it_is_enough_and_one_less_is_not(bas, data, cible, sens):
    haut = data.draw(st.integers(0, bas))
    delai = replace(DELAI, sens=sens)
    combien = compute_effort(delai, make(delai, haut, bas), 2021, cible).combien
    vers = 1 if sens == "hausse" else -1
    assert combien >= 0
    assert 0 <= haut + vers * combien <= bas
    assert is_cible_atteinte(sens, Fraction(haut + vers * combien, bas), cible)
    if combien:
        assert not is_cible_atteinte(sens, Fraction(haut + vers * (combien - 1), bas), cible)
