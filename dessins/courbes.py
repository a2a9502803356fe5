"""Values year by year, on a large or a small chart. Pure.

    Courbes(
        cle="r2-29", titre="R2, orientations dans le délai", annees=(2019, 2020, 2021, 2022), ecrire=pourcent,
        series=(Serie("Finistère", (Fraction(45, 100), None, Fraction(1, 2), Fraction(6, 10))),
                Serie("Cible", (None, None, Fraction(1, 2), Fraction(8, 10)), CIBLE)),
        seuils=(Seuil("Limite", Fraction(9, 10)),), ruptures=(RuptureDeSerie(2021, "autre méthode"),),
        plafond=Fraction(1), cadre=PETIT,
    )

A missing year is a gap: nothing is joined across it, nor across a break.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import ClassVar

from dessins.cadres import NORMAL, PETIT, Ancre, Cadre, Graduation, Marque, Segment, Trait
from dessins.encres import ASPECTS, Aspect
from dessins.figures import CaseDeReleve, Ecriture, Figure, Releve, write_valeur
from dessins.places import Echelle, round_up
from nombres.formats import NARROW, NBSP


@dataclass(frozen=True)
class Serie:
    """What is known of each year, in the order of the years; None is a gap.

    `aspect`: how it looks, by its rank when not said. `incomparables`: the ranks of the values that do not compare
    with the one before; they are not joined to it. `depuis`: (rank, value) where its line comes from, when not from
    a value of its own. `suffixe`: after each of its numbers in the drawing. `is_ponctuelle`: a value of one year;
    the others are no gaps."""

    libelle: str
    valeurs: tuple[Fraction | None, ...]
    aspect: Aspect | None = None
    incomparables: frozenset[int] = frozenset()
    depuis: tuple[int, Fraction] | None = None
    suffixe: str = ""
    is_ponctuelle: bool = False


@dataclass(frozen=True)
class Seuil:
    """A limit, the same each year: a dashed line from side to side."""

    libelle: str
    valeur: Fraction


@dataclass(frozen=True)
class RuptureDeSerie:
    """From this year on, values do not compare with those before, and why."""

    annee: int | str
    motif: str = ""


@dataclass(frozen=True, kw_only=True)
class Courbes(Figure):
    """Series over the same years (a word stands for what is no year), the first on top of the others. `plafond`:
    the top of the axis when no value passes it, 1 for proportions; else the first round number above them.
    `plancher`: its bottom when no value is below; else 0. Raises ValueError where a series has not one value a
    year, where there are more series than looks, or where a break is of no year."""

    annees: tuple[int | str, ...]
    series: tuple[Serie, ...]
    ecrire: Ecriture
    seuils: tuple[Seuil, ...] = ()
    ruptures: tuple[RuptureDeSerie, ...] = ()
    plafond: Fraction | None = None
    plancher: Fraction = Fraction(0)
    cadre: Cadre = NORMAL
    gabarit: ClassVar[str] = "dessins/courbes.html"

    def __post_init__(self) -> None:
        if any(len(serie.valeurs) != len(self.annees) for serie in self.series):
            raise ValueError(f"{self.cle}: a series has one value a year, or None.")
        if any(rupture.annee not in self.annees for rupture in self.ruptures):
            raise ValueError(f"{self.cle}: a break is of one of the years.")
        if sum(serie.aspect is None for serie in self.series) > len(ASPECTS):
            raise ValueError(f"{self.cle}: at most {len(ASPECTS)} series; use small multiples.")

    @cached_property
    def valeurs(self) -> tuple[Fraction, ...]:
        """All that has to be in the frame."""
        connues = [v for serie in self.series for v in serie.valeurs if v is not None]
        connues += [serie.depuis[1] for serie in self.series if serie.depuis]
        return tuple(connues + [seuil.valeur for seuil in self.seuils])

    @property
    def is_vide(self) -> bool:
        """Is there nothing to draw?"""
        return not self.valeurs

    @cached_property
    def echelle(self) -> Echelle:
        """Values upwards, from 0 or from below it."""
        haute, basse = max(self.valeurs, default=Fraction(1)), min(self.valeurs, default=Fraction(0))
        sommet = round_up(haute) if self.plafond is None else max(self.plafond, haute)
        fond = min(self.plancher, -round_up(-basse) if basse < 0 else Fraction(0))
        return Echelle(fond, sommet if sommet > fond else fond + 1, self.cadre.sol, self.cadre.haut)

    @cached_property
    def abscisses(self) -> tuple[Graduation, ...]:
        """The years under the drawing; the first and the last of a small one."""
        dernier = len(self.annees) - 1
        axe = Echelle(Fraction(0), Fraction(max(1, dernier)), self.cadre.gauche, self.cadre.fin)
        return tuple(
            Graduation(
                axe.place(rang),
                str(annee) if self.cadre is NORMAL or rang in (0, dernier) else "",
                self._anchor(rang),
            )
            for rang, annee in enumerate(self.annees)
        )

    @cached_property
    def graduations(self) -> tuple[Graduation, ...]:
        """Bottom, in between (0 when something is below it) and top of the axis; a small one tells its top only."""
        bas, haut = self.echelle.bas, self.echelle.haut
        lignes = (bas, *self._list_milieux(bas, haut), haut)
        return tuple(
            Graduation(
                self.echelle.place(valeur),
                self.ecrire(valeur) if self.cadre is NORMAL or valeur == haut else "",
            )
            for valeur in lignes
        )

    def _list_milieux(self, bas: Fraction, haut: Fraction) -> list[Fraction]:
        """A value in between, if there is one that is written as it is: half of 5 persons is none."""
        if bas:
            return [Fraction(0)]
        if self.plafond is not None:
            return [haut / 2]
        return [part for part in (haut / 2, haut * 2 / 5) if part.denominator == 1][:1]

    @property
    def lignes(self) -> tuple[int, ...]:
        """The height of each limit; the legend says which, and how much."""
        return tuple(self.echelle.place(seuil.valeur) for seuil in self.seuils)

    @cached_property
    def coupures(self) -> tuple[int, ...]:
        """Where breaks stand: halfway between two years; a break at the first year parts nothing."""
        rangs = sorted(self._rangs_rompus - {0})
        return tuple((self.abscisses[rang - 1].place + self.abscisses[rang].place) // 2 for rang in rangs)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The lines, those of the first series last: they are drawn on the others."""
        return tuple(segment for serie in reversed(self.series_tracees) for segment in self._join(serie))

    @cached_property
    def traits(self) -> tuple[Trait, ...]:
        """The same lines, each drawn in one go for as long as it is not cut."""
        traits: list[Trait] = []
        for un in self.segments:
            debut, fin = (un.x1, un.y1), (un.x2, un.y2)
            if traits and traits[-1].aspect is un.aspect and traits[-1].points[-1] == debut:
                traits[-1] = replace(traits[-1], points=(*traits[-1].points, fin))
            else:
                traits.append(Trait(un.aspect, (debut, fin)))
        return tuple(traits)

    @cached_property
    def marques(self) -> tuple[Marque, ...]:
        """The values, those of the first series last."""
        return tuple(
            self._mark(place, serie, rang, valeur)
            for place, serie in reversed(tuple(enumerate(self.series_tracees)))
            for rang, valeur in enumerate(serie.valeurs)
            if valeur is not None
        )

    @cached_property
    def series_tracees(self) -> tuple[Serie, ...]:
        """The series, each with how it looks."""
        suivants = iter(ASPECTS)
        return tuple(replace(serie, aspect=serie.aspect or next(suivants)) for serie in self.series)

    @cached_property
    def _rangs_rompus(self) -> frozenset[int]:
        return frozenset(self.annees.index(rupture.annee) for rupture in self.ruptures)

    def _join(self, serie: Serie) -> list[Segment]:
        """Segments between the values of consecutive years that compare."""
        assert serie.aspect is not None
        if serie.aspect.tirets is None:
            return []
        points = [
            None if valeur is None else (self.abscisses[rang].place, self.echelle.place(valeur))
            for rang, valeur in enumerate(serie.valeurs)
        ]
        rompus = self._rangs_rompus | serie.incomparables
        joints = [
            Segment(*avant, *apres, serie.aspect)
            for rang, (avant, apres) in enumerate(pairwise(points), start=1)
            if avant and apres and rang not in rompus
        ]
        arrivee = next((point for point in points if point), None)
        if serie.depuis and arrivee:
            rang, valeur = serie.depuis
            joints.append(
                Segment(self.abscisses[rang].place, self.echelle.place(valeur), *arrivee, serie.aspect)
            )
        return joints

    def _mark(self, place: int, serie: Serie, rang: int, valeur: Fraction) -> Marque:
        assert serie.aspect is not None
        comparable = rang not in serie.incomparables
        texte = f"{self.ecrire(valeur)}{serie.suffixe}" if self._is_written(place, rang) else ""
        y = self.echelle.place(valeur)
        ecart = -8 if self.cadre is PETIT else -12 if self._is_above(place, rang, valeur) else 22
        return Marque(
            x=self.abscisses[rang].place,
            y=y,
            aspect=serie.aspect,
            texte=texte if comparable or not texte else f"≠ {texte}",
            y_texte=y + ecart,
            ancre=self._anchor(rang),
            is_comparable=comparable,
        )

    def _is_written(self, place: int, rang: int) -> bool:
        """Is there room for its number? With three values a year, no; a small drawing tells the last one of the first
        series."""
        if self.cadre is PETIT:
            return not place and not any(v is not None for v in self.series[0].valeurs[rang + 1 :])
        return all(sum(un is not None for un in annee) <= 2 for annee in zip(*self._colonnes, strict=True))

    @cached_property
    def _colonnes(self) -> tuple[tuple[Fraction | None, ...], ...]:
        return tuple(serie.valeurs for serie in self.series)

    def _is_above(self, place: int, rang: int, valeur: Fraction) -> bool:
        """Does its number stand above it? Of two values of a year, that of the higher does; of equals, of the
        first."""
        return all(
            autre is None or valeur > autre or (valeur == autre and place <= son_rang)
            for son_rang, autre in enumerate(colonne[rang] for colonne in self._colonnes)
        )

    def _anchor(self, rang: int) -> Ancre:
        if self.cadre is NORMAL:
            return "middle"
        return "start" if not rang else "end" if rang == len(self.annees) - 1 else "middle"

    @property
    def legende(self) -> tuple[tuple[Aspect | None, str], ...]:
        """(how it looks, what it is): the series that have something drawn, the limits (None: their dashed line)."""
        connues = [
            (serie.aspect, serie.libelle)
            for serie in self.series_tracees
            if any(valeur is not None for valeur in serie.valeurs)
        ]
        seuils = [(None, f"{s.libelle}{NBSP}: {self.ecrire(s.valeur)}") for s in self.seuils]
        return (*connues, *seuils)

    @property
    def ruptures_dites(self) -> str:
        """The breaks in words."""
        return " ".join(
            f"Rupture de série avant {rupture.annee}{f'{NBSP}: {rupture.motif}' if rupture.motif else ''}."
            for rupture in self.ruptures
        )

    def tell_valeurs(self) -> str:
        """Each series in a sentence, then the limits and the breaks."""
        phrases = [f"{serie.libelle}{NBSP}: {self._tell(serie)}." for serie in self.series]
        phrases += [f"{seuil.libelle}{NBSP}: {self.ecrire(seuil.valeur)}." for seuil in self.seuils]
        return " ".join([*phrases, self.ruptures_dites]).strip()

    def _tell(self, serie: Serie) -> str:
        if all(valeur is None for valeur in serie.valeurs):
            return "aucun chiffre"
        return f"{NARROW}; ".join(
            f"pas de chiffre en {annee}" if valeur is None else self._tell_valeur(serie, rang, valeur)
            for rang, (annee, valeur) in enumerate(zip(self.annees, serie.valeurs, strict=True))
            if valeur is not None or (isinstance(annee, int) and not serie.is_ponctuelle)
        )

    def _tell_valeur(self, serie: Serie, rang: int, valeur: Fraction) -> str:
        annee = self.annees[rang]
        quand = f" en {annee}" if isinstance(annee, int) else "" if serie.is_ponctuelle else f" ({annee})"
        precision = ", non comparable au précédent" if rang in serie.incomparables else ""
        return f"{self.ecrire(valeur)}{quand}{precision}"

    def build_releve(self) -> Releve:
        """A row a series, a column a year."""
        return Releve(
            ("", *map(str, self.annees)),
            tuple(
                (
                    CaseDeReleve(libelle, is_nombre=False),
                    *(CaseDeReleve(write_valeur(valeur, self.ecrire)) for valeur in valeurs),
                )
                for libelle, valeurs in self.list_rangees()
            ),
        )

    def list_rangees(self) -> tuple[tuple[str, tuple[Fraction | None, ...]], ...]:
        """(its words, its values) of each row of the table: the series, then the limits."""
        seuils = ((seuil.libelle, (seuil.valeur,) * len(self.annees)) for seuil in self.seuils)
        return (*((serie.libelle, serie.valeurs) for serie in self.series), *seuils)
