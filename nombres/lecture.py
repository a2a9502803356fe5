"""Reading a number as people type, paste or export it: one way for a form, the grids, a paste and a workbook. Pure.

What reads two ways, or says another thing than what one asks for (a percentage, an amount, two numbers), is refused
with its sentence: it is never guessed. Missing is None, never 0.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from nombres.formats import NBSP, nombre, nombre_utile

TEXTE_MAX = 40  # of what was typed, as a sentence quotes it

SEPARATEURS = ((re.compile(r"[\s\u200b\u2060\ufeff]+"), " "), (re.compile("[\u2018\u2019\u02bc]"), "'"))
# One way to separate thousands all along: 1 234 567,89 · 1.234.567,89 · 1,234,567.89 · 1'234'567,89.
NOMBRE = re.compile(
    r"(?P<entier>\d+|[1-9]\d{0,2}(?P<milliers>[ '.,])\d{3}(?:(?P=milliers)\d{3})*)"
    r"(?:(?!(?P=milliers))[.,](?P<decimales>\d*))?",
    re.ASCII,
)
# « 1.234 », « 1,234 »: a thousand for some, a fraction for others.
AMBIGU = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
CHIFFRES_MILLIERS = 3
PLUSIEURS = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?(?: \d{1,20}(?:[.,]\d{1,20})?)+", re.ASCII)
TIRET = "-\u2212\u2010\u2011\u2012\u2013\u2014"
NEGATIF = re.compile(rf"[{TIRET}] ?(?=[\d.,])|\((?=[\d.,])")
# The accounting format of a spreadsheet writes zero « -   € ».
ZERO_COMPTABLE = re.compile(rf"[{TIRET}] ?(?:€|euros?)", re.IGNORECASE)
EURO = re.compile(r" ?(?:€|euros?|eur)$", re.IGNORECASE)
POURCENTAGE = re.compile(r" ?%$")
MULTIPLE = re.compile(r"(?P<nombre>[\d.,' ]{1,40}?) ?(?P<mot>k|m|md|mds|millions?|milliards?)", re.IGNORECASE)
PUISSANCES = {"k": 3, "m": 6, "million": 6, "md": 9, "milliard": 9}


class NombreIllisible(ValueError):
    """What was typed is no number of the kind asked for; `str()` is the sentence to show, `code` tells why."""

    def __init__(self, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Genre:
    """A kind of number: what its sentences say, and the sign it may be typed with (« € », « % » or none)."""

    invalide: str
    negatif: str
    attendu: str
    signe: str = ""


EFFECTIF = Genre(
    "Écrivez un nombre, par exemple 1 234 ou 12,5.",
    "Un nombre ne peut pas être négatif.",
    "écrivez un nombre",
)
POURCENTAGES = Genre(
    "Écrivez un pourcentage, par exemple 80 ou 82,5.",
    "Un pourcentage ne peut pas être négatif.",
    "écrivez un pourcentage",
    "%",
)
EUROS = Genre(
    "Écrivez un montant en euros, par exemple 12 345,67.",
    "Un montant ne peut pas être négatif.",
    "écrivez un montant en euros",
    "€",
)


def read_nombre(texte: str, genre: Genre, decimales: int = 2) -> Decimal | None:
    """The number a text says, without idle zeros after the point; None when nothing was typed.

    `decimales` is how many are expected: with three or more, « 1,234 » reads one way. Raises NombreIllisible: no
    number, two readings, several numbers, a negative one, or another kind of number.
    """
    for motif, remplacement in SEPARATEURS:
        texte = motif.sub(remplacement, texte)
    texte = texte.strip()
    if genre is EUROS and ZERO_COMPTABLE.fullmatch(texte):
        return Decimal(0)
    nu = _drop_signe(texte, genre).removeprefix("+")
    if not nu:
        return None
    if NEGATIF.match(nu):
        raise NombreIllisible(genre.negatif, "min_value")
    if decimales < CHIFFRES_MILLIERS and (lu := AMBIGU.fullmatch(nu)):
        raise NombreIllisible(_tell_ambigu(nu, lu[1], lu[2], decimales), "ambigu")
    if lu := NOMBRE.fullmatch(nu):
        return _make_decimal(lu)
    raise NombreIllisible(_explain(nu, texte, genre))


def quote(texte: str) -> str:
    """What was typed, between guillemets, cut where it is too long to be said."""
    return f"«{NBSP}{texte if len(texte) <= TEXTE_MAX else f'{texte[:TEXTE_MAX]}…'}{NBSP}»"


def _drop_signe(texte: str, genre: Genre) -> str:
    """The text without the sign of its kind; raises NombreIllisible on that of another kind of number."""
    for motif, signe, quoi in ((POURCENTAGE, "%", "un pourcentage"), (EURO, "€", "un montant")):
        if not (trouve := motif.search(texte)):
            continue
        if genre.signe != signe and any(c.isdigit() for c in texte):
            raise NombreIllisible(f"{quote(texte)} est {quoi}{NBSP}: {genre.attendu}.", "autre_genre")
        if genre.signe == signe:
            return texte[: trouve.start()].strip()
    return texte


def _tell_ambigu(texte: str, entier: str, reste: str, decimales: int) -> str:
    milliers = nombre(Decimal(entier + reste))
    if not decimales:
        return f"{quote(texte)} se lit de deux façons. Écrivez {milliers} si ce sont des milliers."
    return f"{quote(texte)} se lit de deux façons. Écrivez {milliers} ou {entier},{reste[:decimales]}."


def _explain(nu: str, texte: str, genre: Genre) -> str:
    """The sentence about what is no number of this kind."""
    if nu in TIRET:
        return f"{quote(texte)} ne dit pas si c’est zéro ou un chiffre manquant{NBSP}: écrivez 0, ou videz la case."
    if PLUSIEURS.fullmatch(nu):
        return f"{quote(texte)} se lit comme plusieurs nombres{NBSP}: écrivez-en un seul."
    if lu := MULTIPLE.fullmatch(nu):
        entier = NOMBRE.fullmatch(lu["nombre"].strip())
        if entier and len(nu) <= TEXTE_MAX:
            puissance = PUISSANCES[lu["mot"].lower().removesuffix("s")]
            return (
                f"Écrivez le nombre en entier{NBSP}: {nombre_utile(_make_decimal(entier).scaleb(puissance))}."
            )
    return genre.invalide


def _make_decimal(lu: re.Match[str]) -> Decimal:
    """What a match of NOMBRE says: « 12,00 » is 12."""
    decimales = (lu["decimales"] or "").rstrip("0")
    return Decimal(re.sub("[^0-9]", "", lu["entier"]) + (f".{decimales}" if decimales else ""))
