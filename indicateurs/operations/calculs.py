"""Writes of the worker that reads the parcours files: taking one up, saying how far it is, ending it, cleaning up.

A calculation belongs to whoever took it up last: each of its writes is one UPDATE guarded by the number of the
attempt, so that a worker believed dead, and back, changes nothing. None of them is the act of a person: no `by`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from comptes.taches import TENTATIVES_MAX, is_enqueued
from fichiers.sas import delete_fichier, list_fichiers
from indicateurs.models import IMPORTS_VIVANTS, CorrespondanceColonnes, EtatImport, ImportParcours
from indicateurs.operations.annonces import tell_calcul
from indicateurs.parcours.appel import CalculAnnule, ResultatFichier

# How long a file waits for its columns to be told, and a list of refused lines to be taken.
GARDE = timedelta(hours=1)
ECHECS = {
    "interrompu": (
        f"Le calcul s’est interrompu {TENTATIVES_MAX} fois\u00a0: il est abandonné. Déposez de nouveau le fichier, en "
        "plusieurs fois s’il est très gros."
    ),
    "fichier_perdu": "Le fichier déposé n’est plus là\u00a0: déposez-le de nouveau.",
    "erreur_interne": (
        "Le calcul s’est arrêté sur une erreur du site, pas de votre fichier. Elle est consignée\u202f; "
        "déposez de nouveau le fichier, ou signalez-le."
    ),
}


class MiseEnFile(Protocol):
    """What puts an import in the queue."""

    def __call__(self, *, import_pk: int) -> object: ...


def _filter_tenus(imp: ImportParcours) -> QuerySet[ImportParcours]:
    """The row of a calculation, as long as it still belongs to this attempt."""
    return ImportParcours.objects.filter(pk=imp.pk, etat=EtatImport.EN_COURS, tentatives=imp.tentatives)


@transaction.atomic
def claim_import(*, at: datetime, pk: int) -> ImportParcours | None:
    """Take up a waiting calculation; the import, or None when it no longer waits (taken, done or given up)."""
    pris = ImportParcours.objects.filter(pk=pk, etat=EtatImport.EN_ATTENTE).update(
        etat=EtatImport.EN_COURS, battement=at, avancement=0, lignes=0, tentatives=F("tentatives") + 1
    )
    return (
        ImportParcours.objects.select_related("exercice__referentiel", "exercice__convention").get(pk=pk)
        if pris
        else None
    )


def record_avancement(*, at: datetime, imp: ImportParcours, lignes: int, part: float) -> None:
    """Say how many lines are read, and which part of the work is done (0 to 1). Raises CalculAnnule when the
    calculation is no longer ours: given up by the agent, or taken up by another worker."""
    avancement = max(0, min(1000, round(1000 * part)))
    if not _filter_tenus(imp).update(avancement=avancement, lignes=lignes, battement=at):
        raise CalculAnnule


@transaction.atomic
def record_calcul(*, at: datetime, imp: ImportParcours, resultat: ResultatFichier) -> None:
    """End a calculation with its figures, or with the faults of its file; the file
    is deleted, and its columns remembered when it gave figures. Raises CalculAnnule when it is no longer ours."""
    if resultat.resultats is None:
        fin = {
            "etat": EtatImport.REFUSE,
            "nb_erreurs": resultat.nb_erreurs,
            "erreurs": [
                {"ligne": e.ligne, "colonne": e.colonne, "code": e.code, "message": e.message}
                for e in resultat.erreurs
            ],
        }
    else:
        fin = {
            "etat": EtatImport.CALCULE,
            "resultats": resultat.get_resultats_json(),
            "details": resultat.get_details_json(),
        }
        remember_correspondance(imp)
    fin |= {
        "empreinte": resultat.empreinte,
        "lignes": resultat.lignes,
        "colonnes_ignorees": list(resultat.colonnes_ignorees),
        "constats": resultat.get_constats_json(),
        "avancement": 1000,
    }
    if not _end(at, imp, fin):
        raise CalculAnnule
    tell_calcul(at=at, imp=imp, etat=EtatImport.REFUSE if resultat.resultats is None else EtatImport.CALCULE)


def remember_correspondance(imp: ImportParcours) -> None:
    """Keep the headers of a file, and its words for the values of closed lists, for the next one of the same
    collectivité, when they were not the expected ones."""
    appris = {"entetes": imp.correspondance, "valeurs": imp.valeurs}
    if defauts := {champ: valeur for champ, valeur in appris.items() if valeur}:
        CorrespondanceColonnes.objects.update_or_create(
            collectivite_id=imp.exercice.convention.collectivite_id, defaults=defauts
        )


@transaction.atomic
def record_echec(*, at: datetime, imp: ImportParcours, code: str) -> None:
    """End a calculation that could not be done; `code` is one of ECHECS. Nothing when it is no longer ours."""
    erreur = {"ligne": None, "colonne": None, "code": code, "message": ECHECS[code]}
    if _end(at, imp, {"etat": EtatImport.ECHOUE, "erreurs": [erreur]}):
        tell_calcul(at=at, imp=imp, etat=EtatImport.ECHOUE)


def _end(at: datetime, imp: ImportParcours, champs: Mapping[str, Any]) -> bool:
    """Write the end of a calculation and let its file go, if it still belongs to this attempt; did it?"""
    fini = _filter_tenus(imp).update(**champs, depot="", battement=at)
    if fini:
        transaction.on_commit(lambda: delete_fichier(imp.depot))
    return bool(fini)


@transaction.atomic
def release_import(*, at: datetime, imp: ImportParcours, enqueue: MiseEnFile) -> None:
    """Give a calculation back to the queue: its worker stops."""
    if _filter_tenus(imp).update(etat=EtatImport.EN_ATTENTE, battement=at):
        enqueue(import_pk=imp.pk)


@transaction.atomic
def requeue_imports(*, at: datetime, enqueue: MiseEnFile) -> int:
    """Put back in the queue the calculations whose worker died, at most TENTATIVES_MAX times, and those whose task
    was lost. Returns how many."""
    limite = at - timedelta(seconds=settings.SILENCE_MAX)
    remis = 0
    for imp in ImportParcours.objects.filter(etat__in=IMPORTS_VIVANTS, battement__lt=limite):
        if imp.etat == EtatImport.EN_COURS and imp.tentatives >= TENTATIVES_MAX:
            record_echec(at=at, imp=imp, code="interrompu")
        elif imp.etat == EtatImport.EN_COURS or not is_enqueued(import_pk=imp.pk):
            # Guarded by what was read: of two workers that clean up together, one requeues.
            silencieux = ImportParcours.objects.filter(pk=imp.pk, etat=imp.etat, battement=imp.battement)
            if silencieux.update(etat=EtatImport.EN_ATTENTE, battement=at):
                enqueue(import_pk=imp.pk)
                remis += 1
    return remis


def delete_fichiers_orphelins(*, at: datetime) -> int:
    """Delete the waiting files that belong to no calculation any more. Returns how many."""
    vivants = set(ImportParcours.objects.filter(etat__in=IMPORTS_VIVANTS).values_list("depot", flat=True))
    orphelins = [depot for depot in list_fichiers((at - GARDE).timestamp()) if depot not in vivants]
    for depot in orphelins:
        delete_fichier(depot)
    return len(orphelins)


def erase_releves_expires(*, at: datetime) -> int:
    """Erase the lists of refused lines nobody came for. Returns how many."""
    return ImportParcours.objects.filter(
        etat=EtatImport.REFUSE, erreurs__isnull=False, battement__lt=at - GARDE
    ).update(erreurs=None)
