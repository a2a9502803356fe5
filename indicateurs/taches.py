"""The work that outlives a request. With views and commands, an edge of the program: the clock is read here."""

import logging

from django.utils import timezone
from django_tasks import task

from comptes import horloge
from comptes.taches import SignesDeVie, hold_travail
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


@task()
def calculer_parcours(import_pk):
    """Calculate the waiting file of an import. Run twice, or for one that was given up, it changes nothing."""
    imp = claim_import(at=horloge.now(), pk=import_pk)
    if imp is None:
        return
    with hold_travail(
        _name(imp),
        repris=CalculAnnule,
        fail=lambda: record_echec(at=horloge.now(), imp=imp, code="erreur_interne"),
        release=lambda: release_import(at=horloge.now(), imp=imp, enqueue=calculer_parcours.enqueue),
    ):
        try:
            record_calcul(at=horloge.now(), imp=imp, resultat=_compute(imp))
        except FileNotFoundError:
            record_echec(at=horloge.now(), imp=imp, code="fichier_perdu")


def _name(imp):
    return f"Import {imp.pk}"


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
        suivi=SignesDeVie(
            _name(imp),
            lambda lignes, part: record_avancement(at=horloge.now(), imp=imp, lignes=lignes, part=part),
        ),
    )


def clean_up_calculs():
    """What every worker does between two tasks: take up what a dead one left, delete what has waited too long."""
    at = horloge.now()
    if remis := requeue_imports(at=at, enqueue=calculer_parcours.enqueue):
        logger.warning("%s calculation(s) put back in the queue: their worker stopped.", remis)
    erase_releves_expires(at=at)
    # Files are dated by the system.
    delete_fichiers_orphelins(at=timezone.now())
