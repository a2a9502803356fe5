"""What every write starts with: the refusal raised, what was seen compared with what is; or what is read, read at one
instant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Model

from comptes.models import Utilisateur
from comptes.operations import Disparu, ModifieEntreTemps, operation

Objet = TypeVar("Objet", bound=Model)
Lu = TypeVar("Lu", bound=Model, contravariant=True)


class Refus(PermissionDenied):
    """The policy said no; `str()` is the sentence to show. Not caught, it is the page 403."""


def check(refus: str | None) -> None:
    """Raise `Refus` when a policy answered with a sentence."""
    if refus:
        raise Refus(refus)


def check_vu(vu: str | None, version: str, objet: Model) -> None:
    """Raise ModifieEntreTemps when the page an act was done from showed another version of `objet` than the one read
    under lock. `vu` None: no page was shown (the demonstration, a command)."""
    if vu is not None and vu != version:
        raise ModifieEntreTemps(objet)


class Dite(Protocol):
    """What the page of an act said: a `saisie.recapitulation.Recapitulation`."""

    @property
    def version(self) -> str: ...


class Retrait(Protocol[Lu]):
    """The operation that removes a row."""

    def __call__(self, objet: Lu, /, *, by: Utilisateur, at: datetime) -> object: ...


@operation
def remove_as_seen(
    *,
    by: Utilisateur,
    at: datetime,
    vu: str | None,
    lock: Callable[[], object],
    read: Callable[[], Objet | None],
    tell: Callable[[Objet], Dite],
    remove: Retrait[Objet],
) -> None:
    """Remove what its page showed: `read` gives it under `lock`, `tell` says what the page said of it. Raises Disparu
    when there is nothing any more, ModifieEntreTemps when the page would say something else by now, and whatever
    `remove` raises: the policy is asked there."""
    lock()
    objet = read()
    if objet is None:
        raise Disparu
    check_vu(vu, tell(objet).version, objet)
    remove(objet, by=by, at=at)


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
