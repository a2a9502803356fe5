"""What one was told and has not read leaves by mail: what cannot wait at once, the rest in a digest, each line once.

The instants of mails are those of the world; which day a digest is of, and how old a line is, is said by the site.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from comptes.courriels import queue_courriel
from comptes.gestes import Geste
from comptes.invitations import lock_compte
from comptes.journal import record_trace
from comptes.models import (
    NatureCourriel,
    NatureNotification,
    Notification,
    PreferencesCourriel,
    Rythme,
    Utilisateur,
)
from comptes.models.notifications import NotificationQuerySet
from comptes.operations import operation

_N = NatureNotification
# What is not read tomorrow, under what subject: somebody waits for an answer, and a time limit may run; who has just
# handed something over wants the proof of it.
IMMEDIATES: Mapping[str, Q] = {
    "CALPAE\u00a0: à faire sans attendre": Q(nature__in=(_N.RENVOI, _N.PROPOSITION), is_action=True),
    "CALPAE\u00a0: récépissé de votre transmission": Q(nature=_N.RECEPISSE),
}
# What was told longer ago, to somebody who had chosen no mail, is left to the page.
MEMOIRE = timedelta(days=31)
# Lines of one mail: beyond, it says how many others the page has.
LIGNES_MAX = 30


def write_immediats(*, at: datetime, le: datetime) -> int:
    """Queue a mail of what cannot wait to each account it was told to; how many were queued. `at` is the instant of the
    site, `le` that of the mail."""
    nombre = 0
    for objet, lesquelles in IMMEDIATES.items():
        urgentes = _list_non_ecrites(at).filter(lesquelles)
        champs = {"at": le, "nature": NatureCourriel.IMMEDIAT, "objet": objet}
        nombre += sum(_write(compte, urgentes, champs) for compte in _list_comptes(urgentes))
    return nombre


def write_resumes(*, at: datetime, le: datetime, jour: date) -> int:
    """Queue the digest of `jour` of each account that was told something and has not read it; how many were queued. Run
    again, it queues none: a line is written once, and an account has one digest a day, or a week."""
    non_ecrites = _list_non_ecrites(at)
    champs = {"at": le, "nature": NatureCourriel.RESUME, "objet": "", "jour": jour}
    return sum(_write(compte, non_ecrites, champs) for compte in _list_comptes(non_ecrites))


def _list_non_ecrites(at: datetime) -> NotificationQuerySet:
    return Notification.objects.filter(lue_le=None, courriel=None, le__gt=at - MEMOIRE)


def _list_comptes(lignes: NotificationQuerySet) -> QuerySet[Utilisateur]:
    return Utilisateur.objects.filter(Exists(lignes.filter(a=OuterRef("pk"))), is_active=True)


@transaction.atomic
def _write(compte: Utilisateur, lignes: NotificationQuerySet, champs: Mapping[str, Any]) -> bool:
    """Queue one mail of those of `lignes` that `compte` may read and wants; was there one?"""
    compte = lock_compte(compte)
    # Who has not chosen a password yet has a mail that says so.
    if not compte.is_active or compte.is_invite:
        return False
    voulu = get_preferences(compte)
    if (jour := champs.get("jour")) and not _is_du(voulu, jour):
        return False
    siennes = list(
        lignes.visible_to(compte).exclude(nature__in=voulu.muettes).order_by("-is_action", "-le", "-pk")
    )
    if not siennes:
        return False
    a_faire = [une for une in siennes[:LIGNES_MAX] if une.is_action]
    objet = champs["objet"] or f"CALPAE\u00a0: {'ce qui vous attend' if a_faire else 'pour information'}"
    courriel = queue_courriel(
        **{**champs, "objet": objet},
        a=compte,
        gabarit="comptes/courriels/resume.txt",
        a_faire=a_faire,
        informations=[une for une in siennes[:LIGNES_MAX] if not une.is_action],
        reste=len(siennes[LIGNES_MAX:]),
    )
    Notification.objects.filter(pk__in=[une.pk for une in siennes]).update(courriel=courriel)
    return True


def _is_du(voulu: PreferencesCourriel, jour: date) -> bool:
    """Is a digest of `jour` owed: is there none since the day, or the Monday, it is counted from?"""
    if voulu.rythme == Rythme.JAMAIS:
        return False
    depuis = jour - timedelta(days=jour.weekday()) if voulu.rythme == Rythme.SEMAINE else jour
    return not voulu.a.courriels.filter(jour__gte=depuis).exists()


def get_preferences(compte: Utilisateur) -> PreferencesCourriel:
    """What `compte` chose, or what one has before choosing (not stored)."""
    return PreferencesCourriel.objects.filter(pk=compte.pk).first() or PreferencesCourriel(a=compte)


@operation
def record_preferences(
    *, by: Utilisateur, at: datetime, rythme: str, muettes: Collection[str]
) -> PreferencesCourriel:
    """Choose what `by` is written: how often a digest, and of which natures nothing (`muettes`, codes)."""
    compte = lock_compte(by)
    voulu = get_preferences(compte)
    voulu.a, voulu.rythme, voulu.muettes = compte, rythme, sorted(NatureNotification(une) for une in muettes)
    voulu.full_clean()
    voulu.save()
    record_trace(
        by=by, at=at, geste=Geste.CHOISIR_COURRIELS, objet=compte, rythme=rythme, muettes=voulu.muettes
    )
    return voulu
