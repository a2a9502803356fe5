"""How words are looked for: which words a text has, and which of them answer. Pure; `pilotage/plein_texte.py` has both
databases do the same."""

import re
import unicodedata
from collections.abc import Collection, Sequence

LETTRES_MAX = 200  # of a word: what follows is not looked at
CHERCHE_MAX = 200  # characters of what is typed
MOTS_MAX = 10
LIGATURES = {ord(c): deux for c, deux in (("Œ", "oe"), ("œ", "oe"), ("Æ", "ae"), ("æ", "ae"))}
ACCENTS = re.compile("[\u0300-\u036f]")
MOT = re.compile("[a-z0-9]+")

TROP_COURT = "Tapez un mot d’au moins deux lettres, ou un nombre."
TROP_LONG = f"Votre recherche est trop longue\u00a0: {CHERCHE_MAX} caractères et {MOTS_MAX} mots au plus."


def split_mots(texte: str) -> list[str]:
    """The words of a text, in order: lower case, no accent; whatever is no letter nor digit parts two words. Unlike
    `fichiers.personnes.normalize`, a dash of a title parts words too, and « cœur » is « coeur »."""
    if not texte.isascii():
        texte = ACCENTS.sub("", unicodedata.normalize("NFKD", texte.translate(LIGATURES)))
    return [mot[:LETTRES_MAX] for mot in MOT.findall(texte.lower())]


def list_cherches(texte: str) -> tuple[str, ...]:
    """The words one looks for, each once: a letter alone, as an elision leaves it, is none."""
    return tuple(dict.fromkeys(mot for mot in split_mots(texte) if len(mot) > 1 or mot.isdigit()))


def explain_recherche(texte: str) -> str:
    """Why nothing is looked for, as a sentence; "" where it is."""
    if len(texte) > CHERCHE_MAX or len(list_cherches(texte)) > MOTS_MAX:
        return TROP_LONG
    return "" if list_cherches(texte) else TROP_COURT


def is_trouve(cherche: str, mots: Collection[str]) -> bool:
    """Does one of `mots` begin so? A number is looked for whole: S4-1 is not S4-10."""
    return cherche in mots if cherche.isdigit() else any(mot.startswith(cherche) for mot in mots)


def are_trouves(cherches: Sequence[str], mots: Collection[str]) -> bool:
    """Are all of them there, in any order?"""
    return all(is_trouve(cherche, mots) for cherche in cherches)
