"""Lengths: one bar in a row that says its numbers, a gauge against its target, and rows of bars. Pure.

    Barres(
        cle="regles", titre="Règles les plus souvent levées", natures=("Chiffres",),
        lignes=(LigneDeBarres("Le total égale la somme", (12,), "98 départements sur 101"), …),
    )
    Barres(
        cle="campagne", titre="Avancement de la campagne", natures=("En saisie", "Chez l’État", "Décidé"),
        is_en_parts=True, lignes=(LigneDeBarres("Bretagne", (1, 2, 1)), …),
    )

A bar is as wide as the cell that holds it; its row is the table of its numbers, so words wrap and numbers align.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from dessins.encres import ATTEINT, HACHURE, PALE, PLEIN, REMPLISSAGES, Remplissage
from dessins.figures import CaseDeReleve, Figure, Releve
from dessins.places import list_segments, place_part
from nombres.exacts import Nombre
from nombres.formats import NBSP, nombre_utile


@dataclass(frozen=True)
class Longueur:
    """One piece of a bar: where it starts and ends and how long it is, in per cent of it, and how thin."""

    debut: str
    fin: str
    largeur: str
    remplissage: Remplissage
    is_etroit: bool = False


def _cut(debut: Fraction, longueur: Fraction, remplissage: Remplissage, is_etroit: bool = False) -> Longueur:
    return Longueur(
        place_part(debut), place_part(debut + longueur), place_part(longueur), remplissage, is_etroit
    )


@dataclass(frozen=True)
class Bande:
    """One bar, beside its numbers. `titre` says them again, for what reads a drawing by itself."""

    titre: str
    longueurs: tuple[Longueur, ...]
    gabarit: ClassVar[str] = "dessins/bande.html"
    is_vignette: ClassVar[bool] = True


def draw_parts(titre: str, parts: tuple[Nombre, ...], remplissages: tuple[Remplissage, ...]) -> Bande:
    """Parts of a whole, one after the other from end to end; nothing to see when they are nothing at all."""
    segments = list_segments(parts)
    return Bande(
        titre,
        tuple(_cut(*segment, un) for segment, un in zip(segments, remplissages, strict=False) if segment[1]),
    )


def draw_superposees(titre: str, large: Fraction | None, etroite: Fraction | None) -> Bande:
    """What was planned, pale, and what came of it, dark and thinner on it: parts of the longest bar of the table."""
    longueurs = ((large, PALE, False), (etroite, PLEIN, True))
    return Bande(titre, tuple(_cut(Fraction(0), part, un, etroit) for part, un, etroit in longueurs if part))


@dataclass(frozen=True)
class Jauge:
    """A proportion against its target, beside the words that say both. `is_atteinte` None: there is no answer. `titre`
    says them again, on a paper, where each drawing is read by itself."""

    valeur: Nombre | None
    cible: Nombre | None
    is_atteinte: bool | None
    titre: str = ""
    gabarit: ClassVar[str] = "dessins/jauge.html"
    is_vignette: ClassVar[bool] = True

    @property
    def longueur(self) -> Longueur | None:
        """From 0 to the value; None is not 0."""
        if self.valeur is None:
            return None
        remplissage = {True: ATTEINT, False: HACHURE, None: PLEIN}[self.is_atteinte]
        return _cut(Fraction(0), Fraction(self.valeur), remplissage)

    @property
    def repere(self) -> str:
        """Where the line of the target stands; "" without a target."""
        return "" if self.cible is None else place_part(self.cible)


@dataclass(frozen=True)
class Legende:
    """What the bars of several rows are read by: (how it looks, what it is)."""

    legende: tuple[tuple[Remplissage, str], ...]
    gabarit: ClassVar[str] = "dessins/legende.html"
    is_vignette: ClassVar[bool] = True


@dataclass(frozen=True)
class LigneDeBarres:
    """One row: its words, a number for each nature (None: not known, no bar), what they are out of or cover."""

    libelle: str
    nombres: tuple[Nombre | None, ...]
    couverture: str = ""
    adresse: str = ""


@dataclass(frozen=True)
class BarreDessinee:
    """A row with its bar and its numbers written."""

    ligne: LigneDeBarres
    bande: Bande
    nombres: tuple[tuple[str, str], ...]  # (nature, number)


@dataclass(frozen=True, kw_only=True)
class Barres(Figure):
    """Rows of bars, in the order they are given, on one scale; with `is_en_parts` each is a whole, from end to end.
    Of several `natures`, the parts follow one another, each with its look (`remplissages`, by their rank when not
    said). `entete`: what a row is. `sommet`: what a bar from end to end stands for, where all rows are out of as many;
    else it is the longest. Raises ValueError where a row has not a number a nature, or more natures than
    looks."""

    natures: tuple[str, ...]
    lignes: tuple[LigneDeBarres, ...]
    entete: str = ""
    entete_couverture: str = "Couverture"
    ecrire: Callable[[Nombre], str] = nombre_utile
    is_en_parts: bool = False
    sommet: Nombre | None = None
    remplissages: tuple[Remplissage, ...] = REMPLISSAGES
    gabarit: ClassVar[str] = "dessins/barres.html"
    has_releve: ClassVar[bool] = False  # it is one

    def __post_init__(self) -> None:
        if any(len(ligne.nombres) != len(self.natures) for ligne in self.lignes):
            raise ValueError(f"{self.cle}: a row has one number a nature, or None.")
        if len(self.natures) > len(self.remplissages):
            raise ValueError(f"{self.cle}: at most {len(self.remplissages)} natures; put some together.")

    @cached_property
    def plus_longue(self) -> Fraction:
        """What a bar of length 1 stands for."""
        longueurs = [_add(ligne.nombres) for ligne in self.lignes]
        return max([*longueurs, Fraction(self.sommet or 0)]) or Fraction(1)

    @property
    def barres(self) -> tuple[BarreDessinee, ...]:
        """The rows."""
        return tuple(
            BarreDessinee(ligne, self._draw(ligne), tuple(zip(self.natures, self._write(ligne), strict=True)))
            for ligne in self.lignes
        )

    @property
    def has_couvertures(self) -> bool:
        """Does a row say what it covers?"""
        return any(ligne.couverture for ligne in self.lignes)

    @property
    def legende(self) -> tuple[tuple[Remplissage, str], ...]:
        """(how it looks, what it is), when there are several."""
        entrees = tuple(zip(self.remplissages, self.natures, strict=False))
        return entrees if len(entrees) > 1 else ()

    def _draw(self, ligne: LigneDeBarres) -> Bande:
        echelle = _add(ligne.nombres) if self.is_en_parts else self.plus_longue
        longueurs, debut = [], Fraction(0)
        for valeur, remplissage in zip(ligne.nombres, self.remplissages, strict=False):
            if valeur is None or valeur <= 0:
                continue
            longueur = Fraction(valeur) / echelle
            longueurs.append(_cut(debut, longueur, remplissage))
            debut += longueur
        return Bande(f"{ligne.libelle}{NBSP}: {self._tell(ligne)}", tuple(longueurs))

    def _write(self, ligne: LigneDeBarres) -> tuple[str, ...]:
        return tuple("—" if valeur is None else self.ecrire(valeur) for valeur in ligne.nombres)

    def _tell(self, ligne: LigneDeBarres) -> str:
        dits = self._write(ligne)
        return (
            ", ".join(f"{nature} {dit}" for nature, dit in zip(self.natures, dits, strict=True))
            if len(dits) > 1
            else dits[0]
        )

    def tell_valeurs(self) -> str:
        """Each row in a sentence."""
        return " ".join(f"{ligne.libelle}{NBSP}: {self._tell(ligne)}." for ligne in self.lignes)

    def build_releve(self) -> Releve:
        """A row a row, a column a nature."""
        return Releve(
            (self.entete, *self.natures),
            tuple(
                (
                    CaseDeReleve(ligne.libelle, ligne.adresse, is_nombre=False),
                    *map(CaseDeReleve, self._write(ligne)),
                )
                for ligne in self.lignes
            ),
        )


def _add(nombres: tuple[Nombre | None, ...]) -> Fraction:
    """What is drawn of a row: a negative number has no length."""
    return sum((Fraction(un) for un in nombres if un is not None and un > 0), Fraction(0))
