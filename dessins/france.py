"""The map of France: a shape for each département, filled by a step, or by a texture where it has no value. Pure.

    CarteDeFrance(
        cle="r2", titre="R2", paliers=paliers, textures={HACHURES: "pas de chiffre"},
        formes={"29": FormeDeDepartement("Finistère", Fraction(1, 2), "Finistère : 50 %", "/conventions/29/2021/")},
    )

A shape is a link, once, in the largest frame it is in; its name and its value are its words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from dessins.cartes import CADRES, CadreDeCarte
from dessins.encres import FOND, FORT
from dessins.figures import CaseDeReleve, Figure, Releve, write_valeur
from dessins.paliers import Paliers

# How a shape without a value is filled: never white alone, nor a colour.
HACHURES, POINTS, VIDE = "hachures", "points", "vide"
# Of each step, the lightest first, the ink being the same: lightness alone tells them, in grey too.
OPACITES = ("0.06", "0.25", "0.45", "0.68", "1")


@dataclass(frozen=True)
class FormeDeDepartement:
    """What is said of one département: its name, its exact value, all of it in words, the page it leads to, and where
    there is no value one of HACHURES, POINTS, VIDE."""

    nom: str
    valeur: Fraction | None
    mots: str
    adresse: str
    texture: str = ""


@dataclass(frozen=True)
class Fond:
    """How a shape, or a key of the legend, is filled: an ink or a pattern, its opacity, the dashes around it."""

    encre: str
    opacite: str = "1"
    tirets: str = "none"


@dataclass(frozen=True)
class FormeDessinee:
    """A shape of one frame: its path, how it is filled, whether one follows it here."""

    forme: FormeDeDepartement
    trace: str
    fond: Fond
    is_menante: bool


@dataclass(frozen=True)
class CadreDessine:
    """A frame and its shapes."""

    cadre: CadreDeCarte
    formes: tuple[FormeDessinee, ...]


@dataclass(frozen=True, kw_only=True)
class CarteDeFrance(Figure):
    """`formes` by code of the département, all of them, in the order one goes through them with a keyboard; `textures`
    are the words of each that is used."""

    formes: Mapping[str, FormeDeDepartement]
    paliers: Paliers
    textures: Mapping[str, str]
    gabarit: ClassVar[str] = "dessins/carte.html"

    @property
    def cadres(self) -> tuple[CadreDessine, ...]:
        """Its frames, France first."""
        return tuple(
            CadreDessine(cadre, tuple(self._draw(cadre, rang))) for rang, cadre in enumerate(CADRES, 1)
        )

    def _draw(self, cadre: CadreDeCarte, rang: int) -> Iterator[FormeDessinee]:
        for code, forme in self.formes.items():
            if code in cadre.contours:
                fond = self._fill(forme, rang)
                yield FormeDessinee(forme, cadre.contours[code], fond, code not in cadre.agrandis)

    def _fill(self, forme: FormeDeDepartement, rang: int) -> Fond:
        if forme.valeur is None:
            return self._weave(forme.texture, rang)
        return Fond(FORT, OPACITES[self.paliers.find_palier(forme.valeur) - 1])

    def _weave(self, texture: str, rang: int) -> Fond:
        """Each frame has its own patterns: as fine in one as in another."""
        return Fond(FOND, tirets="3 2") if texture == VIDE else Fond(f"url(#{self.cle}-{texture}-{rang})")

    @property
    def legende(self) -> list[tuple[Fond, str]]:
        """(how it is filled, words) of each step, then of what has no value."""
        pas = [
            (Fond(FORT, opacite), dit) for opacite, dit in zip(OPACITES, self.paliers.libelles, strict=True)
        ]
        return pas + [(self._weave(texture, 1), dit) for texture, dit in self.textures.items()]

    def tell_valeurs(self) -> str:
        """Each département in a sentence."""
        return " ".join(f"{forme.mots}." for forme in self.formes.values())

    def build_releve(self) -> Releve:
        """A row a département."""
        return Releve(
            ("Département", "Chiffre"),
            tuple(
                (
                    CaseDeReleve(un.nom, un.adresse, is_nombre=False),
                    CaseDeReleve(write_valeur(un.valeur, self.paliers.write)),
                )
                for un in self.formes.values()
            ),
        )
