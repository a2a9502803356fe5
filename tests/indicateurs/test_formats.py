"""A result beside its target, in words: a missed one never reads as reached."""

import re
from fractions import Fraction

import pytest

from indicateurs.formats import ResultatEnMots, read_face_a_la_cible

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("valeur", "cible", "nature", "decimales", "lu"),
    [
        (Fraction(2999, 3000), Fraction(1), "taux", 0, ("99,97 %", "100,00 %", "−0,03 point")),
        (Fraction(9995, 10000), Fraction(1), "delai", 0, ("99,95 %", "100,00 %", "−0,05 point")),
        (Fraction(9999999, 10000000), Fraction(1), "taux", 0, ("< 100,0 %", "100,0 %", "< 0,01 point")),
        (
            Fraction(849499999, 10**9),
            Fraction(8495, 10**4),
            "delai",
            0,
            ("< 85,0 %", "85,0 %", "< 0,01 point"),
        ),
        (Fraction(1, 2), Fraction(17, 20), "taux", 0, ("50,0 %", "85,0 %", "−35,0 points")),
        (Fraction(300001, 100000), Fraction(3), "moyenne", 2, ("> 3,00", "3,00", "< 0,01")),
        (Fraction(299, 100), Fraction(3), "moyenne", 0, ("2,99", "3,00", "−0,01")),
        (Fraction(499, 5), Fraction(100), "effectif", 0, ("99,8", "100,0", "−0,2")),
        (Fraction(99), Fraction(100), "effectif", 0, ("99", "100", "−1")),
    ],
)
def test_a_missed_target_never_reads_as_reached(valeur, cible, nature, decimales, lu):
    dite = read_face_a_la_cible(valeur, cible, nature, decimales, is_manquee=True)
    assert tuple(dit.replace(NBSP, " ") for dit in (dite.resultat, dite.cible, dite.ecart)) == lu


@pytest.mark.parametrize("nature", ["taux", "delai", "moyenne", "effectif"])
@pytest.mark.parametrize("decimales", [0, 1, 2, 3])
def test_however_near_its_target_a_miss_is_told_in_two_decimals(nature, decimales):
    """Never « 100,0 % · 0,0 point · cible non atteinte », never a figure too long for its column."""
    cibles = (Fraction(1), Fraction(17, 20), Fraction(8495, 10000), Fraction(1, 3), Fraction(0))
    for cible in cibles:
        for rang in range(1, 15):
            for ecart in (Fraction(-1, 10**rang), Fraction(5, 10**rang), Fraction(1, 3 * 10**rang)):
                dite = read_face_a_la_cible(cible + ecart, cible, nature, decimales, is_manquee=True)
                assert dite.resultat != dite.cible
                assert re.search("[1-9]", dite.ecart), dite
                suites = re.findall(r",(\d+)", f"{dite.resultat} {dite.cible} {dite.ecart}")
                assert max(map(len, suites), default=0) <= max(decimales, 2), dite


def test_a_target_reached_is_told_in_its_usual_decimals():
    dite = read_face_a_la_cible(Fraction(10**9 + 1, 10**9), Fraction(1), "taux", 0, is_manquee=False)
    assert dite == ResultatEnMots(f"100,0{NBSP}%", f"100,0{NBSP}%", f"0,0{NBSP}point")
