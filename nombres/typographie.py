"""French typography: of a text as people type it, and of the text of a page, whose markup is left alone.

Pure Python.
"""

import re
from collections.abc import Callable

from nombres.formats import MONTHS, NARROW, NBSP

Mend = Callable[[re.Match[str]], str]
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

# Each begins with the character it changes, and looks back from there: that is what the search skips to.
_ORDINAL = re.compile(
    r"(?P<rang>\d(?<!\w\d)(?:\d(?=e\b)|(?=e\b)|(?<=1)(?=ers?\b|res?\b)))(?P<fin>\w+)"
    rf"|(?P<premier>1)(?<!\w1)(?<![\d.,] 1)(?=[ \u00a0](?:{'|'.join(MONTHS)})\b)"
)
_DONNEES = re.compile(
    r"(?P<droite>'(?<=\w')(?=[\w«])|&#x27;(?<=\w&#x27;)(?=[\w«]))"
    r"|(?P<fine> (?<=\S )(?=[;!?](?:[\s<.,)]|$)))"
    r"| (?:(?<=\S )(?=[:»](?:[\s<.,;)]|$))|(?<=«\x20)|(?<=\d )(?=[%€])|(?<=\b[nN]° ))"
)


def _compile_balises(*bruts: str) -> re.Pattern[str]:
    """What a page is split by: its tags, and `bruts` with what they hold; each without its last « > », which begins the
    text that follows."""
    return re.compile(rf"(<(?:({'|'.join(bruts)})\b[^<>]*>[^<]*</\2(?=>)|[^<>]*(?=>)))")


_HORS_ORDINAUX = _compile_balises("title", "style", "script", "textarea", "option", "pre", "code")
_HORS_DONNEES = _compile_balises("style", "script", "textarea", "blockquote", "pre", "code")


def _mend_textes(page: str, balises: re.Pattern[str], motif: re.Pattern[str], mend: Mend) -> str:
    """`page` with what `motif` finds between `balises` mended."""
    morceaux = balises.split(page)
    # A text, then a tag, then the name of what it holds.
    morceaux[::3] = [
        texte if texte.lstrip(">").isspace() else motif.sub(mend, texte) for texte in morceaux[::3]
    ]
    del morceaux[2::3]
    return "".join(morceaux)


def marque_ordinaux(page: str) -> str:
    """« 1er », « 1re » and « 2e » with their end as an exponent, and « 1 mars » with the one it lacks, in the text of
    an HTML page: neither in a tag nor in what holds no markup (titles, what is typed, choices, sources)."""
    return _mend_textes(page, _HORS_ORDINAUX, _ORDINAL, _mark_ordinal)


def _mark_ordinal(lu: re.Match[str]) -> str:
    return "1<sup>er</sup>" if lu["premier"] else f"{lu['rang']}<sup>{lu['fin']}</sup>"


def write_typographie(page: str) -> str:
    """« l'accueil » with the typographic apostrophe, « Date : » with its no-break space, in the text of an HTML page:
    neither in a tag nor in what somebody typed and takes back (a field, a quotation, a source)."""
    return _mend_textes(page, _HORS_DONNEES, _DONNEES, _mend_donnee)


def _mend_donnee(lu: re.Match[str]) -> str:
    if lu["droite"]:
        return "\u2019"
    return NARROW if lu["fine"] else NBSP


def typographie(texte: str | None) -> str:
    """French typography of a text as people type it: apostrophes, no-break spaces, ellipses."""
    result = texte or ""
    for pattern, replacement in _TYPOGRAPHY:
        result = pattern.sub(replacement, result)
    return result
