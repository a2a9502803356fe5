"""What removes a row as its page told of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from django.db.models import Model

from comptes.acces import check_vu
from comptes.models import Utilisateur
from comptes.operations import Disparu, operation
from saisie.recapitulation import Recapitulation

Objet = TypeVar("Objet", bound=Model)
Lu = TypeVar("Lu", bound=Model, contravariant=True)


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
    tell: Callable[[Objet], Recapitulation],
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
