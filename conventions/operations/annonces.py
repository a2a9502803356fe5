"""Those who answer for a convention are told what becomes of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model

from comptes.models import NatureNotification, Utilisateur
from comptes.notifications import notify
from comptes.pages import find_page
from conventions.models import Exercice
from conventions.queries.destinataires import list_destinataires


def tell_roles(
    *,
    by: Utilisateur | None,
    at: datetime,
    exercice: Exercice,
    roles: Iterable[str],
    nature: NatureNotification,
    phrase: str,
    url: str = "",
    is_action: bool = False,
    objet: Model | None = None,
) -> None:
    """Tell whoever has one of `roles` for the convention of `exercice`, but `by` who did it (None: a worker, a
    command); inside the caller's transaction.

    `objet` is what is told of, the exercice itself when not said; `url` the page of the exercice.
    """
    comptes = list_destinataires(exercice.convention, roles)
    notify(
        at=at,
        a=comptes.exclude(pk=by.pk) if by else comptes,
        nature=nature,
        objet=objet or exercice,
        phrase=phrase,
        url=url or find_page("exercice", exercice.convention.code, exercice.annee),
        is_action=is_action,
        convention=exercice.convention.code,
    )


def tell_author(
    *,
    at: datetime,
    exercice: Exercice,
    a: Utilisateur | None,
    nature: NatureNotification,
    objet: Model,
    phrase: str,
    url: str,
    is_action: bool = False,
) -> None:
    """Tell one what became of what they asked for about `exercice` (`a` None: nobody asked), as long as it is of their
    perimeter; inside the caller's transaction."""
    if a is None or not exercice.convention.is_visible_to(a):
        return
    notify(
        at=at,
        a=[a],
        nature=nature,
        objet=objet,
        phrase=phrase,
        url=url,
        is_action=is_action,
        convention=exercice.convention.code,
    )
