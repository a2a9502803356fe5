"""What every write starts with: the refusal raised, what was seen compared with what is; or what is read, read at one
instant."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model

from comptes.operations import ModifieEntreTemps
from comptes.refus import Refus as Refus


def check(refus: str | None) -> None:
    """Raise `Refus` when a policy answered with a sentence."""
    if refus:
        raise Refus(refus)


def check_vu(vu: str | None, version: str, objet: Model) -> None:
    """Raise ModifieEntreTemps when the page an act was done from showed another version of `objet` than the one read
    under lock. `vu` None: no page was shown (the demonstration, a command)."""
    if vu is not None and vu != version:
        raise ModifieEntreTemps(objet)


@contextmanager
def read_at_one_instant() -> Iterator[None]:
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
