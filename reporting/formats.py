"""How a value reads in French, on the screen and on the paper.

Pure Python, exact. Numbers, percentages, amounts and days come from `nombres.formats`; here is what only pages and
documents write.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicateurs.calculations import compute_ecart
from nombres.exacts import arrondi
from nombres.formats import (
    MISSING,
    MONTHS,
    NARROW,
    NBSP,
    is_missing,
    nombre,
    nombre_signe,
    points,
    pourcent,
)

NON_CALCULABLE = "Non calculable"
NATURES_EN_PROPORTION = ("taux", "delai")
DECIMALES_MAX = 2  # what tells a missed target from a reached one stays short, and in its column

_TYPOGRAPHY = (
    (re.compile(r"(?<=\w)'(?=[\w«])"), "\u2019"),
    (re.compile(r"(?<![ \u00a0\u202f])[ \u00a0\u202f]+([;!?])"), NARROW + r"\1"),
    (re.compile(r"(?<![ \u00a0\u202f])[ \u00a0\u202f]+([:»%€])"), NBSP + r"\1"),
    (re.compile(r"«[ \u00a0\u202f]*"), "«" + NBSP),
    (re.compile(r"(?<!\d{4})(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"\b(n[°o]|art\.|M\.|Mme) (?=\w)"), r"\1" + NBSP),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(rf"\b(\d{{1,2}}|1er) (?={'|'.join(MONTHS)})"), r"\1" + NBSP),
)

_ORDINAL = re.compile(
    r"<(?P<brut>title|style|script|textarea|option|pre|code)\b[^<>]*>[^<]*</(?P=brut)>|<[^<>]*>"
    r"|\b(?P<rang>1(?=ers?\b|res?\b)|\d{1,2}(?=e\b))(?P<fin>\w+)"
    rf"|(?<![\d.,] )\b(?P<premier>1)(?=[ \u00a0](?:{'|'.join(MONTHS)})\b)"
)
_DONNEES = re.compile(
    r"<(?P<brut>style|script|textarea|blockquote|pre|code)\b[^<>]*>[^<]*</(?P=brut)>|<[^<>]*>"
    r"|(?<=\w)(?P<droite>'|&#x27;)(?=[\w«])"
    r"|(?P<fine>(?<=\S) (?=[;!?](?:[\s<.,)]|$)))"
    r"|(?P<large>(?<=\S) (?=[:»](?:[\s<.,;)]|$))|(?<=«) |(?<=\d) (?=[%€])|(?<=\b[nN]°) )"
)


def phrase_cibles(cibles):
    """« 3 cibles atteintes sur 5, 1 sans réponse », of a `contents.Cibles`."""
    if cibles.evaluees:
        marque = "s" if cibles.atteintes >= 2 else ""
        atteintes = f"{cibles.atteintes or 'aucune'} cible{marque} atteinte{marque} sur {cibles.evaluees}"
        return f"{atteintes}, {cibles.sans_reponse} sans réponse" if cibles.sans_reponse else atteintes
    if cibles.sans_reponse:
        marque = "s" if cibles.sans_reponse >= 2 else ""
        return f"{cibles.sans_reponse} indicateur{marque} sans cible ou sans résultat"
    return "aucun indicateur"


def valeur_selon(
    value: Fraction | Decimal | int | None, nature: str, decimales: int = 0, de_plus: int = 0
) -> str:
    """A value as its indicator reads it: a percentage, or a number with the indicator's decimals and `de_plus` more."""
    if nature in NATURES_EN_PROPORTION:
        return pourcent(value, _count_decimales(nature, decimales) + de_plus)
    return nombre(value, _count_decimales(nature, decimales) + de_plus)


def ecart_selon(
    value: Fraction | Decimal | int | None, nature: str, decimales: int = 0, de_plus: int = 0
) -> str:
    """A gap as its indicator reads it: points, or a signed number."""
    if nature in NATURES_EN_PROPORTION:
        return points(value, _count_decimales(nature, decimales) + de_plus)
    if is_missing(value):
        return MISSING
    return nombre_signe(Fraction(value), _count_decimales(nature, decimales) + de_plus)


