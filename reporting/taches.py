"""The documents drawn behind the requests. With views and commands, an edge of the program: the clock is read here."""

import logging
import traceback

from django.db import OperationalError
from django_tasks import task

from comptes import horloge
from reporting import contents
from reporting.dessin import DessinImpossible, TropLourd, draw
from reporting.echecs import ERREUR_INTERNE, explain_trop_lourd
from reporting.operations.dessin import (
    DessinRepris,
    claim_document,
    record_battement,
    record_dessin,
    record_echec_dessin,
    release_document,
    requeue_documents,
)

logger = logging.getLogger(__name__)


@task()
def dessiner_document(document_pk):
    """Draw a document that waits. Run twice, it changes nothing."""
    draw_document(document_pk)


def draw_document(pk):
    """Draw a document that waits, here and now; commands call it after they froze one.

    No exception may leave with words of the document: the queue would store them.
    """
    document = claim_document(at=horloge.now(), pk=pk)
    if document is None:
        return
    try:
        octets = draw(document.nature, document.contenu, suivi=lambda: _beat(document))
        record_dessin(at=horloge.now(), document=document, octets=octets)
    except DessinRepris:
        logger.info("Document %s: taken up by another worker.", document.pk)
    except TropLourd:
        contenu = contents.from_dict(contents.CLASSES[document.nature], document.contenu)
        record_echec_dessin(at=horloge.now(), document=document, motif=explain_trop_lourd(contenu))
    except DessinImpossible:
        record_echec_dessin(at=horloge.now(), document=document, motif=ERREUR_INTERNE)
    except Exception as erreur:
        ou = "".join(traceback.format_tb(erreur.__traceback__))
        logger.error("Document %s: %s\n%s", document.pk, type(erreur).__name__, ou)
        record_echec_dessin(at=horloge.now(), document=document, motif=ERREUR_INTERNE)
    except SystemExit:
        # The worker was told to stop, and leaves its loop after this task: the next one draws it.
        release_document(at=horloge.now(), document=document, enqueue=dessiner_document.enqueue)


def _beat(document):
    try:
        record_battement(at=horloge.now(), document=document)
    except OperationalError:
        # A locked SQLite database for instance: the next sign of life will do.
        logger.warning("Document %s: a sign of life was not recorded.", document.pk)


def clean_up_dessins():
    """What every worker does between two tasks: take up the drawings a dead one left."""
    if remis := requeue_documents(at=horloge.now(), enqueue=dessiner_document.enqueue):
        logger.warning("%s drawing(s) put back in the queue: their worker stopped.", remis)
