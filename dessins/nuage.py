"""Where each of many stands, and one among them: a dot each, the median and the quartiles. Pure.

    NuageDePoints(
        cle="r2-points", titre="R2, les départements", ecrire=pourcent, unite="départements",
        observations=(Observation(Fraction(45, 100), "Finistère", is_sienne=True), Observation(Fraction(1, 2))),
    )

Who may not know the others gives them no `libelle`: they are neither named nor to be told apart from those of the
same written value. Whether so few may be shown at all is for the caller to ask."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import ClassVar

from dessins.encres import CIBLE, RESULTAT, Aspect
from dessins.figures import CaseDeReleve, Ecriture, Figure, Releve
from dessins.places import Echelle, list_graduations
from nombres.formats import NARROW, NBSP, nombre
from nombres.quartiles import compute_quartiles

# Its frame in units of its SVG: words above, dots, the axis.
LARGEUR, HAUTEUR = 640, 190
MARGE, HAUT, SOL = 40, 62, 156
RAYON = 5
AUTRE = Aspect(CIBLE.encre, None, 1, "rond", is_pleine=False)
SIENNE = Aspect(RESULTAT.encre, None, 2, "losange")
SANS_NOM = "Sans nom"


@dataclass(frozen=True)
class Observation:
    """One of them: its value, its name ("": not to be said), whether it is one of the reader's own, and its page."""

    valeur: Fraction
    libelle: str = ""
    is_sienne: bool = False
    adresse: str = ""


@dataclass(frozen=True)
class PointPlace:
    """A dot at (x, y), and what it says when pointed at."""

    x: int
    y: int
    aspect: Aspect
    texte: str


@dataclass(frozen=True)
class Etiquette:
    """Words at x, on the side of it that is in the frame."""

    x: int
    texte: str

    @property
    def ancre(self) -> str:
        return "start" if self.x < LARGEUR // 4 else "end" if self.x > LARGEUR * 3 // 4 else "middle"


