"""Where each mark of a chart stands, on a page or on a paper: exact values in, places in the units of its SVG out.

The templates only write them. No Django, no clock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from indicateurs.durees import count_jours
from indicateurs.trajectoire import Trajectoire
from nombres.exacts import Nombre, arrondi
from referentiels.delais import Limite

# Frame of a trajectory, in units of its SVG, and the margins its labels need.
LARGEUR, HAUTEUR = 640, 300
GAUCHE, DROITE, HAUT, BAS = 92, 64, 44, 44
# That of a distribution, and the width a number needs above its bar.
LARGEUR_DESSIN, HAUTEUR_DESSIN = 600, 160
LARGEUR_NOMBRE = 40

Segment = tuple[int, int, int, int]  # x1, y1, x2, y2


def list_segments(parts: Iterable[Nombre]) -> tuple[tuple[Fraction, Fraction], ...]:
    """(start, length) of each of `parts`, one after the other on a bar of length 1; () when they are nothing at all."""
    exactes = [Fraction(part) for part in parts]
    tout = sum(exactes, Fraction(0))
    return (
        tuple((sum(exactes[:rang], Fraction(0)) / tout, part / tout) for rang, part in enumerate(exactes))
        if tout
        else ()
    )


def place_part(part: Nombre | None, longueur: int, decimales: int = 1) -> str:
    """Where a part of a length ends on it, for an SVG attribute: never beyond it, never with a comma."""
    dedans = min(max(Fraction(part or 0), Fraction(0)), Fraction(1))
    return str(arrondi(dedans * longueur, decimales))


def place_part_relative(part: Nombre | None) -> str:
    """The same on a drawing as wide as what holds it; as fine as pixels tell."""
    return f"{place_part(part, 100, 9)}%"


@dataclass(frozen=True)
class Barre:
    """One bar of a distribution: events that took `de` to `a` days, and its place in the drawing."""

    de: int
    a: int
    nombre: int
    dans_limite: bool
    is_ecrite: bool  # is there room to write its number above it?
    x: int
    y: int
    largeur: int
    hauteur: int

    @property
    def milieu(self) -> int:
        """Where its texts are centred."""
        return self.x + self.largeur // 2


def draw_distribution(
    distribution: Sequence[Sequence[int]], limite: Limite
) -> tuple[tuple[Barre, ...], int | None]:
    """Bars of a distribution, and where the line of the limit stands: after the last bar that is in time."""
    if not distribution:
        return (), None
    dernier_jour = count_jours(limite)
    pas = LARGEUR_DESSIN // len(distribution)
    plus_haute = max(nombre for _, _, nombre in distribution) or 1
    barres = []
    for rang, (de, a, nombre) in enumerate(distribution):
        hauteur = -(-nombre * HAUTEUR_DESSIN // plus_haute)
        barres.append(
            Barre(
                de=de,
                a=a,
                nombre=nombre,
                dans_limite=a <= dernier_jour,
                is_ecrite=nombre > 0 and (pas >= LARGEUR_NOMBRE or nombre == plus_haute),
                x=rang * pas,
                y=HAUTEUR_DESSIN - hauteur,
                largeur=max(1, pas - 4),
                hauteur=hauteur,
            )
        )
    dedans = sum(barre.dans_limite for barre in barres)
    return tuple(barres), dedans * pas - 2


@dataclass(frozen=True)
class Marque:
    """One mark of the drawing, at (x, y): an exact value, where its label stands, and what it is."""

    x: int
    y: int
    valeur: Fraction
    y_texte: int
    annee: int | None = None
    is_comparable: bool = True


@dataclass(frozen=True)
class Courbe:
    """A trajectory as whole coordinates of a LARGEUR × HAUTEUR frame."""

    annees: tuple[tuple[int, str], ...]  # (x, label under the axis)
    graduations: tuple[tuple[int, Fraction], ...]  # (y, value)
    initiale: Marque | None
    cibles: tuple[Marque, ...]
    resultats: tuple[Marque, ...]
    projection: Marque | None
    segments_cibles: tuple[Segment, ...]
    segments: tuple[Segment, ...]
    segment_projete: Segment | None
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    droite: int = LARGEUR - DROITE
    bas: int = HAUTEUR - BAS


def build_trace(trajectoire: Trajectoire) -> Courbe:
    """Place a trajectory in its frame. Results are joined only from one year to the next, and when they compare."""
    echelle = _Echelle(trajectoire)
    resultats, cibles = {}, {}
    for etape in trajectoire.etapes:
        haut = etape.ecart is None or etape.ecart >= 0
        if etape.valeur is not None:
            resultats[etape.annee] = echelle.place(etape.annee, etape.valeur, haut, not etape.motifs)
        if etape.cible is not None:
            cibles[etape.annee] = echelle.place(etape.annee, etape.cible, etape.ecart is None or not haut)
    initiale = projection = segment_projete = None
    if trajectoire.initiale is not None:
        initiale = echelle.place(trajectoire.etapes[0].annee - 1, trajectoire.initiale, True)
    if trajectoire.projection is not None:
        derniere = trajectoire.etapes[-1]
        haut = derniere.cible is None or trajectoire.projection >= derniere.cible
        projection = echelle.place(derniere.annee, trajectoire.projection, haut)
        if derniere.cible is not None:
            cibles[derniere.annee] = echelle.place(derniere.annee, derniere.cible, not haut)
        depart = resultats[max(resultats)]
        segment_projete = (depart.x, depart.y, projection.x, projection.y)
    return Courbe(
        annees=echelle.list_annees(),
        graduations=echelle.list_graduations(),
        initiale=initiale,
        cibles=tuple(cibles.values()),
        resultats=tuple(resultats.values()),
        projection=projection,
        segments_cibles=_join(cibles, lambda marque: True),
        segments=_join(resultats, lambda marque: marque.is_comparable),
        segment_projete=segment_projete,
    )


def _join(marques: Mapping[int, Marque], is_jointe: Callable[[Marque], bool]) -> tuple[Segment, ...]:
    """Segments between the marks of consecutive years; a missing year is a gap."""
    return tuple(
        (avant.x, avant.y, marque.x, marque.y)
        for annee, marque in marques.items()
        if (avant := marques.get(annee - 1)) and is_jointe(marque)
    )


class _Echelle:
    """Years across, values upwards: from 0 to 1 for a proportion, else to a round number above the highest value."""

    def __init__(self, trajectoire: Trajectoire) -> None:
        self.annees = [etape.annee for etape in trajectoire.etapes]
        self.avec_initiale = trajectoire.initiale is not None
        if self.avec_initiale:
            self.annees.insert(0, self.annees[0] - 1)
        valeurs = [trajectoire.initiale, trajectoire.projection]
        valeurs += [valeur for e in trajectoire.etapes for valeur in (e.valeur, e.cible)]
        plus_haute = max((valeur for valeur in valeurs if valeur is not None), default=Fraction(1))
        # A rate typed askew may pass 1: the frame follows it.
        self.sommet = max(Fraction(1), plus_haute) if trajectoire.is_proportion else _round_up(plus_haute)
        self.pas = Fraction(LARGEUR - GAUCHE - DROITE, max(1, len(self.annees) - 1))

    def place(self, annee: int, valeur: Fraction, haut: bool, is_comparable: bool = True) -> Marque:
        x = round(GAUCHE + self.pas * self.annees.index(annee))
        y = self._get_y(valeur)
        return Marque(x, y, valeur, y - 12 if haut else y + 22, annee, is_comparable)

    def list_annees(self) -> tuple[tuple[int, str], ...]:
        noms = [
            "initiale" if self.avec_initiale and not rang else str(a) for rang, a in enumerate(self.annees)
        ]
        return tuple((round(GAUCHE + self.pas * rang), nom) for rang, nom in enumerate(noms))

    def list_graduations(self) -> tuple[tuple[int, Fraction], ...]:
        return tuple((self._get_y(valeur), valeur) for valeur in (Fraction(0), self.sommet / 2, self.sommet))

    def _get_y(self, valeur: Fraction) -> int:
        return round(HAUTEUR - BAS - (HAUTEUR - HAUT - BAS) * Fraction(valeur) / self.sommet)


def _round_up(valeur: Fraction) -> Fraction:
    """The first of 1, 2, 5, 10, 20, 50… at or above a value (1 for nothing)."""
    rang = Fraction(1)
    while True:
        for facteur in (1, 2, 5):
            if valeur <= rang * facteur:
                return rang * facteur
        rang *= 10
