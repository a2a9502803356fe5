"""The files made behind the requests. With views and commands, an edge of the program: the clock is read here."""

import logging
from functools import partial

from django.utils import timezone
from django_tasks import task

from comptes import horloge
from comptes.taches import SignesDeVie, hold_travail
from fichiers.sas import create_fichier, delete_fichier, make_nom
from fichiers.tables.fichier import write_table
from pilotage.models import EtatExport, TableDemandee
from pilotage.operations.exports import (
    DOSSIER,
    ExportRepris,
    claim_export,
    delete_exports_expires,
    delete_exports_orphelins,
    record_avancement_export,
    record_export,
    record_fin_export,
    release_export,
    requeue_exports,
)
from pilotage.policies import refusal_to_write_export
from pilotage.queries.exports import build_extrait
from pilotage.queries.papier_bilan import build_bilan_fige
from reporting import contents
from reporting.dessin import draw

logger = logging.getLogger(__name__)


@task()
def ecrire_export(export_pk):
    """Write a file that waits. Run twice, it changes nothing."""
    export = claim_export(at=horloge.now(), pk=export_pk)
    if export is None:
        return
    with hold_travail(
        _name(export),
        repris=ExportRepris,
        fail=lambda: record_fin_export(at=horloge.now(), export=export, etat=EtatExport.ECHOUE),
        release=lambda: release_export(at=horloge.now(), export=export, enqueue=ecrire_export.enqueue),
    ):
        write_export(export)


def _name(export):
    return f"Export {export.pk}"


def write_export(export):
    """Write the file of an export that was taken up, if whoever asked for it may still read it; it is deleted again
    where it is not kept. Raises ExportRepris."""
    if refusal_to_write_export(export):
        record_fin_export(at=horloge.now(), export=export, etat=EtatExport.REFUSE)
        return
    depot = make_nom()
    try:
        champs = _draw_bilan(export, depot) if export.is_papier else _write_table(export, depot)
        if champs is None:
            record_fin_export(at=horloge.now(), export=export, etat=EtatExport.REFUSE)
        else:
            record_export(at=horloge.now(), export=export, depot=depot, **champs)
    except BaseException:
        delete_fichier(depot, DOSSIER)
        raise


def _write_table(export, depot):
    """What is said of a table once it is written."""
    extrait = build_extrait(export.par, export.table, export.demande, horloge.now())
    with create_fichier(depot, DOSSIER) as sortie:
        write_table(export.format_ecrit, extrait.table, _iterate(export, extrait), sortie)
    return {"nom": extrait.nom, "lignes": extrait.nombre, "exercices": sorted(extrait.exercices)}


def _draw_bilan(export, depot):
    """What is said of a balance once its pages are drawn, as those of any document: by the child process that does.
    None where nothing is left of it to be read."""
    fige = build_bilan_fige(export.par, export.demande, horloge.now())
    if fige is None:
        return None
    octets = draw(TableDemandee.BILAN, contents.to_dict(fige.contenu), suivi=partial(_follow(export), 0))
    with create_fichier(depot, DOSSIER) as sortie:
        sortie.write(octets)
    return {"nom": fige.nom, "lignes": 0, "exercices": sorted(fige.exercices)}


def _follow(export):
    return SignesDeVie(
        _name(export),
        lambda part: record_avancement_export(at=horloge.now(), export=export, part=part),
    )


def _iterate(export, extrait):
    """Its rows, and how far they are."""
    suivi = _follow(export)
    for rang, rangee in enumerate(extrait.rangees):
        suivi(rang / extrait.nombre)
        yield rangee


def clean_up_exports():
    """What every worker does between two tasks: take up what a dead one left, delete what has waited too long."""
    at = horloge.now()
    if remis := requeue_exports(at=at, enqueue=ecrire_export.enqueue):
        logger.warning("%s export(s) put back in the queue: their worker stopped.", remis)
    delete_exports_expires(at=at)
    # Files are dated by the system.
    delete_exports_orphelins(at=timezone.now())
