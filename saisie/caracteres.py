"""Characters as people paste them from a word processor, made those anybody can read. Pure.

Word writes the bullets of Wingdings and Symbol in the private use area (U+F020 to U+F0FF: 0xF000 and the code in the
font), where no other font has anything, and its line ends as controls of their own. What is said here is said of a
form field and of a document alike; which characters the paper can draw is `reporting.glyphes`.
"""

import re
import unicodedata

PREMIER_PRIVE, DERNIER_PRIVE = 0xF020, 0xF0FF  # where Word puts the signs of its symbol fonts
PUCE = "•"
# Signs of Wingdings and Symbol, by their code in the font. Where both have one, the bullet is meant.
_SIGNES_WORD = {
    # Wingdings
    0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x3F: "✍", 0x41: "✌", 0x45: "☜", 0x46: "☞", 0x47: "☝",
    0x48: "☟", 0x4A: "☺", 0x4C: "☹", 0x4E: "☠", 0x51: "✈", 0x52: "☼", 0x54: "❄", 0x6C: "●", 0x6D: "❍", 0x6E: "■",
    0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⧫", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "◆", 0x78: "⌧",
    0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪", 0xA8: "◻",
    0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xAD: "✴", 0xAE: "✹", 0xD5: "⌫", 0xD6: "⌦", 0xD7: "◄", 0xD8: "➢", 0xD9: "▲",
    0xDA: "▼", 0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE3: "↖", 0xE4: "↗", 0xE5: "↙", 0xE6: "↘",
    0xE7: "←", 0xE8: "➔", 0xE9: "↑", 0xEA: "↓", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⬄", 0xFB: "✘",
    0xFC: "✔", 0xFD: "☒", 0xFE: "☑",
    # Symbol
    0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: PUCE,
    0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xCF: "∉",
    0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xDB: "⇔", 0xDD: "⇑", 0xDE: "⇒",
}  # fmt: skip
_CHIFFRES_ET_SIGNES = frozenset(
    range(0x20, 0x40)
)  # the same in Symbol as in ASCII, where Wingdings has drawings
_FINS = (
    (re.compile("\r\n?|[\x0b\x0c\x85\u2028]"), "\n"),  # a line end of Word, of a page, of another system
    (re.compile("\u2029"), "\n\n"),  # the end of a paragraph
)
BLANCS = re.compile("[ \n]+")  # no-break spaces stay
# Controls, what only says how to draw, halves of a character, and what is not a character. Tabulations become spaces.
_INVISIBLES = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e01ef]"
)


def clean_texte(texte: str) -> str:
    """A text without what no one can read: the bullets of Word as bullets, its line ends as line ends, one form (NFC)
    for each accented letter, no control. Cleaned twice, a text does not change."""
    for motif, fin in _FINS:
        texte = motif.sub(fin, texte)
    texte = "".join(_read_prive(c) if PREMIER_PRIVE <= ord(c) <= DERNIER_PRIVE else c for c in texte)
    texte = unicodedata.normalize("NFC", _INVISIBLES.sub("", texte.replace("\t", " ")))
    return "\n".join(ligne.rstrip(" ") for ligne in texte.split("\n"))


def _read_prive(caractere: str) -> str:
    code = ord(caractere) - 0xF000
    if code in _SIGNES_WORD:
        return _SIGNES_WORD[code]
    return chr(code) if code in _CHIFFRES_ET_SIGNES else PUCE


def clean_ligne(texte: str) -> str:
    """The same for what stands on one line: one space where there was white space or a line end."""
    return BLANCS.sub(" ", clean_texte(texte)).strip()
