"""Where one convention stands, one year: its results beside those of the comparable ones, which nobody names; its
trajectory; what its targets still ask. Queries do not grow with the conventions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import OuterRef, Q, QuerySet, Subquery

from comptes.models import Utilisateur
from conventions.models import ETATS_TRANSMIS, Convention, Etat, Exercice, Transition
from dessins.etendue import Etendue
from dessins.multiples import Multiples
from indicateurs.calculations import Resultat, compute_resultat, is_cible_atteinte
from indicateurs.effort import compute_effort, tell_effort
from indicateurs.queries.cadre import CleDeCible, list_cibles
from indicateurs.queries.lignes import FaceASaCible
from indicateurs.trajectoire import AnneeDeTrajectoire, Trajectoire, build_trajectoire, draw_trajectoire
from nombres.formats import NBSP, compter
from pilotage.evolution import Evolution
from pilotage.position import (
    Comparable,
    Repartition,
    read_repartitions,
    round_lecture,
    tell_couverture,
    tell_place,
    write_lecture,
)
from pilotage.queries.evolution import AnneesLues, load_annees
from referentiels.comparabilite import Comparabilite, compare_reperes
from referentiels.definitions import Axe, Indicateur


@dataclass(frozen=True)
class Autres:
    """What is said of the others, in words: nothing but how few they are, where they are too few."""

    mediane: str
    moitie: str
    ensemble: str
    couverture: str


@dataclass(frozen=True)
class LigneDePosition(FaceASaCible):
    """One indicator: the result of the year, whether it compares (None without one), how the others stand, in France
    and in its région, its years, what its targets ask."""

    indicateur: Indicateur
    resultat: Resultat
    cible: Decimal | None
    atteinte: bool | None
    comparabilite: Comparabilite | None
    nation: Repartition
    region: Repartition
    trajectoire: Trajectoire
    efforts: tuple[str, ...]

    @property
    def en_france(self) -> Autres:
        return self._tell(self.nation)

    @property
    def en_region(self) -> Autres:
        return self._tell(self.region)

    def _tell(self, lue: Repartition) -> Autres:
        couverture = tell_couverture(lue)
        if lue.quartiles is None:
            return Autres("", "", "", couverture)
        premier, mediane, troisieme = (write_lecture(self.indicateur, un) for un in lue.quartiles)
        ensemble = "" if lue.ensemble is None else write_lecture(self.indicateur, lue.ensemble)
        return Autres(mediane, f"de {premier} à {troisieme}", ensemble, couverture)

    @property
    def etendue(self) -> Etendue | None:
        """The others beside it, where they are enough: as precise as the words."""
        if self.nation.quartiles is None:
            return None
        valeur = self.resultat.valeur if self.place else None
        sienne = None if valeur is None else round_lecture(self.indicateur, valeur)
        sommet = Fraction(1) if self.indicateur.is_proportion else None
        return Etendue(self.nation.quartiles, sienne, sommet)

    @property
    def verdict(self) -> str:
        """What became of the target of the year, "" without one."""
        return {True: "✓ cible atteinte", False: "▲ cible manquée", None: ""}[self.atteinte]

    @property
    def place(self) -> str:
        """Where it stands among the others, "" where that cannot be said."""
        is_comparable = self.comparabilite is not None and self.comparabilite.is_comparable
        if not is_comparable or self.resultat.valeur is None or self.nation.quartiles is None:
            return ""
        return tell_place(self.indicateur, self.resultat.valeur, self.nation.quartiles)


@dataclass(frozen=True)
class AxeDePosition:
    """The indicators of one axe."""

    axe: Axe
    lignes: tuple[LigneDePosition, ...]

    @property
    def manquees(self) -> int:
        """How many targets of the year it misses."""
        return sum(une.atteinte is False for une in self.lignes)

    @property
    def trajectoires(self) -> Multiples | None:
        """The years of those that have something to draw; each on a scale of its own, as they differ in kind."""
        courbes = tuple(
            replace(
                draw_trajectoire(une.trajectoire, une.indicateur),
                cle=f"trajectoire-{une.indicateur.code}",
                titre=f"{une.indicateur.code} – {une.indicateur.libelle}",
            )
            for une in self.lignes
            if any(etape.valeur is not None for etape in une.trajectoire.etapes)
        )
        if not courbes:
            return None
        titre = f"{self.axe.code}, année par année"
        return Multiples(
            cle=f"trajectoires-{self.axe.code}", titre=titre, courbes=courbes, is_echelle_commune=False
        )


@dataclass(frozen=True)
class Position:
    """All of them, axe by axe. `transmis`: how many other conventions handed over that year."""

    exercice: Exercice
    axes: tuple[AxeDePosition, ...]
    transmis: int

    @property
    def lignes(self) -> tuple[LigneDePosition, ...]:
        return tuple(une for axe in self.axes for une in axe.lignes)

    @property
    def has_autres(self) -> bool:
        """Is there an indicator of which enough others may be read together?"""
        return any(une.nation.quartiles for une in self.lignes)

    @property
    def has_region(self) -> bool:
        """Is there one of which enough others of the région may be?"""
        return any(une.region.quartiles for une in self.lignes)

    @property
    def phrase_des_cibles(self) -> str:
        """How many targets of the year are reached, of those that can be judged; "" where there are none."""
        jugees = [une.atteinte for une in self.lignes if une.atteinte is not None]
        if not jugees:
            return ""
        atteintes = compter(sum(jugees), "cible atteinte", "cibles atteintes")
        return f"{atteintes} sur {len(jugees)} en {self.exercice.annee}."

    @property
    def phrase(self) -> str:
        """Whose figures these are, and how many others there are."""
        annee = self.exercice.annee
        siens = (
            f"Les chiffres {annee} sont ceux qui ont été transmis."
            if self.exercice.etat in ETATS_TRANSMIS
            else f"Les chiffres {annee} ne sont pas transmis{NBSP}: ils n’entrent dans aucun calcul des autres."
        )
        if not self.transmis:
            return f"{siens} Aucune autre convention n’a transmis son exercice {annee}."
        ont = "a transmis son" if self.transmis < 2 else "ont transmis leur"
        autres = compter(self.transmis, "autre convention", "autres conventions")
        return f"{siens} {autres} {ont} exercice {annee}."


def build_position(user: Utilisateur, exercice: Exercice) -> Position:
    """What `user`, who may read `exercice`, is shown; nine queries at most."""
    convention = exercice.convention
    lues = load_annees(_list_lus(exercice), convention.dispositif, None, None, user, avec_cibles=False)
    assert lues is not None  # the exercice is one of them
    # Of its own year: a later référentiel may have dropped what this one is placed by.
    lues = replace(lues, definition=exercice.referentiel.definition)
    autres = [
        (une, suite[exercice.annee])
        for une, suite in lues.suites.items()
        if une != convention and exercice.annee in suite
    ]
    cibles = list_cibles(exercice)
    definition = exercice.referentiel.definition
    axes = (
        AxeDePosition(
            axe,
            tuple(
                _build_ligne(user, exercice, un, lues, autres, cibles) for un in definition.list_axe(axe.code)
            ),
        )
        for axe in definition.axes_mesures
    )
    return Position(exercice, tuple(axes), len(autres))


def _list_lus(exercice: Exercice) -> QuerySet[Exercice]:
    """Its own years, and those of the same year and instrument that others handed over, each with when it last was.
    What its collectivité knows anyway, another convention of its own, is no other."""
    sienne = exercice.convention
    autres = Q(annee=exercice.annee, convention__dispositif=sienne.dispositif, etat__in=ETATS_TRANSMIS)
    autres &= ~Q(convention__collectivite=sienne.collectivite_id)
    siens = Q(convention__in=sienne.list_lignee())
    remises = Transition.objects.filter(exercice=OuterRef("pk"), vers=Etat.TRANSMIS).order_by("-le", "-pk")
    return Exercice.objects.filter(autres | siens).annotate(remis_le=Subquery(remises.values("le")[:1]))


def _build_ligne(
    user: Utilisateur,
    exercice: Exercice,
    indicateur: Indicateur,
    lues: AnneesLues,
    autres: Sequence[tuple[Convention, Exercice]],
    cibles: dict[CleDeCible, Decimal],
) -> LigneDePosition:
    code, annee = indicateur.code, exercice.annee
    evolution = lues.build(indicateur)
    resultat = compute_resultat(indicateur, lues.mesures.get(exercice.pk, {}))
    reference = lues.references[exercice.convention.dispositif, annee]
    comparables = _list_comparables(user, annee, evolution, autres)
    cible, suivante = (cibles.get((code, an)) for an in (annee, annee + 1))
    efforts = [
        tell_effort(indicateur, effort, resultat, is_suivante=effort.annee > annee)
        for effort in (
            compute_effort(indicateur, resultat, annee, cible),
            compute_effort(indicateur, resultat, annee + 1, suivante),
        )
        if effort and resultat.numerateur is not None
    ]
    return LigneDePosition(
        indicateur,
        resultat,
        cible,
        is_cible_atteinte(indicateur.sens, resultat.valeur, cible),
        None if resultat.valeur is None else compare_reperes(code, lues.reperes[exercice.pk], reference),
        *read_repartitions(indicateur, comparables, exercice.convention.departement.region_id),
        _build_trajectoire(evolution, indicateur, exercice, cibles),
        tuple(efforts),
    )


def _list_comparables(
    user: Utilisateur, annee: int, evolution: Evolution, autres: Sequence[tuple[Convention, Exercice]]
) -> list[Comparable]:
    series = {une.convention: une for une in evolution.series}
    comparables = []
    for convention, exercice in autres:
        serie = series[convention.code]
        resultat = serie.get_resultat(annee)
        if resultat is not None and annee in serie.comparables:
            ordre = (str(exercice.__dict__["remis_le"] or ""), convention.code)
            is_connu = convention.is_visible_to(user) and exercice.is_readable_by(user)
            comparables.append(Comparable(resultat, convention.departement.region_id, ordre, is_connu))
    return comparables


def _build_trajectoire(
    evolution: Evolution, indicateur: Indicateur, exercice: Exercice, cibles: dict[CleDeCible, Decimal]
) -> Trajectoire:
    """Its own years, to the last one that has a target."""
    code = indicateur.code
    siennes = {
        etape.annee: etape
        for une in evolution.series
        if une.convention == exercice.convention.code
        for etape in une.etapes
    }
    visees = {annee: Fraction(valeur) for (vise, annee), valeur in cibles.items() if vise == code}
    etapes = [
        replace(siennes.get(annee, AnneeDeTrajectoire(annee)), cible=visees.get(annee))
        for annee in sorted({*evolution.list_annees(), *(annee for _, annee in cibles)})
    ]
    return build_trajectoire(etapes, indicateur.is_proportion)
