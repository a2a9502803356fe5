"""Amounts in letters, as an avenant states them beside the figures. Pure: no Django, no I/O.

`num2words` writes the whole numbers (0.5.14 agrees with our own oracle over the whole range: tests/avenants); how euros
and centimes follow them is ours.
"""

from decimal import Decimal

from num2words import num2words

from nombres.exacts import EXACT

MONTANT_MAX = Decimal("999999999999.99")


def _count(number: int, noun: str) -> str:
    """« deux centimes », « un euro », « trois millions d’euros »: after a round million, « de »."""
    linking = " d’" if number and number % 1_000_000 == 0 else " "
    return f"{num2words(number, lang='fr')}{linking}{noun}{'s' if number >= 2 else ''}"


def compute_montant_en_lettres(montant: Decimal) -> str:
    """Write an amount in words: « un million deux cent mille euros et dix centimes ».

    Refuses what has no exact reading: another type, a negative amount, a fraction of a centime.
    """
    if not isinstance(montant, Decimal):
        raise TypeError(f"A Decimal is expected, not {type(montant).__name__}.")
    if not montant.is_finite() or not 0 <= montant <= MONTANT_MAX:
        raise ValueError(f"Amount out of range: {montant}.")
    total = EXACT.multiply(montant, 100)
    if total != int(total):
        raise ValueError(f"More than two decimals: {montant}.")
    units, cents = divmod(int(total), 100)
    parts = [_count(units, "euro")] if units or not cents else []
    if cents:
        parts.append(_count(cents, "centime"))
    return " et ".join(parts)
