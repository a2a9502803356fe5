"""The inks of all charts, and what else tells one mark from another: a paper is printed in grey, and colours are
not seen alike by all. Two marks of one chart never differ by their ink alone.

WeasyPrint gives the sheets of a paper to its HTML, not to an SVG inside: inks are attributes of the marks, so that
page and paper show one drawing."""

from dataclasses import dataclass
from typing import Literal

FORT = "#000091"  # what was measured, what is in time, what is reached
CONTRE = "#b34000"  # what is not
APPUI = "#6a6156"  # what it is held to: a target, a limit, where it started
CLAIR = "#cecece"  # what is not known yet, what was planned
CONTOUR = "#777777"  # around what is too pale to be seen on white
VERT = "#18753c"  # a target reached
BLEU = "#6a6af4"  # one more among several
FOND = "#ffffff"
VIDE = "#eeeeee"
GRILLE = "#dddddd"
AXE = "#929292"
TEXTE = "#3a3a3a"
MENTION = "#666666"

Forme = Literal["rond", "losange", "triangle", "carre"]


@dataclass(frozen=True)
class Aspect:
    """How the marks of a series look. `tirets`: a `stroke-dasharray`, "" a plain line, None no line at all."""

    encre: str
    tirets: str | None
    epaisseur: int
    forme: Forme
    is_pleine: bool = True


RESULTAT = Aspect(FORT, "", 3, "rond")
CIBLE = Aspect(APPUI, "2 5", 2, "losange", is_pleine=False)
INITIALE = Aspect(APPUI, None, 2, "triangle")
PROJECTION = Aspect(FORT, "9 6", 2, "rond", is_pleine=False)
# What a series looks like by its rank, when nothing is said of it.
ASPECTS = (
    RESULTAT,
    Aspect(CONTRE, "8 4", 2, "carre", is_pleine=False),
    Aspect(VERT, "2 3", 2, "triangle"),
    Aspect(TEXTE, "10 3 2 3", 2, "losange"),
)


@dataclass(frozen=True)
class Remplissage:
    """How a surface looks: its ink, the white stripes on it ("" none, else a `stroke-dasharray`), its outline."""

    encre: str
    hachures: str = ""
    contour: str = "none"


PLEIN = Remplissage(FORT)
HACHURE = Remplissage(CONTRE, "2 3")
PALE = Remplissage(CLAIR, contour=CONTOUR)
ATTEINT = Remplissage(VERT)
# The parts of a bar by their rank: dark, striped, pale, closely striped, white, finely striped.
REMPLISSAGES = (
    PLEIN,
    HACHURE,
    PALE,
    Remplissage(BLEU, "4 2"),
    Remplissage(FOND, contour=CONTOUR),
    Remplissage(VERT, "1 6"),
)
