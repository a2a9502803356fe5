"""Which characters the fonts of a document can draw, and what stands for the others: never an empty box.

A font draws what it lacks as a box, in silence. What is asked of a page goes through `replace_absents` first.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import partial

from fontTools.ttLib import TTFont

# Drawings people send one another, by the sign of our fonts that says as much.
_SIGNES = {
    "✅": "✔", "❌": "✘", "❎": "☒", "❗": "!", "❕": "!", "❓": "?", "❔": "?", "⭐": "★", "🌟": "★", "➕": "+",
    "➖": "−", "➗": "÷", "🔴": "●", "🟠": "●", "🟡": "●", "🟢": "●", "🔵": "●", "🔶": "◆", "🔷": "◆",
}  # fmt: skip
_DESSINS = range(0x2190, 0x2C00)  # arrows to pictographs, among the first 65,536 characters
_HORS_LATIN = re.compile("[^\x00-\x7f]")


def read_couverture(polices: Iterable[bytes]) -> Callable[[str], bool]:
    """Whether a character can be drawn: some font (OpenType bytes) has it, or all of them if it combines with another,
    whose font is the one asked."""
    cartes = [frozenset(TTFont(io.BytesIO(police), lazy=True).getBestCmap()) for police in polices]
    une, toutes = frozenset.union(*cartes), frozenset.intersection(*cartes)

    def is_dessinable(caractere: str) -> bool:
        return ord(caractere) in (toutes if unicodedata.category(caractere).startswith("M") else une)

    return is_dessinable


def replace_absents(texte: str, is_dessinable: Callable[[str], bool]) -> str:
    """The text with something readable for each character that cannot be drawn; ASCII is left alone."""
    return _HORS_LATIN.sub(partial(_replace_absent, is_dessinable), texte)


def _replace_absent(is_dessinable: Callable[[str], bool], trouve: re.Match[str]) -> str:
    caractere = trouve[0]
    if is_dessinable(caractere):
        return caractere
    # « ㎡ » is m2, « Ａ » is A, « 𝟏 » is 1; nothing that could be read as markup comes out of it.
    for proche in (_SIGNES.get(caractere), unicodedata.normalize("NFKC", caractere)):
        if proche and proche != caractere and all(is_dessinable(c) and c not in "<>&\"'" for c in proche):
            return proche
    return _name_absent(caractere)


def _name_absent(caractere: str) -> str:
    categorie = unicodedata.category(caractere)
    if categorie.startswith("Z"):
        return " "
    if categorie.startswith("M") or categorie in ("Cc", "Cf", "Cs"):
        return ""
    # A drawing says nothing that its sentence does not; a letter or a figure would be missed: its number is told.
    is_dessin = categorie in ("So", "Sk") and (ord(caractere) > 0xFFFF or ord(caractere) in _DESSINS)
    return "" if is_dessin else f"[U+{ord(caractere):04X}]"
