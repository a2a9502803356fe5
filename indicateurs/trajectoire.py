"""The trajectory of one indicator: where it started, what was aimed at, what came of it, where it leads.

Exact fractions: the drawing alone rounds. No Django, no clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from dessins.courbes import Courbes, Serie
from dessins.encres import CIBLE, INITIALE, PROJECTION
from indicateurs.calculations import Resultat, compute_ecart, compute_part, is_cible_atteinte
from indicateurs.formats import read_resultat, valeur_selon
from nombres.exacts import Nombre
from nombres.formats import NBSP
from referentiels.comparabilite import Repere, compare_reperes
from referentiels.definitions import Indicateur
from referentiels.mesures import Mesure

REGLE_PROJECTION = (
    "Évolution moyenne par an des derniers résultats comparables entre eux, prolongée depuis le dernier. "
    "Il en faut au moins deux. Ce n’est pas un résultat."
)

INITIALE_DITE = "initiale"  # under the axis, before the first year
NOTE_DESSIN = (
    f"Carré et «{NBSP}≠{NBSP}»{NBSP}: résultat non comparable au précédent, que la ligne ne rejoint pas. "
    "Une année sans résultat est un vide, jamais un zéro."
)


class Situation(Protocol):
    """What is known of an indicator before the convention, and of which day."""

    au: date

    @property
    def mesure(self) -> Mesure: ...


@dataclass(frozen=True)
class Initiale:
    """What an indicator was before the convention, on a day: as counts, or why nobody knows; of a délai, its mean in
    days too, or alone."""

    resultat: Resultat
    au: date
    moyenne_jours: Decimal | None = None


def compute_initiale(indicateur: Indicateur, situations: Mapping[str, Situation]) -> Initiale | None:
    """What an indicator was before the convention, from `situations` by code; None where nothing is said.

    A moyenne divides the counts of its two indicators; its day is that of the first, its état that of the one that
    lacks its count.
    """
    if indicateur.nature != "moyenne":
        situation = situations.get(indicateur.code)
        if situation is None:
            return None
        mesure, au = situation.mesure, situation.au
        haut, bas, etat = mesure.effectif, mesure.denominateur, mesure.etat
    else:
        haute, basse = situations.get(indicateur.numerateur), situations.get(indicateur.denominateur)
        if haute is None or basse is None:
            return None
        mesure, au = haute.mesure, haute.au
        haut, bas = mesure.effectif, basse.mesure.effectif
        etat = basse.mesure.etat if haut is not None and bas is None else mesure.etat
    if indicateur.nature == "effectif":
        valeur = None if haut is None else Fraction(haut)
        return Initiale(Resultat(etat, haut, None, valeur), au)
    return Initiale(Resultat(etat, haut, bas, compute_part(haut, bas)), au, mesure.moyenne_jours)


@dataclass(frozen=True)
class AnneeLue:
    """What the exercice of one year says of an indicator (None: its référentiel does not know it), and counts by."""

    resultat: Resultat | None
    repere: Repere
    referentiel: str


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
    def valeur(self) -> Fraction | None:
        """The exact result; None is a gap, never 0."""
        return self.resultat.valeur if self.resultat else None

    @property
    def ecart(self) -> Fraction | None:
        """Result less target, exact; None when one is missing."""
        return compute_ecart(self.valeur, self.cible)


def list_etapes(
    code: str, annees: Iterable[int], lues: Mapping[int, AnneeLue], cibles: Mapping[int, Nombre]
) -> tuple[AnneeDeTrajectoire, ...]:
    """Each of `annees`, in order, with its target; a result is held against the last one there is before it, the first
    against none."""
    etapes: list[AnneeDeTrajectoire] = []
    reference: Repere | None = None
    for annee in annees:
        motifs: tuple[str, ...] = ()
        cible = Fraction(cibles[annee]) if annee in cibles else None
        lue = lues.get(annee)
        if lue is None:
            etapes.append(AnneeDeTrajectoire(annee, cible))
            continue
        resultat, repere = lue.resultat, lue.repere
        if resultat is not None and resultat.valeur is not None:
            motifs, reference = compare_reperes(code, repere, reference).motifs, repere
        compte_par = repere.methode if resultat is not None and code in repere.codes_calcules else None
        methode = compte_par.libelle if compte_par else ""
        etapes.append(AnneeDeTrajectoire(annee, cible, resultat, motifs, lue.referentiel, methode))
    return tuple(etapes)


@dataclass(frozen=True)
class Trajectoire:
    """The years of one indicator, where it started (`depart`), and the projection of the last year."""

    etapes: tuple[AnneeDeTrajectoire, ...]
    depart: Initiale | None
    projection: Fraction | None
    is_proportion: bool

    @property
    def initiale(self) -> Fraction | None:
        """The exact value before the convention; None, never 0, where it is not known as one."""
        return self.depart.resultat.valeur if self.depart else None

    @property
    def annee_projetee(self) -> int:
        return self.etapes[-1].annee

    @property
    def is_vide(self) -> bool:
        """Is there nothing to draw?"""
        return self.initiale is None and all(e.valeur is None and e.cible is None for e in self.etapes)


def list_comparables(etapes: Iterable[AnneeDeTrajectoire]) -> list[AnneeDeTrajectoire]:
    """The last results that compare with each other, in order: a reason on a result cuts it from those before."""
    serie: list[AnneeDeTrajectoire] = []
    for etape in etapes:
        if etape.valeur is None:
            continue
        if etape.motifs:
            serie = []
        serie.append(etape)
    return serie


def compute_projection(etapes: Sequence[AnneeDeTrajectoire], is_proportion: bool) -> Fraction | None:
    """The value of the last year of `etapes` if the mean yearly change went on; None when it cannot be said.

    None when that year has its result, or with fewer than two comparable results. Bounded to 0…1 for a proportion,
    to 0 and above otherwise.
    """
    serie = list_comparables(etapes)
    if len(serie) < 2 or serie[-1].annee >= etapes[-1].annee:
        return None
    premier, dernier, fin = serie[0], serie[-1], etapes[-1].annee
    assert premier.valeur is not None and dernier.valeur is not None  # what compares has a value
    par_an = (dernier.valeur - premier.valeur) / (dernier.annee - premier.annee)
    projetee = max(Fraction(0), dernier.valeur + par_an * (fin - dernier.annee))
    return min(Fraction(1), projetee) if is_proportion else projetee


def build_trajectoire(
    etapes: Sequence[AnneeDeTrajectoire],
    is_proportion: bool,
    depart: Initiale | None = None,
) -> Trajectoire:
    """A trajectory over `etapes`, in the order of the years, with its projection."""
    return Trajectoire(tuple(etapes), depart, compute_projection(etapes, is_proportion), is_proportion)


def draw_trajectoire(trajectoire: Trajectoire, indicateur: Indicateur) -> Courbes:
    """The chart of a trajectory: its results, the projection, what started it, its targets. A result that misses its
    target never reads as that target."""
    proches = {
        etape.valeur: read_resultat(
            etape.valeur, etape.cible, indicateur.nature, indicateur.decimales, is_manquee=True
        )
        for etape in trajectoire.etapes
        if is_cible_atteinte(indicateur.sens, etape.valeur, etape.cible) is False
    }
    avant = () if trajectoire.initiale is None else (None,)
    return Courbes(
        cle="trajectoire",
        titre=f"Trajectoire de l’indicateur {indicateur.code}",
        annees=(*(INITIALE_DITE for _ in avant), *(etape.annee for etape in trajectoire.etapes)),
        series=tuple(_list_series(trajectoire, avant)),
        ecrire=lambda valeur: (
            proches.get(valeur) or valeur_selon(valeur, indicateur.nature, indicateur.decimales)
        ),
        plafond=Fraction(1) if trajectoire.is_proportion else None,
        note=NOTE_DESSIN,
    )


def _list_series(trajectoire: Trajectoire, avant: tuple[None, ...]) -> Iterator[Serie]:
    """The series of its chart, `avant` before the first year; what does not exist is no series."""
    resultats = (*avant, *(etape.valeur for etape in trajectoire.etapes))
    rompus = {rang for rang, etape in enumerate(trajectoire.etapes, start=len(avant)) if etape.motifs}
    yield Serie("Résultat", resultats, incomparables=frozenset(rompus))
    rien = (None,) * (len(resultats) - 1)
    if trajectoire.projection is not None:
        dernier = [(rang, valeur) for rang, valeur in enumerate(resultats) if valeur is not None][-1]
        valeurs = (*rien, trajectoire.projection)
        yield Serie("Projection", valeurs, PROJECTION, depuis=dernier, suffixe=" projeté", is_ponctuelle=True)
    if trajectoire.initiale is not None:
        yield Serie("Situation initiale", (trajectoire.initiale, *rien), INITIALE, is_ponctuelle=True)
    yield Serie("Cible", (*avant, *(etape.cible for etape in trajectoire.etapes)), CIBLE)
