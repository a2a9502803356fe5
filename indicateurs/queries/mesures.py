"""Figures of many exercices at once, as the rules read them."""

from collections import Counter

from django.db.models import QuerySet

from indicateurs.models import Fiabilite, Valeur
from referentiels.mesures import Mesure


def read_mesures(valeurs: QuerySet[Valeur]) -> tuple[dict[int, dict[str, Mesure]], Counter[int]]:
    """The figures of `valeurs` by pk of their exercice, then by code, and how many of them each exercice says are
    estimated; one query. Thousands of them: objects of the ORM would take most of the time of a page."""
    mesures: dict[int, dict[str, Mesure]] = {}
    estimes: Counter[int] = Counter()
    # Looked up once: an enumeration is slow to give its members.
    estime = Fiabilite.ESTIME.value
    # A figure has the names of its columns.
    for lue in valeurs.order_by().values_list("exercice", "code", "fiabilite", *Mesure._fields):
        exercice, code, fiabilite = lue[:3]
        mesures.setdefault(exercice, {})[code] = Mesure._make(lue[3:])
        if fiabilite == estime:
            estimes[exercice] += 1
    return mesures, estimes
