"""How an amount, a number and a day read in French, wherever one is said: screen, paper, refusal.

Pure Python, exact: a value is rounded once, by `exacts.arrondi`. What only pages and documents write (rates,
points, typography) is in `reporting.formats`.
"""

from nombres.exacts import arrondi

NARROW = "\u202f"  # narrow no-break space: thousands, and before ; ! ?
NBSP = "\u00a0"  # no-break space: before a unit, a colon, inside guillemets
MINUS = "\u2212"
MISSING = "\u2014"

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


def is_missing(value):
    return value is None or value == ""


def nombre(value, decimales=0):
    """1234567.891 → « 1 234 567,89 » (two decimals asked)."""
    if is_missing(value):
        return MISSING
    rounded = arrondi(value, decimales)
    text = f"{rounded.copy_abs():,.{decimales}f}".replace(",", NARROW).replace(".", ",")
    return MINUS + text if rounded < 0 else text


def nombre_utile(value):
    """A number with the decimals it needs, two at most: 12 → « 12 », 12.50 → « 12,5 »."""
    if is_missing(value):
        return MISSING
    decimales = next((d for d in (0, 1) if arrondi(value, d) == arrondi(value, 2)), 2)
    return nombre(value, decimales)


def format_euros(value):
    """1234567.89 → « 1 234 567,89 € »."""
    return MISSING if is_missing(value) else f"{nombre(value, 2)}{NBSP}€"


def compter(nombre_de, singulier, pluriel):
    """« 1 chiffre », « 3 chiffres »; none is singular in French: « 0 chiffre »."""
    return f"{nombre(nombre_de)}{NBSP}{singulier if abs(nombre_de) < 2 else pluriel}"


def enumere(mots):
    """« 67 », « 67 et 68 », « 06, 67 et 68 »."""
    *premiers, dernier = mots
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


def date_fr(value):
    """« 1er mars 2021 », « 31 décembre 2021 »."""
    if is_missing(value):
        return MISSING
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day} {MONTHS[value.month - 1]} {value.year}"
