"""What a test writes of a year that was handed over, which the database holds: as if it had been so before. How it
decides on one, without the papers that the site asks for."""

from contextlib import contextmanager

from conventions.models import ETATS_MODIFIABLES, Etat, Exercice
from conventions.operations.exercices import move_exercice


@contextmanager
def reopen_closed():
    """Within it, every exercice is typed; those that were closed are again after it."""
    clos = dict(Exercice.objects.exclude(etat__in=ETATS_MODIFIABLES).values_list("pk", "etat"))
    Exercice.objects.filter(pk__in=clos).update(etat=Etat.BROUILLON)
    yield
    for etat in set(clos.values()):
        Exercice.objects.filter(pk__in=[pk for pk, avant in clos.items() if avant == etat]).update(etat=etat)


def decide(exercice, **decision):
    """Move an exercice, read again, to another état (`move_exercice`)."""
    exercice.refresh_from_db()
    return move_exercice(exercice=exercice, **decision)
