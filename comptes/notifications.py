"""People are told: rows written beside the change they tell of, read, and settled when what they ask for is done.

What is told of an exercice, to which roles, in which words, is said by the floor that changes it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model
from django.db.models.functions import Coalesce

from comptes.journal import AvecConventions
from comptes.models import NatureNotification, Notification, Utilisateur
from comptes.operations import operation


def notify(
    *,
    at: datetime,
    a: Iterable[Utilisateur],
    nature: NatureNotification,
    objet: AvecConventions,
    phrase: str,
    url: str,
    is_action: bool = False,
) -> None:
    """Tell each of `a`, in the transaction of what is told: `phrase` about `objet`, and `url`, the page where one goes
    on (a path of the site). A phrase holds no figure: it may leave by mail."""
    codes = objet.codes_conventions
    Notification.objects.bulk_create(
        Notification(
            a=un,
            nature=nature,
            is_action=is_action,
            phrase=phrase,
            convention=codes[0] if codes else "",
            sujet=_name_sujet(objet),
            url=url,
            perimetre=un.cle_perimetre,
            le=at,
        )
        for un in a
    )


def settle(*, at: datetime, objet: AvecConventions) -> None:
    """What was asked of anybody about `objet` is done, or asked no more; in the transaction of what did it."""
    Notification.objects.a_faire().filter(sujet=_name_sujet(objet)).update(
        reglee_le=at, lue_le=Coalesce("lue_le", at)
    )


def _name_sujet(objet: AvecConventions | Model) -> str:
    return f"{objet._meta.label_lower}:{objet.pk}"


@operation
def mark_lue(*, by: Utilisateur, at: datetime, pk: int) -> Notification | None:
    """Mark as read one of those `by` may read, and return it; None where there is no such one."""
    siennes = Notification.objects.visible_to(by).filter(pk=pk)
    siennes.filter(lue_le=None).update(lue_le=at)
    return siennes.first()


@operation
def mark_toutes_lues(*, by: Utilisateur, at: datetime) -> int:
    """Mark as read all that `by` may read; how many were not."""
    return Notification.objects.visible_to(by).filter(lue_le=None).update(lue_le=at)
