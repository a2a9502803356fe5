"""How amounts, numbers and days read in French: exact, rounded once, half away from zero."""

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nombres import formats
from nombres.exacts import arrondi, arrondir_centime

NARROW, NBSP = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimales", "expected"),
    [
        (Decimal("0.5"), 0, "1"),
        (Decimal("1.5"), 0, "2"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("-0.5"), 0, "-1"),
        (Decimal("0.005"), 2, "0.01"),
        (Decimal("1.005"), 2, "1.01"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 2, "0.67"),
        (Decimal("0.4999999999999999999999999999999999"), 0, "0"),
    ],
)
def test_halves_go_away_from_zero(value, decimales, expected):
    assert arrondi(value, decimales) == Decimal(expected)


@given(st.fractions(min_value=-(10**9), max_value=10**9), st.integers(min_value=0, max_value=4))
def test_a_rounded_value_is_the_nearest(value, decimales):
    assert abs(Fraction(arrondi(value, decimales)) - value) <= Fraction(1, 2 * 10**decimales)


@pytest.mark.parametrize("value", [1.5, True, "12"])
def test_an_inexact_number_is_refused(value):
    with pytest.raises(TypeError):
        formats.nombre(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1234567.89"), f"1{NARROW}234{NARROW}567,89{NBSP}€"),
        (Decimal("0"), f"0,00{NBSP}€"),
        (Decimal("999.995"), f"1{NARROW}000,00{NBSP}€"),
        (Decimal("-1234.5"), f"−1{NARROW}234,50{NBSP}€"),
        (Decimal("-0.001"), f"0,00{NBSP}€"),
        (12, f"12,00{NBSP}€"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_euros(value, expected):
    assert formats.format_euros(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(Decimal("12"), "12"), (Decimal("12.50"), "12,5"), (Decimal("12.25"), "12,25"), (None, "—")],
)
def test_nombre_utile_keeps_the_decimals_it_needs(value, expected):
    assert formats.nombre_utile(value) == expected


def test_a_day_reads_in_words():
    assert formats.date_fr(date(2021, 3, 1)) == "1er mars 2021"
    assert formats.date_fr(date(2021, 12, 31)) == "31 décembre 2021"
    assert formats.date_fr(None) == "—"


def test_a_long_amount_is_written_whole_whatever_the_precision_of_the_thread():
    attendu = f"−{NARROW.join(['123'] * 12)},45{NBSP}€"
    with localcontext(prec=3):
        assert formats.format_euros(Decimal("-" + "123" * 12 + ".454")) == attendu


@pytest.mark.parametrize(
    ("montant", "centimes"),
    [
        (Decimal("0.005"), "0.01"),
        (Decimal("0.004999999999999999999999999999999999"), "0.00"),
        (Decimal("1.005"), "1.01"),
        (Fraction(1, 3), "0.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(999_999_999_999_994, 1000), "999999999999.99"),
        (Fraction(999_999_999_999_995, 1000), "1000000000000.00"),
        (Decimal("12"), "12.00"),
    ],
)
def test_an_amount_is_rounded_once_half_up(montant, centimes):
    for precision in (3, 28):
        with localcontext(prec=precision):
            assert str(arrondir_centime(montant)) == centimes


def test_an_inexact_number_is_no_amount():
    with pytest.raises(TypeError):
        arrondir_centime(0.1)
    with pytest.raises(TypeError):
        arrondi(True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(9698, 11845), f"81,9{NBSP}%"),
        (Fraction(1), f"100,0{NBSP}%"),
        (Decimal("0.0005"), f"0,1{NBSP}%"),
        (Decimal("0.00049"), f"0,0{NBSP}%"),
        (Decimal("-0.12345"), f"−12,3{NBSP}%"),
        (0, f"0,0{NBSP}%"),
        (None, "—"),
    ],
)
def test_pourcent(value, expected):
    assert formats.pourcent(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("0.032"), f"+3,2{NBSP}points"),
        (Decimal("-0.164"), f"−16,4{NBSP}points"),
        (Decimal("0.0195"), f"+2,0{NBSP}points"),
        (Decimal("0.0194"), f"+1,9{NBSP}point"),
        (Decimal("-0.01"), f"−1,0{NBSP}point"),
        (Decimal("0.0001"), f"0,0{NBSP}point"),
        (Fraction(0), f"0,0{NBSP}point"),
        (None, "—"),
    ],
)
def test_points(value, expected):
    assert formats.points(value) == expected


def test_dates():
    assert formats.date_courte(date(2021, 12, 1)) == "01/12/2021"
    assert formats.date_courte(None) == "—"


@pytest.mark.parametrize(
    ("value", "au_plus", "expected"),
    [
        (Fraction(3, 10), 1, f"30{NBSP}%"),
        (Fraction(-5238, 10000), 1, f"−52,4{NBSP}%"),
        (Decimal("12.34567"), 1, f"1{NARROW}234,6{NBSP}%"),
        (Decimal("0.3325"), 2, f"33,25{NBSP}%"),
        (1, 2, f"100{NBSP}%"),
        (None, 2, "—"),
    ],
)
def test_a_percentage_has_the_decimals_it_needs(value, au_plus, expected):
    assert formats.pourcent_utile(value, au_plus) == expected
