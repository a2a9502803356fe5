"""What a test writes of a year that was handed over, which the database holds: as if it had been so before. How it
decides on one, without the papers that the site asks for."""

from contextlib import contextmanager

from conventions.models import ETATS_TRANSMIS, Etat, Exercice
from conventions.operations.exercices import move_exercice


@contextmanager
def reopen_closed():
    """Within it, no exercice is handed over nor validated; those that were are again after it."""
    clos = dict(Exercice.objects.filter(etat__in=ETATS_TRANSMIS).values_list("pk", "etat"))
    Exercice.objects.filter(pk__in=clos).update(etat=Etat.BROUILLON)
    yield
    for etat in ETATS_TRANSMIS:
        Exercice.objects.filter(pk__in=[pk for pk, avant in clos.items() if avant == etat]).update(etat=etat)


def decide(exercice, **decision):
    """Move an exercice, read again, to another état (`move_exercice`)."""
    exercice.refresh_from_db()
    return move_exercice(exercice=exercice, **decision)
