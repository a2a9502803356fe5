"""The documents drawn behind the requests. With views and commands, an edge of the program: the clock is read here."""

import logging

from django_tasks import task

from comptes import horloge
from comptes.taches import SignesDeVie, hold_travail
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
    """Draw a document that waits, here and now; commands call it after they froze one."""
    document = claim_document(at=horloge.now(), pk=pk)
    if document is None:
        return

    def fail(motif=ERREUR_INTERNE):
        record_echec_dessin(at=horloge.now(), document=document, motif=motif)

    nom = f"Document {document.pk}"
    suivi = SignesDeVie(nom, lambda: record_battement(at=horloge.now(), document=document))
    with hold_travail(
        nom,
        repris=DessinRepris,
        fail=fail,
        release=lambda: release_document(
            at=horloge.now(), document=document, enqueue=dessiner_document.enqueue
        ),
    ):
        try:
            octets = draw(document.nature, document.contenu, suivi=suivi)
            record_dessin(at=horloge.now(), document=document, octets=octets)
        except TropLourd:
            fail(explain_trop_lourd(contents.from_dict(contents.CLASSES[document.nature], document.contenu)))
        except DessinImpossible:
            fail()


def clean_up_dessins():
    """What every worker does between two tasks: take up the drawings a dead one left."""
    if remis := requeue_documents(at=horloge.now(), enqueue=dessiner_document.enqueue):
        logger.warning("%s drawing(s) put back in the queue: their worker stopped.", remis)
