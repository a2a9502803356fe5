"""French typography: of a text as people type it, and of the text of a page, whose markup is left alone.

Pure Python.
"""

import re

from nombres.formats import MONTHS, NARROW, NBSP

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


def marque_ordinaux(page: str) -> str:
    """« 1er », « 1re » and « 2e » with their end as an exponent, and « 1 mars » with the one it lacks, in the text of
    an HTML page: neither in a tag nor in what holds no markup (titles, what is typed, choices, sources)."""
    return _ORDINAL.sub(_mark_ordinal, page)


def _mark_ordinal(lu: re.Match[str]) -> str:
    if lu["premier"]:
        return "1<sup>er</sup>"
    return f"{lu['rang']}<sup>{lu['fin']}</sup>" if lu["rang"] else lu[0]


def write_typographie(page: str) -> str:
    """« l'accueil » with the typographic apostrophe, « Date : » with its no-break space, in the text of an HTML page:
    neither in a tag nor in what somebody typed and takes back (a field, a quotation, a source)."""
    return _DONNEES.sub(_mend_donnee, page)


def _mend_donnee(lu: re.Match[str]) -> str:
    if lu["droite"]:
        return "\u2019"
    return NARROW if lu["fine"] else NBSP if lu["large"] else lu[0]


def typographie(texte: str | None) -> str:
    """French typography of a text as people type it: apostrophes, no-break spaces, ellipses."""
    result = texte or ""
    for pattern, replacement in _TYPOGRAPHY:
        result = pattern.sub(replacement, result)
    return result
