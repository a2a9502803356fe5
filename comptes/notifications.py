"""People are told: rows written beside the change they tell of, read, and settled when what they ask for is done.

What is told of an exercice, to which roles, in which words, is said by the floor that changes it.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from comptes.models import NatureNotification, Notification, Utilisateur
from comptes.operations import operation


def notify(
    *,
    at: datetime,
    a: Iterable[Utilisateur],
    nature: NatureNotification,
    objet: Model,
    phrase: str,
    url: str,
    is_action: bool = False,
    convention: str = "",
    cle: str = "",
) -> None:
    """Tell each of `a`, in the transaction of what is told: `phrase` about `objet`, and `url`, the page where one goes
    on (a path of the site). A phrase holds no figure: it may leave by mail. `convention` is the code of its
    convention, "" where it is of none; `cle` that of what is told once of `objet` to each (`list_non_prevenus`)."""
    Notification.objects.bulk_create(
        Notification(
            a=un,
            nature=nature,
            is_action=is_action,
            phrase=phrase,
            convention=convention,
            sujet=_name_sujet(objet),
            url=url,
            cle=cle,
            perimetre=un.cle_perimetre,
            le=at,
        )
        for un in a
    )


def list_non_prevenus(comptes: QuerySet[Utilisateur], objet: Model, cle: str) -> QuerySet[Utilisateur]:
    """Those of `comptes` who were not told of `objet` what `cle` names."""
    dites = Notification.objects.filter(a=OuterRef("pk"), sujet=_name_sujet(objet), cle=cle)
    return comptes.exclude(Exists(dites))


def settle(
    *,
    at: datetime,
    objet: Model,
    natures: Collection[NatureNotification] = (),
    a: Iterable[Utilisateur] | None = None,
) -> None:
    """What was asked of anybody (of `a` alone, if said) about `objet` is done, or asked no more; in the transaction of
    what did it. `natures`: of those alone."""
    reglees = Notification.objects.a_faire().filter(sujet=_name_sujet(objet))
    if natures:
        reglees = reglees.filter(nature__in=natures)
    if a is not None:
        reglees = reglees.filter(a__in=a)
    _settle(at, reglees)


def settle_rappels(*, at: datetime, attendus: Iterable[tuple[Model, str]]) -> None:
    """What was called to mind and is awaited no more, or not by that day any more, asks for nothing: all but the
    `attendus`, each what it is about and how its keys begin."""
    connus = {(_name_sujet(objet), debut) for objet, debut in attendus}
    rappels = Notification.objects.a_faire().exclude(cle="")
    perimes = [
        pk
        for pk, sujet, cle in rappels.values_list("pk", "sujet", "cle")
        if (sujet, cle.rpartition(":")[0]) not in connus
    ]
    _settle(at, rappels.filter(pk__in=perimes))


def _settle(at: datetime, lignes: QuerySet[Notification]) -> None:
    lignes.update(reglee_le=at, lue_le=Coalesce("lue_le", at))


def _name_sujet(objet: Model) -> str:
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
