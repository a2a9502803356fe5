"""What every write starts with: the refusal raised, the exercice locked."""

from django.core.exceptions import PermissionDenied

from conventions.models import Exercice


class Refus(PermissionDenied):
    """The policy said no; `str()` is the sentence to show. Not caught, it is the page 403."""


def check(refus):
    """Raise `Refus` when a policy answered with a sentence."""
    if refus:
        raise Refus(refus)


def lock_exercice(exercice):
    """The exercice reread and locked until the end of the transaction, so that its état cannot move under a write."""
    # The département is in the name of the exercice, which the journal writes.
    verrouilles = Exercice.objects.select_for_update(of=("self",))
    return verrouilles.select_related("convention__departement").get(pk=exercice.pk)
