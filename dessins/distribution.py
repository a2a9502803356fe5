"""How many events took how many days, and where the limit parts them. Pure.

Distribution(
    cle="r2", titre="R2, distribution des durées", tranches=((0, 6, 12), (7, 30, 40), (31, 90, 5)), borne=30,
    limite="30 jours",
)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from dessins.encres import HACHURE, PLEIN, Remplissage
from dessins.figures import CaseDeReleve, Figure, Releve
from nombres.formats import NBSP, nombre

# Its frame in units of its SVG, and the width a number needs above its bar.
LARGEUR, HAUTEUR = 600, 160
LARGEUR_NOMBRE = 40
DANS, HORS = "dans le délai", "hors délai"


@dataclass(frozen=True)
class Barre:
    """One bar: events that took `de` to `a` days, and its place in the drawing; `nombre` "" where there is no
    room."""

    de: int
    a: int
    is_dedans: bool
    nombre: str
    x: int
    y: int
    largeur: int
    hauteur: int

    @property
    def milieu(self) -> int:
        """Where its texts are centred."""
        return self.x + self.largeur // 2

    @property
    def remplissage(self) -> Remplissage:
        return PLEIN if self.is_dedans else HACHURE


@dataclass(frozen=True, kw_only=True)
class Distribution(Figure):
    """`tranches`: (first day, last day, events), in order. `borne`: the last day that is in time. `limite`: in words.
    `unite`: what is counted."""

    tranches: Sequence[Sequence[int]]
    borne: int
    limite: str
    unite: str = "Personnes"
    gabarit: ClassVar[str] = "dessins/distribution.html"

    @property
    def is_vide(self) -> bool:
        """Is there nothing to draw?"""
        return not self.tranches

    @cached_property
    def barres(self) -> tuple[Barre, ...]:
        """From side to side; the greatest number is as high as the frame, and one event shows."""
        pas = LARGEUR // max(1, len(self.tranches))
        plus_haute = max((combien for _, _, combien in self.tranches), default=1) or 1
        barres = []
        for rang, (de, a, combien) in enumerate(self.tranches):
            hauteur = -(-combien * HAUTEUR // plus_haute)
            is_ecrite = combien > 0 and (pas >= LARGEUR_NOMBRE or combien == plus_haute)
            barres.append(
                Barre(
                    de=de,
                    a=a,
                    is_dedans=a <= self.borne,
                    nombre=nombre(combien) if is_ecrite else "",
                    x=rang * pas,
                    y=HAUTEUR - hauteur,
                    largeur=max(1, pas - 4),
                    hauteur=hauteur,
                )
            )
        return tuple(barres)

    @property
    def x_limite(self) -> int:
        """Where the line of the limit stands: after the last bar that is in time."""
        return sum(barre.is_dedans for barre in self.barres) * (LARGEUR // max(1, len(self.tranches))) - 2

    @property
    def ancre_limite(self) -> str:
        """On which side of the line its words are: within the frame."""
        return "end" if self.x_limite > LARGEUR - 60 else "start" if self.x_limite < 60 else "middle"

    @property
    def legende(self) -> tuple[tuple[Remplissage, str], ...]:
        """(how it looks, what it is)."""
        return ((PLEIN, DANS), (HACHURE, HORS))

    def tell_valeurs(self) -> str:
        """How many in time and late, and where most are."""
        dedans = sum(combien for _, a, combien in self.tranches if a <= self.borne)
        dehors = sum(combien for _, _, combien in self.tranches) - dedans
        phrase = f"{self.unite}{NBSP}: {nombre(dedans)} {DANS} ({self.limite}), {nombre(dehors)} {HORS}."
        if dedans + dehors:
            de, a, combien = max(self.tranches, key=lambda tranche: tranche[2])
            phrase += f" Le plus souvent{NBSP}: {_tell_jours(de, a)} ({nombre(combien)})."
        return phrase

    def build_releve(self) -> Releve:
        """A row a bar."""
        return Releve(
            ("Jours", self.unite, "Limite"),
            tuple(
                (
                    CaseDeReleve(str(de) if de == a else f"{de} à {a}", is_nombre=False),
                    CaseDeReleve(nombre(combien)),
                    CaseDeReleve(DANS if a <= self.borne else HORS, is_nombre=False),
                )
                for de, a, combien in self.tranches
            ),
        )


def _tell_jours(de: int, a: int) -> str:
    mot = "jour" if abs(a) < 2 else "jours"
    return f"{a}{NBSP}{mot}" if de == a else f"de {de} à {a}{NBSP}{mot}"
