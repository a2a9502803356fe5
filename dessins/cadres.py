"""The two frames of curves, and what stands in them. Pure."""

from dataclasses import dataclass
from typing import Literal

from dessins.encres import Aspect

Ancre = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Cadre:
    """The frame of a chart in units of its SVG, the margins its labels need, and how large marks and words are."""

    nom: str
    largeur: int
    hauteur: int
    gauche: int
    droite: int
    haut: int
    bas: int
    police: int
    taille: str  # of the marks, in proportion
    debut: int  # of the lines across
    x_graduation: int
    dy_graduation: int
    ancre_graduation: Ancre
    y_annees: int
    y_coupure: int

    @property
    def fin(self) -> int:
        return self.largeur - self.droite

    @property
    def sol(self) -> int:
        return self.hauteur - self.bas


NORMAL = Cadre("normal", 640, 300, 92, 64, 44, 44, 13, "1", 66, 58, 4, "end", 278, 18)
PETIT = Cadre("petit", 220, 120, 12, 12, 30, 22, 11, "0.6", 12, 12, -4, "start", 114, 26)


@dataclass(frozen=True)
class Marque:
    """One value at (x, y), and its number beside it ("": in the table only)."""

    x: int
    y: int
    aspect: Aspect
    texte: str
    y_texte: int
    ancre: Ancre
    is_comparable: bool = True


@dataclass(frozen=True)
class Segment:
    """A line between two values."""

    x1: int
    y1: int
    x2: int
    y2: int
    aspect: Aspect


@dataclass(frozen=True)
class Trait:
    """Lines of one look, each from where the one before ends."""

    aspect: Aspect
    points: tuple[tuple[int, int], ...]

    @property
    def trace(self) -> str:
        """As SVG writes them."""
        return " ".join(f"{x} {y}" for x, y in self.points)


@dataclass(frozen=True)
class Graduation:
    """A word of an axis, at a place of it."""

    place: int
    texte: str
    ancre: Ancre = "middle"
