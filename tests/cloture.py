"""What a test writes of a year that was handed over, which the database holds: as if it had been so before."""

from contextlib import contextmanager

from conventions.models import ETATS_TRANSMIS, Etat, Exercice


@contextmanager
def reopen_closed():
    """Within it, no exercice is handed over nor validated; those that were are again after it."""
    clos = dict(Exercice.objects.filter(etat__in=ETATS_TRANSMIS).values_list("pk", "etat"))
    Exercice.objects.filter(pk__in=clos).update(etat=Etat.BROUILLON)
    yield
    for etat in ETATS_TRANSMIS:
        Exercice.objects.filter(pk__in=[pk for pk, avant in clos.items() if avant == etat]).update(etat=etat)