@dataclass(frozen=True)
class ResultatEnMots:
    """A result, its target and the gap between them, in words."""

    resultat: str
    cible: str
    ecart: str


def read_face_a_la_cible(
    valeur: Fraction | None,
    cible: Fraction | Decimal | None,
    nature: str,
    decimales: int,
    *,
    is_manquee: bool,
) -> ResultatEnMots:
    """A missed target never reads as reached: 99.96 % against 100 % is « 99,96 % », not « 100,0 % ».

    Two decimals at most, whatever is missing: nearer than that, « < 100,0 % » and « < 0,01 point ».
    """
    ecart = compute_ecart(valeur, cible)
    de_plus = _find_decimales_de_plus(valeur, cible, nature, decimales) if is_manquee else 0
    if de_plus is None:
        visee = valeur_selon(cible, nature, decimales)
        signe = "<" if ecart < 0 else ">"
        return ResultatEnMots(f"{signe}{NBSP}{visee}", visee, f"<{NBSP}{_name_infime(nature, decimales)}")
    return ResultatEnMots(
        valeur_selon(valeur, nature, decimales, de_plus),
        valeur_selon(cible, nature, decimales, de_plus),
        ecart_selon(ecart, nature, decimales, de_plus),
    )


def _find_decimales_de_plus(valeur, cible, nature, decimales):
    """How many decimals tell a result from its target; None when two do not."""
    base = _count_decimales(nature, decimales)
    facteur = 100 if nature in NATURES_EN_PROPORTION else 1
    lus = [Fraction(un) * facteur for un in (valeur, cible, compute_ecart(valeur, cible))]

    def is_lisible(de_plus):
        obtenu, vise, ecart = (arrondi(un, base + de_plus) for un in lus)
        return obtenu != vise and ecart != 0

    return next((plus for plus in range(max(DECIMALES_MAX - base, 0) + 1) if is_lisible(plus)), None)


def _name_infime(nature, decimales):
    """« 0,01 point »: the smallest gap that is written in figures."""
    chiffres = max(DECIMALES_MAX, _count_decimales(nature, decimales))
    seuil = nombre(Fraction(1, 10**chiffres), chiffres)
    return f"{seuil}{NBSP}point" if nature in NATURES_EN_PROPORTION else seuil


def _count_decimales(nature: str, decimales: int) -> int:
    if nature in NATURES_EN_PROPORTION:
        return 1
    return max(decimales, 1) if nature == "moyenne" else decimales


def marque_ordinaux(page: str) -> str:
    """« 1er », « 1re » and « 2e » with their end as an exponent, and « 1 mars » with the one it lacks, in the text of
    an HTML page: neither in a tag nor in what holds no markup (titles, what is typed, choices, sources)."""
    return _ORDINAL.sub(_mark_ordinal, page)


def _mark_ordinal(lu):
    if lu["premier"]:
        return "1<sup>er</sup>"
    return f"{lu['rang']}<sup>{lu['fin']}</sup>" if lu["rang"] else lu[0]


def write_typographie(page: str) -> str:
    """« l'accueil » with the typographic apostrophe, « Date : » with its no-break space, in the text of an HTML page:
    neither in a tag nor in what somebody typed and takes back (a field, a quotation, a source)."""
    return _DONNEES.sub(_mend_donnee, page)


def _mend_donnee(lu):
    if lu["droite"]:
        return "\u2019"
    return NARROW if lu["fine"] else NBSP if lu["large"] else lu[0]


def typographie(texte: str | None) -> str:
    """French typography of a text as people type it: apostrophes, no-break spaces, ellipses."""
    result = texte or ""
    for pattern, replacement in _TYPOGRAPHY:
        result = pattern.sub(replacement, result)
    return result
