"""The work that outlives a request. With views and commands, an edge of the program: the clock is read here."""

import logging
import traceback
from time import monotonic

from django.db import OperationalError
from django.utils import timezone
from django_tasks import task

from comptes import horloge
from fichiers.sas import get_chemin
from indicateurs.operations.calculs import (
    claim_import,
    delete_fichiers_orphelins,
    erase_releves_expires,
    record_avancement,
    record_calcul,
    record_echec,
    release_import,
    requeue_imports,
)
from indicateurs.parcours.appel import CalculAnnule, compute_fichier

logger = logging.getLogger(__name__)

# Seconds between two signs of life of a calculation.
PAS = 0.5


@task()
def calculer_parcours(import_pk):
    """Calculate the waiting file of an import. Run twice, or for one that was given up, it changes nothing.

    No exception may leave with words of the file: the queue would store them.
    """
    imp = claim_import(at=horloge.now(), pk=import_pk)
    if imp is None:
        return
    try:
        record_calcul(at=horloge.now(), imp=imp, resultat=_compute(imp))
    except CalculAnnule:
        logger.info("Import %s: given up, or taken up by another worker.", imp.pk)
    except FileNotFoundError:
        record_echec(at=horloge.now(), imp=imp, code="fichier_perdu")
    except Exception as erreur:
        ou = "".join(traceback.format_tb(erreur.__traceback__))
        logger.error("Import %s: %s\n%s", imp.pk, type(erreur).__name__, ou)
        record_echec(at=horloge.now(), imp=imp, code="erreur_interne")
    except SystemExit:
        # The worker was told to stop, and leaves its loop after this task: the next one starts the calculation again.
        release_import(at=horloge.now(), imp=imp, enqueue=calculer_parcours.enqueue)


def _compute(imp):
    exercice = imp.exercice
    definition = exercice.referentiel.definition
    return compute_fichier(
        get_chemin(imp.depot),
        imp.nom_fichier,
        definition.regles_delai,
        exercice.debut,
        exercice.fin,
        imp.arrete_au,
        horloge.get_jour_venu(exercice.convention),
        format=definition.format_parcours,
        correspondance=imp.correspondance,
        valeurs=imp.valeurs,
        suivi=_Suivi(imp),
    )


class _Suivi:
    """Tells the database how far a calculation is, no more often than the page that shows it asks."""

    def __init__(self, imp):
        self.imp, self.prochain = imp, 0.0

    def __call__(self, lignes, part):
        if monotonic() < self.prochain:
            return
        try:
            record_avancement(at=horloge.now(), imp=self.imp, lignes=lignes, part=part)
        except OperationalError:
            # A locked SQLite database for instance: the next sign of life will do.
            logger.warning("Import %s: a sign of life was not recorded.", self.imp.pk)
        self.prochain = monotonic() + PAS


def clean_up_calculs():
    """What every worker does between two tasks: take up what a dead one left, delete what has waited too long."""
    at = horloge.now()
    if remis := requeue_imports(at=at, enqueue=calculer_parcours.enqueue):
        logger.warning("%s calculation(s) put back in the queue: their worker stopped.", remis)
    erase_releves_expires(at=at)
    # Files are dated by the system.
    delete_fichiers_orphelins(at=timezone.now())
