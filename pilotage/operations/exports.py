"""Files that are asked for and made behind the requests: asked for, taken up, followed, ended, deleted.

A file belongs to whoever took it up last: each of its writes is one UPDATE guarded by the number of the attempt, so
that a worker believed dead, and back, changes nothing. Nothing of it is in the journal: to take away what one reads on
the screen is to read it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from comptes.acces import check
from comptes.invitations import lock_compte
from comptes.models import Utilisateur
from comptes.notifications import settle
from comptes.operations import operation
from comptes.taches import TENTATIVES_MAX, is_enqueued
from fichiers.sas import delete_fichier, list_fichiers
from pilotage.models import EXPORTS_VIVANTS, EtatExport, Export
from pilotage.operations.annonces import tell_fin_export
from pilotage.policies import refusal_to_request, refusal_to_take

DOSSIER = "exports"  # in the directory of what waits
# How long a file waits for whoever asked for it, and what is said of it after that.
GARDE, MEMOIRE = timedelta(days=1), timedelta(days=30)


class ExportRepris(Exception):
    """This attempt is no longer the one that makes the file."""


class MiseEnFileExport(Protocol):
    """What puts an export in the queue."""

    def __call__(self, *, export_pk: int) -> object: ...


@operation
def request_export(
    *,
    by: Utilisateur,
    at: datetime,
    table: str,
    format: str,
    demande: Mapping[str, Sequence[str]],
    exercices: Collection[int],
    lignes: int,
    enqueue: MiseEnFileExport,
) -> Export:
    """Have a file made: its row and its task are created together, or neither. The same one asked for twice, as long as
    it is not there, is one. Raises Refus."""
    # One at a time: of two requests sent together, both would count the files before either adds its own.
    lock_compte(by)
    memes = Export.objects.of(by).filter(etat__in=EXPORTS_VIVANTS, table=table, format=format)
    for deja in memes:
        if deja.demande == dict(demande):
            return deja
    check(refusal_to_request(by))
    export = Export.objects.create(
        table=table,
        format=format,
        demande=dict(demande),
        exercices=sorted(exercices),
        lignes=lignes,
        battement=at,
        par=by,
        le=at,
    )
    enqueue(export_pk=export.pk)
    return export


def _filter_siens(export: Export) -> QuerySet[Export]:
    """The row of a file, as long as it still belongs to this attempt."""
    return Export.objects.filter(pk=export.pk, etat=EtatExport.EN_COURS, tentatives=export.tentatives)


@transaction.atomic
def claim_export(*, at: datetime, pk: int) -> Export | None:
    """Take up a file that waits; its row, or None when it no longer waits."""
    pris = Export.objects.filter(pk=pk, etat=EtatExport.EN_ATTENTE).update(
        etat=EtatExport.EN_COURS, battement=at, avancement=0, tentatives=F("tentatives") + 1
    )
    return Export.objects.select_related("par").get(pk=pk) if pris else None


def record_avancement_export(*, at: datetime, export: Export, part: float) -> None:
    """Say which part of a file is written (0 to 1). Raises ExportRepris."""
    avancement = max(0, min(1000, round(1000 * part)))
    if not _filter_siens(export).update(avancement=avancement, battement=at):
        raise ExportRepris


@transaction.atomic
def record_export(*, at: datetime, export: Export, **champs: Any) -> None:
    """Say that a file is there: its `depot`, its `nom`, its `lignes` and its `exercices`. Raises ExportRepris."""
    if not _filter_siens(export).update(etat=EtatExport.PRET, avancement=1000, battement=at, **champs):
        raise ExportRepris
    tell_fin_export(at=at, export=export, etat=EtatExport.PRET)


@transaction.atomic
def record_fin_export(*, at: datetime, export: Export, etat: EtatExport) -> None:
    """End a file that is not made: refused, or failed. Nothing when it is no longer ours."""
    if _filter_siens(export).update(etat=etat, battement=at):
        tell_fin_export(at=at, export=export, etat=etat)


@operation
def take_export(*, at: datetime, export: Export) -> None:
    """Whoever asked for a file takes it: they are told no more that it waits. Raises Refus."""
    check(refusal_to_take(export))
    settle(at=at, objet=export)


@transaction.atomic
def release_export(*, at: datetime, export: Export, enqueue: MiseEnFileExport) -> None:
    """Give a file back to the queue: its worker stops."""
    if _filter_siens(export).update(etat=EtatExport.EN_ATTENTE, battement=at):
        enqueue(export_pk=export.pk)


@transaction.atomic
def requeue_exports(*, at: datetime, enqueue: MiseEnFileExport) -> int:
    """Put back in the queue the files whose worker died, at most TENTATIVES_MAX times, and those whose task was lost.
    Returns how many."""
    limite = at - timedelta(seconds=settings.SILENCE_MAX)
    remis = 0
    for export in Export.objects.filter(etat__in=EXPORTS_VIVANTS, battement__lt=limite):
        if export.etat == EtatExport.EN_COURS and export.tentatives >= TENTATIVES_MAX:
            record_fin_export(at=at, export=export, etat=EtatExport.ECHOUE)
        elif export.etat == EtatExport.EN_COURS or not is_enqueued(export_pk=export.pk):
            # Guarded by what was read: of two workers that clean up together, one requeues.
            silencieux = Export.objects.filter(pk=export.pk, etat=export.etat, battement=export.battement)
            if silencieux.update(etat=EtatExport.EN_ATTENTE, battement=at):
                enqueue(export_pk=export.pk)
                remis += 1
    return remis


def delete_exports_expires(*, at: datetime) -> int:
    """Delete the files that have waited for GARDE, and forget those asked for MEMOIRE ago. Returns how many files."""
    vieux = Export.objects.filter(etat=EtatExport.PRET, battement__lt=at - GARDE)
    depots = []
    for export in vieux:
        settle(at=at, objet=export)
        depots.append(export.depot)
    Export.objects.filter(depot__in=depots).exclude(depot="").update(etat=EtatExport.SUPPRIME, depot="")
    for depot in depots:
        delete_fichier(depot, DOSSIER)
    Export.objects.filter(le__lt=at - MEMOIRE).exclude(etat__in=(*EXPORTS_VIVANTS, EtatExport.PRET)).delete()
    return len(depots)


def delete_exports_orphelins(*, at: datetime) -> int:
    """Delete the files, half written, that belong to no row: their worker died. Returns how many."""
    gardes = set(Export.objects.exclude(depot="").values_list("depot", flat=True))
    orphelins = [un for un in list_fichiers((at - GARDE).timestamp(), DOSSIER) if un not in gardes]
    for depot in orphelins:
        delete_fichier(depot, DOSSIER)
    return len(orphelins)