@dataclass(frozen=True, kw_only=True)
class NuageDePoints(Figure):
    """The dots of a list, in any order; one that has no value is not in it. `unite`: what they are, in the plural.
    Quartiles are drawn from `au_moins` dots on. `plafond`: what no value passes, 1 for proportions."""

    observations: tuple[Observation, ...]
    ecrire: Ecriture
    unite: str
    au_moins: int = 4
    plafond: Fraction | None = None
    gabarit: ClassVar[str] = "dessins/nuage.html"
    largeur: ClassVar[int] = LARGEUR
    hauteur: ClassVar[int] = HAUTEUR
    haut: ClassVar[int] = HAUT
    sol: ClassVar[int] = SOL
    hauteur_boite: ClassVar[int] = SOL - HAUT
    fin: ClassVar[int] = LARGEUR - MARGE
    debut: ClassVar[int] = MARGE

    @property
    def is_vide(self) -> bool:
        """Is there nothing to draw?"""
        return not self.observations

    @cached_property
    def triees(self) -> tuple[Observation, ...]:
        """The greatest first; of the same value, the reader's own first, then by name."""
        return tuple(sorted(self.observations, key=lambda o: (-o.valeur, not o.is_sienne, o.libelle)))

    @cached_property
    def quartiles(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """None for so few that quarters mean nothing."""
        assez = len(self.observations) >= self.au_moins
        return compute_quartiles(o.valeur for o in self.observations) if assez else None

    @cached_property
    def graduations(self) -> tuple[tuple[int, str], ...]:
        """(place, words) of round values along the axis."""
        return tuple((self._axe.place(valeur), self.ecrire(valeur)) for valeur in self._rondes)

    @cached_property
    def points(self) -> tuple[PointPlace, ...]:
        """Dots that would hide one another stand one above the other, closer where there are many."""
        places = [(self._axe.place(o.valeur), o) for o in reversed(self.triees)]
        niveaux = list(_stack([x for x, _ in places]))
        plus_haut = max(niveaux, default=0)
        pas = min(2 * RAYON * plus_haut, SOL - HAUT - 3 * RAYON)
        points = [
            PointPlace(
                x,
                SOL - 2 * RAYON - (niveau * pas // plus_haut if plus_haut else 0),
                SIENNE if o.is_sienne else AUTRE,
                f"{o.libelle}{NBSP}: {self.ecrire(o.valeur)}" if o.libelle else "",
            )
            for (x, o), niveau in zip(places, niveaux, strict=True)
        ]
        return tuple(sorted(points, key=lambda point: point.aspect is SIENNE))

    @property
    def boite(self) -> tuple[int, int, int] | None:
        """(start, length, median) of the half in the middle."""
        if self.quartiles is None:
            return None
        bas, milieu, haut = (self._axe.place(valeur) for valeur in self.quartiles)
        return bas, haut - bas, milieu

    @property
    def mediane(self) -> Etiquette | None:
        """The words of the median."""
        if self.quartiles is None:
            return None
        valeur = self.quartiles[1]
        return Etiquette(self._axe.place(valeur), f"médiane{NBSP}: {self.ecrire(valeur)}")

    @property
    def sienne(self) -> Etiquette | None:
        """The words of the reader's own dot, when it is one."""
        siennes = [o for o in self.observations if o.is_sienne]
        if len(siennes) != 1:
            return None
        une = siennes[0]
        return Etiquette(
            self._axe.place(une.valeur), f"{une.libelle or 'le vôtre'}{NBSP}: {self.ecrire(une.valeur)}"
        )

    @property
    def legende(self) -> tuple[tuple[Aspect, str], ...]:
        """(how it looks, what it is)."""
        dits = {o.is_sienne for o in self.observations}
        autres = f"autres {self.unite}" if True in dits else self.unite
        entrees = ((SIENNE, "votre périmètre", True), (AUTRE, autres, False))
        return tuple((aspect, mot) for aspect, mot, is_sienne in entrees if is_sienne in dits)

    def tell_valeurs(self) -> str:
        """How many, from where to where, the median and the quartiles, then the reader's own."""
        if not self.triees:
            return f"Aucune valeur ({self.unite})."
        moindre, plus_haute = (self.ecrire(self.triees[rang].valeur) for rang in (-1, 0))
        phrases = [f"{nombre(len(self.triees))} {self.unite}, de {moindre} à {plus_haute}."]
        if len(self.triees) == 1:
            phrases = [f"Une seule valeur{NBSP}: {moindre}."]
        if self.quartiles:
            bas, milieu, haut = map(self.ecrire, self.quartiles)
            phrases.append(f"Premier quartile {bas}, médiane {milieu}, troisième quartile {haut}.")
        siennes = [f"{o.libelle or 'le vôtre'} {self.ecrire(o.valeur)}" for o in self.triees if o.is_sienne]
        if siennes:
            phrases.append(f"Dans votre périmètre{NBSP}: {f'{NARROW}; '.join(siennes)}.")
        return " ".join(phrases)

    def build_releve(self) -> Releve:
        """The quartiles, then a row a name; those without a name are counted by their written value."""
        rangees = [*self._list_quartiles(), *self._list_rangees()]
        entetes = ("", "Valeur", "Combien")
        if not any(combien.texte not in ("", "1") for *_, combien in rangees):
            return Releve(entetes[:2], tuple(rangee[:2] for rangee in rangees))
        return Releve(entetes, tuple(rangees))

    def _list_quartiles(self) -> Iterator[tuple[CaseDeReleve, ...]]:
        noms = ("Premier quartile", "Médiane", "Troisième quartile")
        for nom, valeur in zip(noms, self.quartiles or (), strict=False):
            yield CaseDeReleve(nom, is_nombre=False), CaseDeReleve(self.ecrire(valeur)), CaseDeReleve("")

    def _list_rangees(self) -> Iterator[tuple[CaseDeReleve, ...]]:
        ecrites = [(o, self.ecrire(o.valeur), bool(o.libelle or o.is_sienne)) for o in self.triees]
        combien = Counter(dit for _, dit, is_dite in ecrites if not is_dite)
        for o, dit, is_dite in ecrites:
            if is_dite:
                precision = " (votre périmètre)" if o.is_sienne and o.libelle else ""
                nom = CaseDeReleve(f"{o.libelle or 'Le vôtre'}{precision}", o.adresse, is_nombre=False)
                yield nom, CaseDeReleve(dit), CaseDeReleve("1")
            elif dit in combien:
                yield (
                    CaseDeReleve(SANS_NOM, is_nombre=False),
                    CaseDeReleve(dit),
                    CaseDeReleve(nombre(combien.pop(dit))),
                )

    @cached_property
    def _rondes(self) -> tuple[Fraction, ...]:
        valeurs = {o.valeur for o in self.observations}
        if len(valeurs) == 1 and self.plafond is not None:
            # Nothing says how wide it is: a part of a whole stands in the whole.
            valeurs |= {Fraction(0), self.plafond}
        return list_graduations([*valeurs]) if valeurs else ()

    @cached_property
    def _axe(self) -> Echelle:
        return Echelle(self._rondes[0], self._rondes[-1], MARGE, LARGEUR - MARGE)


def _stack(places: list[int]) -> Iterator[int]:
    """At which height each dot stands, the lowest where no other is: `places` are in order."""
    derniers: list[int] = []
    for x in places:
        niveau = next(n for n in count() if n == len(derniers) or x - derniers[n] > 2 * RAYON)
        derniers[niveau : niveau + 1] = [x]
        yield niveau
