"""One indicator, convention after convention: its figure, or why there is none that can be summed; in what order; whom
a sum of them speaks of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from comptes.models import Utilisateur
from conventions.models import Convention, Etat, Exercice
from indicateurs.calculations import Resultat, compute_part, is_cible_atteinte
from indicateurs.formats import read_face_a_la_cible
from indicateurs.models import ETATS_LUS
from indicateurs.queries.lignes import FaceASaCible
from nombres.exacts import sum_known
from nombres.formats import NARROW, compter, nombre_utile, pourcent
from pilotage.ensembles import Ensemble, sum_resultats
from pilotage.queries.perimetre import Choix, Perimetre
from referentiels.definitions import Definition, Indicateur
from referentiels.mesures import CHIFFRES

# Each with its exercice, if it has one.
ConventionsDeLAnnee: TypeAlias = Sequence[tuple[Convention, Exercice | None]]
# Why a convention is not in the sum: its figure is counted otherwise, or there is none.
ECARTE, ABSENT = "ecarte", "absent"
SANS_RESULTAT = Resultat("vide", None, None, None)
# {in the address: (words, is the largest first?)}, None by convention.
TRIS: dict[str, tuple[str, bool | None]] = {
    "": ("Par convention", None),
    "valeur": ("Du plus petit au plus grand", False),
    "-valeur": ("Du plus grand au plus petit", True),
}


@dataclass(frozen=True)
class Place(FaceASaCible):
    """One convention that runs that year, and what it says of the indicator; `motif` is why it is not summed, ""
    where it is."""

    convention: Convention
    exercice: Exercice | None
    is_lisible: bool
    statut: str  # "" of one that is summed, ECARTE or ABSENT
    motif: str
    indicateur: Indicateur
    resultat: Resultat
    cible: Decimal | None
    atteinte: bool | None

    @property
    def lue(self) -> str:
        """Its figure in words; never reached where it is missed."""
        return read_face_a_la_cible(
            self.valeur_lue, self.cible, self.nature, self.decimales, is_manquee=self.atteinte is False
        ).resultat

    @property
    def calcul(self) -> str:
        """« 4 ÷ 16 », or "" of a count."""
        haut, bas = self.resultat.numerateur, self.resultat.denominateur
        return "" if bas is None else f"{nombre_utile(haut)} ÷ {nombre_utile(bas)}"

    @property
    def verdict(self) -> str:
        """« cible atteinte », « cible non atteinte », or "" where that cannot be said."""
        return {True: "cible atteinte", False: "cible non atteinte", None: ""}[self.atteinte]


@dataclass(frozen=True)
class Absence:
    """Why some are not in the sum, and which."""

    motif: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Couverture:
    """Whom a sum speaks of: how many conventions, of how many départements, and their share of what `poids` counts
    wherever it is known (None: of nothing, or of all of it, which says nothing more)."""

    conventions: int
    conventions_en_tout: int
    departements: int
    departements_en_tout: int
    poids: Indicateur | None
    part: Fraction | None

    @property
    def phrase(self) -> str:
        """« 81 départements sur 99 (82 conventions sur 101) ; 92 % de R1, là où il est connu »."""
        tete = f"{compter(self.departements, 'département', 'départements')} sur {self.departements_en_tout}"
        if self.conventions_en_tout != self.departements_en_tout:
            mot = compter(self.conventions, "convention", "conventions")
            tete = f"{tete} ({mot} sur {self.conventions_en_tout})"
        if self.poids is None or self.part is None:
            return tete
        return (
            f"{tete}{NARROW}; {pourcent(self.part)} de ce que compte {self.poids.code} là où il est transmis"
        )


def list_conventions_de_l_annee(user: Utilisateur, choix: Choix) -> ConventionsDeLAnnee:
    """Those that run in the year, each with its exercice if it has one; one query."""
    assert choix.annee is not None  # it has exercices
    exercices = {un.convention_id: un for un in choix.exercices}
    toutes = (
        Convention.objects.visible_to(user)
        .filter(dispositif=choix.dispositif, debut__year__lte=choix.annee)
        .select_related("departement", "collectivite")
    )
    return [
        (exercices[une.pk].convention if une.pk in exercices else une, exercices.get(une.pk))
        for une in toutes
        if une.pk in exercices or une.terme.year >= choix.annee
    ]


def list_places(
    perimetre: Perimetre, indicateur: Indicateur, conventions: ConventionsDeLAnnee
) -> list[Place]:
    return [_make_place(perimetre, indicateur, *une) for une in conventions]


def _make_place(
    perimetre: Perimetre, indicateur: Indicateur, convention: Convention, exercice: Exercice | None
) -> Place:
    is_lisible = exercice is not None and exercice.pk in perimetre.lisibles
    if exercice is None or not is_lisible:
        motif = _say_non_transmis(exercice, perimetre.choix.annee)
        return Place(convention, exercice, False, ABSENT, motif, indicateur, SANS_RESULTAT, None, None)
    sien = exercice.referentiel.definition.indicateurs.get(indicateur.code)
    if sien is None:
        motif = "son référentiel ne le demande pas"
        return Place(convention, exercice, True, ABSENT, motif, indicateur, SANS_RESULTAT, None, None)
    resultat = perimetre.get_resultat(exercice, sien)
    comparabilite = perimetre.compare(exercice, sien.code, resultat)
    statut, motif = "", ""
    if resultat.valeur is None:
        statut, motif = ABSENT, say_manquant(resultat)
    elif comparabilite and not comparabilite.is_comparable:
        statut, motif = ECARTE, ", ".join(comparabilite.motifs)
    cible = perimetre.cibles.get(exercice.pk, {}).get(sien.code)
    atteinte = is_cible_atteinte(sien.sens, resultat.valeur, cible)
    return Place(convention, exercice, True, statut, motif, sien, resultat, cible, atteinte)


def _say_non_transmis(exercice: Exercice | None, annee: int | None) -> str:
    """What goes on within a collectivité before it hands over is its own."""
    if exercice is None:
        return f"aucun exercice {annee}"
    return "renvoyé pour complément" if exercice.etat == Etat.A_COMPLETER else "pas encore transmis"


def say_manquant(resultat: Resultat) -> str:
    """Why a result that was handed over has no value."""
    if resultat.etat not in CHIFFRES:
        return ETATS_LUS[resultat.etat].lower()
    if resultat.denominateur == 0:
        return "non calculable, rapporté à zéro"
    return "non calculable, il y manque un terme"


def list_codes_de(indicateur: Indicateur) -> set[str]:
    """The codes of the figures that say it, and of what it is weighed by."""
    codes = (indicateur.code, indicateur.numerateur, indicateur.denominateur, find_poids(indicateur))
    return {code for code in codes if code}


def find_poids(indicateur: Indicateur) -> str:
    """The code of what a figure speaks of: the cohort of a délai, what a rate divides by, a count itself; "" where
    there is none."""
    if indicateur.regle:
        return indicateur.regle.total or ""
    return indicateur.code if indicateur.nature == "effectif" else indicateur.denominateur


def sort_places(places: Iterable[Place], tri: str) -> list[Place]:
    """By convention, or by their figure; those without one come last."""
    _mots, is_decroissant = TRIS[tri]
    if is_decroissant is None:
        return sorted(places, key=lambda un: un.convention.code)
    signe = -1 if is_decroissant else 1

    def rank(place: Place) -> tuple[bool, Fraction]:
        valeur = place.resultat.valeur
        return valeur is None, signe * (valeur or Fraction(0))

    return sorted(places, key=rank)


def group_absences(places: Iterable[Place]) -> Iterator[Absence]:
    """Those that are not summed, by reason, the most frequent first."""
    par_motif: dict[str, list[Place]] = {}
    for place in places:
        if place.statut:
            par_motif.setdefault(place.motif, []).append(place)
    for motif, siennes in sorted(par_motif.items(), key=lambda un: -len(un[1])):
        yield Absence(motif, tuple(siennes))


def measure_couverture(perimetre: Perimetre, indicateur: Indicateur, places: Sequence[Place]) -> Couverture:
    assert perimetre.definition is not None  # its indicator is one of it
    comptees = [un for un in places if not un.statut]
    code = find_poids(indicateur)

    def weigh(lesquelles: Iterable[Place]) -> Decimal | None:
        mesures = (perimetre.mesures.get(un.exercice.pk, {}) for un in lesquelles if un.exercice)
        return sum_known(siennes[code].effectif for siennes in mesures if code in siennes)

    part = compute_part(weigh(comptees), weigh(places)) if code else None
    return Couverture(
        conventions=len(comptees),
        conventions_en_tout=len(places),
        departements=len({un.convention.departement_id for un in comptees}),
        departements_en_tout=len({un.convention.departement_id for un in places}),
        poids=perimetre.definition.indicateurs.get(code),
        # « 100 % » beside « 6 sur 12 » would be read as all of the twelve.
        part=None if part == 1 else part,
    )


def sum_places(definition: Definition, indicateur: Indicateur, places: Sequence[Place]) -> Ensemble:
    """What they sum to: those that compare, alone."""
    connus = ((un.resultat, not un.statut) for un in places)
    return sum_resultats(indicateur, connus, len(places), definition.seuils_ensemble)
