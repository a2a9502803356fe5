"""What a test writes of a year that is closed, which the database holds: as if it had been so before the closing."""

from contextlib import contextmanager

from conventions.models import Etat, Exercice


@contextmanager
def reopen_closed():
    """Within it, no exercice is validated; those that were are again after it."""
    clos = list(Exercice.objects.filter(etat=Etat.VALIDE).values_list("pk", flat=True))
    Exercice.objects.filter(pk__in=clos).update(etat=Etat.BROUILLON)
    yield
    Exercice.objects.filter(pk__in=clos).update(etat=Etat.VALIDE)
