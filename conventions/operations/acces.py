"""What every write starts with: the exercice, locked."""

from django.db.models import QuerySet

from conventions.models import Exercice
from conventions.queries.enveloppes import read_enveloppes


def lock_exercice(exercice: Exercice) -> Exercice:
    """The exercice reread and locked until the end of the transaction, so that its état cannot move under a write."""
    return _list_verrouilles().get(pk=exercice.pk)


def lock_exercices(exercice: Exercice) -> Exercice:
    """The exercice reread, every exercice of its convention locked until the end of the transaction: for what belongs
    to the convention and is written from any of its years (its targets, its partners, the numbers of its avenants).

    Always in the same order, so that nobody waits in a circle; never after `lock_exercice`.
    """
    tous = _list_verrouilles().filter(convention=exercice.convention_id).order_by("pk")
    return next(un for un in tous if un.pk == exercice.pk)


def _list_verrouilles() -> QuerySet[Exercice]:
    # Both are in the names the journal and the money are written with.
    verrouilles = Exercice.objects.select_for_update(of=("self",))
    return read_enveloppes(verrouilles.select_related("convention__departement", "convention__collectivite"))
