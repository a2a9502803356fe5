"""Writes on uploaded workbooks: kept for the time of a preview, then thrown away. Confirming one is its subject's."""

from datetime import timedelta

from django.db import transaction

from conventions.models import DepotClasseur
from conventions.operations.acces import check, lock_exercice
from conventions.policies import refusal_to_edit

DUREE_DEPOT = timedelta(days=1)


@transaction.atomic
def store_depot(*, by, at, exercice, sujet, nom_fichier, octets):
    """Keep an uploaded workbook for its preview, instead of the former one of this person. Raises Refus."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    purge_depots(at=at)
    depot, _ = DepotClasseur.objects.update_or_create(
        exercice=exercice,
        sujet=sujet,
        par=by,
        defaults={"nom_fichier": nom_fichier[:200], "octets": octets, "le": at},
    )
    return depot


def purge_depots(*, at):
    """Delete the workbooks uploaded over a day before `at` and never confirmed; returns how many."""
    return DepotClasseur.objects.filter(le__lt=at - DUREE_DEPOT).delete()[0]


def discard_depot(*, by, exercice, sujet):
    """Throw away the workbook this person uploaded, if any; nothing was written from it."""
    DepotClasseur.objects.filter(exercice=exercice, sujet=sujet, par=by).delete()
