"""How an amount, a number and a day read in French, wherever one is said: screen, paper, refusal.

Pure Python, exact: a value is rounded once, by `exacts.arrondi`. What only pages and documents write (a figure as its
indicator reads it, typography) is in `reporting.formats`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from nombres.exacts import Nombre, arrondi, count_unites

if TYPE_CHECKING:  # in `typing` from Python 3.13 on
    from typing_extensions import TypeIs

# What has no value; "" is how a template says it.
Manquant = Literal[""] | None

NARROW = "\u202f"  # narrow no-break space: thousands, and before ; ! ?
NBSP = "\u00a0"  # no-break space: before a unit, a colon, inside guillemets
MINUS = "\u2212"
MISSING = "\u2014"

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


def is_missing(value: object) -> "TypeIs[Manquant]":
    return value is None or (isinstance(value, str) and not value)


def nombre(value: Nombre | Manquant, decimales: int = 0) -> str:
    """1234567.891 → « 1 234 567,89 » (two decimals asked)."""
    if is_missing(value):
        return MISSING
    return _write_unites(count_unites(value, decimales), decimales)


def _write_unites(unites: int, decimales: int) -> str:
    entier, reste = divmod(abs(unites), 10**decimales)
    text = f"{entier:,}".replace(",", NARROW)
    if decimales:
        text = f"{text},{reste:0{decimales}d}"
    return MINUS + text if unites < 0 else text


def nombre_utile(value: Nombre | Manquant, au_plus: int = 2) -> str:
    """A number with the decimals it needs, `au_plus` at most: 12 → « 12 », 12.50 → « 12,5 »."""
    if is_missing(value):
        return MISSING
    decimales = next(d for d in range(au_plus + 1) if arrondi(value, d) == arrondi(value, au_plus))
    return nombre(value, decimales)


def nombre_exact(value: Decimal) -> str:
    """A number that somebody typed, with all its decimals and the hyphen of a keyboard: « 1 234,5678 », « -3 »."""
    text = f"{value:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", NARROW).replace(".", ",")


def nombre_signe(value: Nombre, decimales: int = 0) -> str:
    """A gap: 3 → « +3 », -3 → « −3 », 0 → « 0 »."""
    return f"{'+' if arrondi(value, decimales) > 0 else ''}{nombre(value, decimales)}"


def pourcent(proportion: Nombre | Manquant, decimales: int = 1) -> str:
    """A proportion, never a percentage: 9698/11845 → « 81,9 % »."""
    if is_missing(proportion):
        return MISSING
    # Of a hundred: the same units, two decimals earlier.
    return f"{_write_unites(count_unites(proportion, decimales + 2), decimales)}{NBSP}%"


def pourcent_utile(proportion: Nombre | Manquant, au_plus: int = 2) -> str:
    """A proportion with the decimals it needs: 0.5 → « 50 % », 0.125 → « 12,5 % »."""
    return MISSING if is_missing(proportion) else f"{nombre_utile(_scale(proportion), au_plus)}{NBSP}%"


def points(ecart: Nombre | Manquant, decimales: int = 1) -> str:
    """The gap of two proportions: 0.032 → « +3,2 points »; the plural starts at two."""
    if is_missing(ecart):
        return MISSING
    value = _scale(ecart)
    mot = "points" if abs(arrondi(value, decimales)) >= 2 else "point"
    return f"{nombre_signe(value, decimales)}{NBSP}{mot}"


def _scale(proportion: Nombre) -> Fraction:
    arrondi(proportion)  # refuses floats before they are multiplied
    return Fraction(proportion) * 100


def format_euros(value: Nombre | Manquant) -> str:
    """1234567.89 → « 1 234 567,89 € »."""
    return MISSING if is_missing(value) else f"{nombre(value, 2)}{NBSP}€"


def compter(nombre_de: Nombre, singulier: str, pluriel: str) -> str:
    """« 1 chiffre », « 3 chiffres »; none is singular in French: « 0 chiffre »."""
    return f"{nombre(nombre_de)}{NBSP}{singulier if -2 < nombre_de < 2 else pluriel}"


def enumere(mots: Iterable[str]) -> str:
    """« 67 », « 67 et 68 », « 06, 67 et 68 »."""
    *premiers, dernier = mots
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def date_fr(value: date | Manquant) -> str:
    """« 1er mars 2021 », « 31 décembre 2021 »."""
    if is_missing(value):
        return MISSING
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day} {MONTHS[value.month - 1]} {value.year}"


def date_courte(value: date | Manquant) -> str:
    """31/12/2021."""
    return MISSING if is_missing(value) else f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
