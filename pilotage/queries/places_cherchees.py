"""Whose words say what belongs to whom, in what is looked for: the conventions and the years a reader knows of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from comptes.models import Utilisateur
from conventions.models import Convention, Exercice
from conventions.queries.conventions import list_conventions
from pilotage.mots import is_trouve, split_mots


@dataclass(frozen=True)
class AnneeCherchee:
    """One exercice of the perimeter."""

    pk: int
    convention: int
    annee: int
    referentiel: str
    is_lisible: bool

    @property
    def mots(self) -> list[str]:
        return ["exercice", str(self.annee)]


@dataclass(frozen=True)
class Places:
    """What a reader may know of: its conventions with their words, its exercices, the latest first."""

    user: Utilisateur
    conventions: dict[int, Convention]
    mots: dict[int, list[str]]
    annees: list[AnneeCherchee]

    def is_de(self, mot: str, annee: AnneeCherchee) -> bool:
        """Does this word say which exercice it is?"""
        return is_trouve(mot, [str(annee.annee)]) or is_trouve(mot, self.mots[annee.convention])

    def list_conventions_dites(self, mot: str) -> list[int]:
        """Keys of the conventions that this word says."""
        return [pk for pk, mots in self.mots.items() if is_trouve(mot, mots)]

    def find_place(self, mot: str, exercice: str = "exercice") -> Q | None:
        """Which exercices this word says, for what belongs to one, at the end of a path; None where it says none."""
        conventions = self.list_conventions_dites(mot)
        annees = {une.annee for une in self.annees if is_trouve(mot, [str(une.annee)])}
        if not (conventions or annees):
            return None
        dits = {f"{exercice}__convention__in": conventions, f"{exercice}__annee__in": annees}
        return reduce(or_, (Q(**{chemin: valeurs}) for chemin, valeurs in dits.items()))


def read_places(user: Utilisateur) -> Places:
    """Three queries."""
    conventions = {une.pk: une for une in list_conventions(user)}
    mots = {
        pk: split_mots(
            f"{une} {une.dispositif} {une.departement_id} {une.departement} {une.collectivite} "
            f"{une.departement.region}"
        )
        for pk, une in conventions.items()
    }
    lisibles = set(Exercice.objects.readable_by(user).values_list("pk", flat=True))
    vus = Exercice.objects.visible_to(user).order_by("-annee", "convention__code")
    annees = [
        AnneeCherchee(pk, convention, annee, referentiel, pk in lisibles)
        for pk, convention, annee, referentiel in vus.values_list(
            "pk", "convention", "annee", "referentiel__code"
        )
    ]
    return Places(user, conventions, mots, annees)


def build_condition(
    places: Places,
    cherches: Sequence[str],
    make_texte: Callable[[Sequence[str]], Q],
    find_place: Callable[[str], Q | None] | None = None,
) -> Q:
    """What is asked of a row of an exercice (of what `find_place` says a place of): the words that say no place are in
    its text, each other one says its place or is there too, one at least is there."""
    dits = {mot: (find_place or places.find_place)(mot) for mot in cherches}
    purs = [mot for mot in cherches if dits[mot] is None]
    condition = make_texte(purs) if purs else reduce(or_, (make_texte([mot]) for mot in cherches))
    for mot, place in dits.items():
        if place is not None:
            condition &= place | make_texte([mot])
    return condition
