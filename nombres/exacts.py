"""Exact numbers: the one rounding rule, and sums that miss nothing in silence. No Django, no clock."""

from collections.abc import Iterable
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from functools import reduce

# A number without an error: never a float.
Nombre = int | Decimal | Fraction
EXACTS = (Fraction, Decimal, int)

# Where sums are made: wide enough for any number of amounts, whatever the precision of the thread that asks. What would
# have to be rounded all the same raises instead of being one cent wrong.
EXACT = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow])


def arrondi(value: Nombre, decimales: int = 0) -> Decimal:
    """An exact number as a Decimal of `decimales` decimals, halves away from zero: -0.5 gives -1.

    The one rounding rule of the site, to be applied once. Raises TypeError on an inexact number.
    """
    return Decimal(f"{count_unites(value, decimales)}E-{decimales}")


def count_unites(value: Nombre, decimales: int = 0) -> int:
    """How many units of its last decimal an exact number rounds to: 0.255 to two decimals is 26 hundredths."""
    # Thousands of them on a page: what it most often is comes first.
    if type(value) not in EXACTS and (isinstance(value, bool) or not isinstance(value, Nombre)):
        raise TypeError(f"An exact number is expected, not {type(value).__name__}.")
    haut, bas = value.as_integer_ratio()
    unites: int = (2 * abs(haut) * 10**decimales + bas) // (2 * bas)
    return -unites if haut < 0 else unites


def arrondir_centime(montant: Nombre) -> Decimal:
    """An exact amount in euros to the cent, half up."""
    return arrondi(montant, 2)


def sum_known(montants: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of the amounts that are known; None when none is (an empty column does not total 0)."""
    connus = [montant for montant in montants if montant is not None]
    return reduce(EXACT.add, connus, Decimal(0)) if connus else None
