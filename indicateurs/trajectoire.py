"""The trajectory of one indicator: where it started, what was aimed at, what came of it, where it leads.

Exact fractions until the drawing, which alone rounds, to whole units of its own frame. No Django, no clock.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from indicateurs.calculations import Resultat

REGLE_PROJECTION = (
    "Évolution moyenne par an des derniers résultats comparables entre eux, prolongée depuis le dernier. "
    "Il en faut au moins deux. Ce n’est pas un résultat."
)
# Frame of the drawing, in its own units, and the margins its labels need.
LARGEUR, HAUTEUR = 640, 300
GAUCHE, DROITE, HAUT, BAS = 92, 64, 44, 44


def compute_initiale(indicateur, situations):
    """What an indicator was before the convention, as (Resultat, day), from `situations` {code: SituationInitiale}.

    A moyenne divides the counts of its two indicators; its day is that of the first. (None, None) when unknown.
    """
    if indicateur.nature != "moyenne":
        situation = situations.get(indicateur.code)
        if situation is None:
            return None, None
        haut, bas, au = situation.numerateur, situation.denominateur, situation.au
    else:
        sources = [situations.get(code) for code in (indicateur.numerateur, indicateur.denominateur)]
        if None in sources:
            return None, None
        haut, bas, au = sources[0].numerateur, sources[1].numerateur, sources[0].au
    if indicateur.nature == "effectif":
        return Resultat("renseigne", haut, None, Fraction(haut)), au
    return Resultat("renseigne", haut, bas, Fraction(haut) / Fraction(bas) if bas else None), au


@dataclass(frozen=True)
class AnneeDeTrajectoire:
    """One year of a trajectory. `motifs` say why its result does not compare with the result before it."""

    annee: int
    cible: Fraction | None = None
    resultat: Resultat | None = None
    motifs: tuple[str, ...] = ()
    referentiel: str = ""
    methode: str = ""

    @property
    def valeur(self):
        """The exact result; None is a gap, never 0."""
        return self.resultat.valeur if self.resultat else None

    @property
    def ecart(self):
        """Result less target, exact; None when one is missing."""
        return None if self.valeur is None or self.cible is None else self.valeur - self.cible


@dataclass(frozen=True)
class Trajectoire:
    """The years of one indicator, its initial situation (value, day), and the projection of the last year."""

    etapes: tuple[AnneeDeTrajectoire, ...]
    initiale: Fraction | None
    initiale_au: date | None
    projection: Fraction | None
    is_proportion: bool

    @property
    def annee_projetee(self):
        return self.etapes[-1].annee

    @property
    def is_vide(self):
        """Is there nothing to draw?"""
        return self.initiale is None and all(e.valeur is None and e.cible is None for e in self.etapes)


def list_comparables(etapes):
    """The last results that compare with each other, in order: a reason on a result cuts it from those before."""
    serie = []
    for etape in etapes:
        if etape.valeur is None:
            continue
        if etape.motifs:
            serie = []
        serie.append(etape)
    return serie


def compute_projection(etapes, is_proportion):
    """The value of the last year of `etapes` if the mean yearly change went on; None when it cannot be said.

    None when that year has its result, or with fewer than two comparable results. Bounded to 0…1 for a proportion,
    to 0 and above otherwise.
    """
    serie = list_comparables(etapes)
    fin = etapes[-1].annee if etapes else None
    if len(serie) < 2 or serie[-1].annee >= fin:
        return None
    premier, dernier = serie[0], serie[-1]
    par_an = (dernier.valeur - premier.valeur) / (dernier.annee - premier.annee)
    projetee = max(Fraction(0), dernier.valeur + par_an * (fin - dernier.annee))
    return min(Fraction(1), projetee) if is_proportion else projetee


def build_trajectoire(etapes, is_proportion, initiale=None, initiale_au=None):
    """A trajectory over `etapes`, in the order of the years, with its projection."""
    return Trajectoire(
        tuple(etapes), initiale, initiale_au, compute_projection(etapes, is_proportion), is_proportion
    )


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
    """A trajectory as whole coordinates of a LARGEUR × HAUTEUR frame. A segment is (x1, y1, x2, y2)."""

    annees: tuple[tuple[int, str], ...]  # (x, label under the axis)
    graduations: tuple[tuple[int, Fraction], ...]  # (y, value)
    initiale: Marque | None
    cibles: tuple[Marque, ...]
    resultats: tuple[Marque, ...]
    projection: Marque | None
    segments_cibles: tuple[tuple[int, int, int, int], ...]
    segments: tuple[tuple[int, int, int, int], ...]
    segment_projete: tuple[int, int, int, int] | None
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    droite: int = LARGEUR - DROITE
    bas: int = HAUTEUR - BAS


def build_trace(trajectoire):
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
        if derniere.annee in cibles:
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


def _join(marques, is_jointe):
    """Segments between the marks of consecutive years; a missing year is a gap."""
    return tuple(
        (avant.x, avant.y, marque.x, marque.y)
        for annee, marque in marques.items()
        if (avant := marques.get(annee - 1)) and is_jointe(marque)
    )


class _Echelle:
    """Years across, values upwards: from 0 to 1 for a proportion, else to a round number above the highest value."""

    def __init__(self, trajectoire):
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

    def place(self, annee, valeur, haut, is_comparable=True):
        x = round(GAUCHE + self.pas * self.annees.index(annee))
        y = self._get_y(valeur)
        return Marque(x, y, valeur, y - 12 if haut else y + 22, annee, is_comparable)

    def list_annees(self):
        noms = [
            "initiale" if self.avec_initiale and not rang else str(a) for rang, a in enumerate(self.annees)
        ]
        return tuple((round(GAUCHE + self.pas * rang), nom) for rang, nom in enumerate(noms))

    def list_graduations(self):
        return tuple((self._get_y(valeur), valeur) for valeur in (Fraction(0), self.sommet / 2, self.sommet))

    def _get_y(self, valeur):
        return round(HAUTEUR - BAS - (HAUTEUR - HAUT - BAS) * Fraction(valeur) / self.sommet)


def _round_up(valeur):
    """The first of 1, 2, 5, 10, 20, 50… at or above a value (1 for nothing)."""
    rang = Fraction(1)
    while True:
        for facteur in (1, 2, 5):
            if valeur <= rang * facteur:
                return rang * facteur
        rang *= 10
