"""Amounts in letters: the words of an avenant are read by a court, so each rule has its line."""

from decimal import Decimal, localcontext
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avenants.lettres import MONTANT_MAX, compute_montant_en_lettres
from tests.ampleur import count_cas

UNITES = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
DIZAINES = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}


def words_below_100(number: int, is_last: bool) -> str:
    """A second hand for the rules of agreement, to compare with."""
    if number < 20:
        return UNITES[number]
    ten, unit = divmod(number, 10)
    if ten < 7:
        return DIZAINES[ten] + ("" if not unit else " et un" if unit == 1 else f"-{UNITES[unit]}")
    if ten == 7:
        return "soixante et onze" if unit == 1 else f"soixante-{UNITES[number - 60]}"
    if number == 80:
        return "quatre-vingts" if is_last else "quatre-vingt"
    return f"quatre-vingt-{UNITES[number - 80]}"


def words_below_1000(number: int, is_last: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return words_below_100(rest, is_last)
    plural = "s" if hundreds > 1 and not rest and is_last else ""
    head = "cent" if hundreds == 1 else f"{UNITES[hundreds]} cent{plural}"
    return f"{head} {words_below_100(rest, is_last)}" if rest else head


def words(number: int) -> str:
    if number == 0:
        return "zéro"
    parts = []
    for value, name in ((10**9, "milliard"), (10**6, "million")):
        count, number = divmod(number, value)
        if count:
            parts.append(f"{words_below_1000(count, True)} {name}{'s' if count > 1 else ''}")
    thousands, number = divmod(number, 1000)
    if thousands:
        parts.append("mille" if thousands == 1 else f"{words_below_1000(thousands, False)} mille")
    if number:
        parts.append(words_below_1000(number, True))
    return " ".join(parts)


@pytest.mark.parametrize(
    ("montant", "lettres"),
    [
        ("0", "zéro euro"),
        ("0.01", "un centime"),
        ("0.80", "quatre-vingts centimes"),
        ("1", "un euro"),
        ("1.01", "un euro et un centime"),
        ("2.50", "deux euros et cinquante centimes"),
        ("21", "vingt et un euros"),
        ("71", "soixante et onze euros"),
        ("80", "quatre-vingts euros"),
        ("81", "quatre-vingt-un euros"),
        ("99", "quatre-vingt-dix-neuf euros"),
        ("100", "cent euros"),
        ("200", "deux cents euros"),
        ("201", "deux cent un euros"),
        ("1000", "mille euros"),
        ("80000", "quatre-vingt mille euros"),
        ("100000", "cent mille euros"),
        ("200000", "deux cent mille euros"),
        ("200200", "deux cent mille deux cents euros"),
        ("71000", "soixante et onze mille euros"),
        ("1001", "mille un euros"),
        ("1000100", "un million cent euros"),
        ("1001000", "un million mille euros"),
        ("200000000", "deux cents millions d’euros"),
        ("280000", "deux cent quatre-vingt mille euros"),
        ("1000001000", "un milliard mille euros"),
        ("1001000000", "un milliard un million d’euros"),
        ("1000000", "un million d’euros"),
        ("2000000", "deux millions d’euros"),
        ("2000001", "deux millions un euros"),
        ("80000000", "quatre-vingts millions d’euros"),
        ("200000000.20", "deux cents millions d’euros et vingt centimes"),
        ("1000000000", "un milliard d’euros"),
        (
            "1231197.47",
            "un million deux cent trente et un mille cent quatre-vingt-dix-sept euros "
            "et quarante-sept centimes",
        ),
        (
            "999999999999.99",
            "neuf cent quatre-vingt-dix-neuf milliards neuf cent quatre-vingt-dix-neuf millions "
            "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf euros "
            "et quatre-vingt-dix-neuf centimes",
        ),
    ],
)
def test_an_amount_reads_in_french(montant, lettres):
    assert compute_montant_en_lettres(Decimal(montant)) == lettres


def test_trailing_zeros_change_nothing():
    assert compute_montant_en_lettres(Decimal("12.500")) == "douze euros et cinquante centimes"


def say(number: int) -> str:
    linking = " d’" if number and number % 1_000_000 == 0 else " "
    return f"{words(number)}{linking}euro{'s' if number > 1 else ''}"


def list_whole_amounts():
    """All that is short, every group of three digits at every place, every mix of the ones that agree in number, and
    numbers at random of every length."""
    yield from range(3_000)
    for place in (10**3, 10**6, 10**9):
        yield from (group * place for group in range(1, 1000))
        yield from (group * place + 1 for group in range(1, 1000))
    agreeing = (0, 1, 21, 71, 80, 100, 200, 201, 280)
    for milliards, millions, thousands, units in product(agreeing, repeat=4):
        yield ((milliards * 1000 + millions) * 1000 + thousands) * 1000 + units
    dice = Random(1231197_47)
    for _ in range(count_cas(1_000)):
        yield dice.randrange(10 ** dice.randint(1, 12))


def test_any_whole_amount_follows_the_rules_of_agreement():
    wrong = [n for n in list_whole_amounts() if compute_montant_en_lettres(Decimal(n)) != say(n)]
    assert wrong == []


def test_every_number_of_centimes_is_written():
    for cents in range(1, 100):
        expected = f"mille euros et {words(cents)} centime{'s' if cents > 1 else ''}"
        assert compute_montant_en_lettres(Decimal(f"1000.{cents:02d}")) == expected


def test_the_precision_of_the_thread_changes_nothing():
    with localcontext(prec=3):
        assert compute_montant_en_lettres(Decimal("1000001.01")) == "un million un euros et un centime"


@given(st.decimals(min_value=2, max_value=MONTANT_MAX, places=2))
def test_euros_and_centimes_are_read_apart(montant):
    whole, _, cents = compute_montant_en_lettres(montant).partition("euros")
    assert whole
    expected = int(montant * 100) % 100
    assert cents == (f" et {words(expected)} centime{'s' if expected > 1 else ''}" if expected else "")


@pytest.mark.parametrize("montant", ["-0.01", "1000000000000", "0.001", "NaN", "Infinity"])
def test_what_has_no_exact_reading_is_refused(montant):
    with pytest.raises(ValueError):
        compute_montant_en_lettres(Decimal(montant))


@pytest.mark.parametrize("montant", [1, 1.5, "12", None])
def test_another_type_is_refused(montant):
    with pytest.raises(TypeError):
        compute_montant_en_lettres(montant)
