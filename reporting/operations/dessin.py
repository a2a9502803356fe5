"""Writes of who draws the documents: taking one up, a sign of life, storing its pages or saying why there are none.

As with the calculations (`indicateurs.operations.calculs`), a drawing belongs to whoever took it up last: each write is
one UPDATE guarded by the number of the attempt. None of them is the act of a person: no `by`.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from comptes.taches import TENTATIVES_MAX, is_enqueued
from reporting.echecs import INTERROMPU
from reporting.models import DOCUMENTS_ATTENDUS, Document, EtatDocument
from reporting.operations.annonces import tell_echec_dessin, tell_projet


class DessinRepris(Exception):
    """The drawing is no longer ours: another worker took it up."""


class MiseAuDessin(Protocol):
    """What puts a document in the queue of those to draw."""

    def __call__(self, *, document_pk: int) -> object: ...


def _filter_tenus(document: Document) -> QuerySet[Document]:
    return Document.objects.filter(pk=document.pk, etat=EtatDocument.EN_COURS, tentatives=document.tentatives)


@transaction.atomic
def claim_document(*, at: datetime, pk: int) -> Document | None:
    """Take up a document to draw; it, or None when it no longer waits (taken, or drawn)."""
    pris = Document.objects.filter(pk=pk, etat=EtatDocument.A_DESSINER).update(
        etat=EtatDocument.EN_COURS, battement=at, tentatives=F("tentatives") + 1
    )
    return Document.objects.get(pk=pk) if pris else None


def record_battement(*, at: datetime, document: Document) -> None:
    """A sign of life. Raises DessinRepris."""
    if not _filter_tenus(document).update(battement=at):
        raise DessinRepris


@transaction.atomic
def record_dessin(*, at: datetime, document: Document, octets: bytes) -> None:
    """Store the pages, once. Raises DessinRepris."""
    dessine = _filter_tenus(document).update(
        etat=EtatDocument.DESSINE,
        octets=octets,
        empreinte=hashlib.sha256(octets).hexdigest(),
        battement=at,
    )
    if not dessine:
        raise DessinRepris
    tell_projet(document=document)


@transaction.atomic
def record_echec_dessin(*, at: datetime, document: Document, motif: str) -> None:
    """Say in a sentence why a document was not drawn. Nothing when it is no longer ours."""
    if _filter_tenus(document).update(etat=EtatDocument.ECHEC, motif_echec=motif, battement=at):
        tell_echec_dessin(at=at, document=document)


@transaction.atomic
def release_document(*, at: datetime, document: Document, enqueue: MiseAuDessin) -> None:
    """Give a drawing back to the queue: its worker stops."""
    if _filter_tenus(document).update(etat=EtatDocument.A_DESSINER, battement=at):
        enqueue(document_pk=document.pk)


@transaction.atomic
def requeue_documents(*, at: datetime, enqueue: MiseAuDessin) -> int:
    """Put back in the queue the drawings whose worker died, at most TENTATIVES_MAX times, and those whose task was
    lost. Returns how many."""
    limite = at - timedelta(seconds=settings.SILENCE_MAX)
    remis = 0
    silencieux = Document.objects.filter(etat__in=DOCUMENTS_ATTENDUS, battement__lt=limite)
    for document in silencieux.defer("contenu"):
        if document.etat == EtatDocument.EN_COURS and document.tentatives >= TENTATIVES_MAX:
            record_echec_dessin(at=at, document=document, motif=INTERROMPU)
        elif document.etat == EtatDocument.EN_COURS or not is_enqueued(document_pk=document.pk):
            # Guarded by what was read: of two workers that clean up together, one requeues.
            lu = Document.objects.filter(pk=document.pk, etat=document.etat, battement=document.battement)
            if lu.update(etat=EtatDocument.A_DESSINER, battement=at):
                enqueue(document_pk=document.pk)
                remis += 1
    return remis
