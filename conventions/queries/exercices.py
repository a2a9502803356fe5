"""Reads on exercices: those a user may read, with what every page names."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import cast

from django.db.models import QuerySet

from comptes.models import Utilisateur
from conventions.models import Etat, Exercice, Transition
from conventions.models.exercices import ExerciceQuerySet
from conventions.queries.campagnes import read_campagnes
from conventions.queries.enveloppes import read_enveloppes
from referentiels.models import Referentiel


def list_exercices_lisibles(user: Utilisateur) -> QuerySet[Exercice]:
    """Exercices whose content `user` may read, with what every page of theirs names."""
    return _read_nommes().readable_by(user)


@cache
def _read_nommes() -> ExerciceQuerySet:
    """All of them, never evaluated itself: most requests begin with it, and making it takes as long as asking it."""
    tous = Exercice.objects.select_related(
        "convention__departement__region", "convention__collectivite", "referentiel"
    )
    return cast(ExerciceQuerySet, read_campagnes(read_enveloppes(tous)))


def share_referentiels(exercices: Collection[Exercice]) -> None:
    """One object per référentiel, parsed once and not once per exercice; one query, none for those that are loaded."""
    champ = Exercice._meta.get_field("referentiel")
    connus = {un.referentiel_id: un.referentiel for un in exercices if champ.is_cached(un)}
    a_lire = {un.referentiel_id for un in exercices} - connus.keys()
    connus |= Referentiel.objects.in_bulk(a_lire) if a_lire else {}
    for un in exercices:
        un.referentiel = connus[un.referentiel_id]


def get_precedent(exercice: Exercice, parmi: QuerySet[Exercice] | None = None) -> Exercice | None:
    """The year before, of the same convention or else of the one it takes over from, among `parmi` (all of them without
    it: whatever its état), or None."""
    parmi = Exercice.objects.all() if parmi is None else parmi
    precedents = parmi.select_related("referentiel", "convention").filter(
        convention__in=exercice.convention.list_lignee(), annee=exercice.annee - 1
    )
    return min(precedents, key=lambda un: un.convention_id != exercice.convention_id, default=None)


def get_version_de_vie(exercice: Exercice) -> str:
    """What an act on the état of an exercice was seen from: another état, round or extension is another text."""
    prolonge_au = exercice.prolonge_au or ""
    return f"{exercice.etat}.{exercice.transitions.count()}.{prolonge_au}.{int(exercice.is_second_arrete)}"


def list_transitions(user: Utilisateur, exercice: Exercice) -> list[Transition]:
    """What moved an exercice, the oldest first: what goes on within the collectivité is its own."""
    transitions = exercice.transitions.select_related("par")
    return [un for un in transitions if user.is_departemental or not un.is_interne]


def find_cloture(exercices: Sequence[Exercice]) -> Transition | None:
    """The transition by which `exercices` were decided on, the last of their validations; None as long as one is not.

    A second round is another closing.
    """
    if not all(exercice.is_decide for exercice in exercices):
        return None
    return Transition.objects.filter(exercice__in=exercices, vers=Etat.VALIDE).order_by("le", "pk").last()
