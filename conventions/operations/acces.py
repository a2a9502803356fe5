"""What every write starts with: the refusal raised, the exercice locked; or what is read, read at one instant."""

from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from comptes.operations import Disparu, ModifieEntreTemps, operation
from conventions.models import Exercice


class Refus(PermissionDenied):
    """The policy said no; `str()` is the sentence to show. Not caught, it is the page 403."""


def check(refus):
    """Raise `Refus` when a policy answered with a sentence."""
    if refus:
        raise Refus(refus)


def lock_exercice(exercice):
    """The exercice reread and locked until the end of the transaction, so that its état cannot move under a write."""
    return _list_verrouilles().get(pk=exercice.pk)


def lock_exercices(exercice):
    """The exercice reread, every exercice of its convention locked until the end of the transaction: for what belongs
    to the convention and is written from any of its years (its targets, its partners, the numbers of its avenants).

    Always in the same order, so that nobody waits in a circle; never after `lock_exercice`.
    """
    tous = _list_verrouilles().filter(convention=exercice.convention_id).order_by("pk")
    return next(un for un in tous if un.pk == exercice.pk)


def _list_verrouilles():
    # The département is in the name of the exercice, which the journal writes.
    verrouilles = Exercice.objects.select_for_update(of=("self",))
    return verrouilles.select_related("convention__departement")


def check_vu(vu, version, objet):
    """Raise ModifieEntreTemps when the page an act was done from showed another version of `objet` than the one read
    under lock. `vu` None: no page was shown (the demonstration, a command)."""
    if vu is not None and vu != version:
        raise ModifieEntreTemps(objet)


@operation
def remove_as_seen(*, by, at, vu, lock, read, tell, remove):
    """Remove, with `remove(objet, by=, at=)`, what its page showed: `read()` gives it under `lock()`, `tell(objet)` is
    the `Recapitulation` of the page. Raises Disparu when there is nothing any more, ModifieEntreTemps when the page
    would say something else by now, and whatever `remove` raises: the policy is asked there."""
    lock()
    objet = read()
    if objet is None:
        raise Disparu
    check_vu(vu, tell(objet).version, objet)
    remove(objet, by=by, at=at)


@contextmanager
def read_at_one_instant():
    """A transaction whose queries all see the database as it was at the first one, and hold no row: for what is frozen
    from many tables. What is written after reading is written in a transaction of its own.

    On SQLite any transaction is such a snapshot; on PostgreSQL only the outermost one can be told to be.
    """
    est_la_premiere = not connection.in_atomic_block
    with transaction.atomic():
        if est_la_premiere and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
