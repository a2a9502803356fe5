"""The documents, frozen once."""

import hashlib
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from avenants.operations import sign_avenant
from comptes.operations import record_trace
from conventions.operations.acces import check, lock_exercice
from reporting import contents, pdf
from reporting.models import Document, NatureDocument
from reporting.policies import refusal_to_produce
from reporting.queries.documents import build_avenant, build_rapport


def _freeze(*, by, at, exercice, nature, contenu, avenant=None):
    """Store the paper of `contenu`, or return the one already stored for the same figures.

    Rendering takes seconds: it runs before the transaction, so that nobody waits for it to write.
    """
    empreinte_contenu = contents.empreinte(contenu)
    existant = Document.objects.filter(
        exercice=exercice, nature=nature, empreinte_contenu=empreinte_contenu
    ).first()
    if existant:
        return existant
    render = pdf.render_rapport if nature == NatureDocument.RAPPORT else pdf.render_avenant
    octets = render(contenu)
    with transaction.atomic():
        document, cree = Document.objects.get_or_create(
            exercice=exercice,
            nature=nature,
            empreinte_contenu=empreinte_contenu,
            defaults={
                "avenant": avenant,
                "projet": contenu.projet,
                "contenu": contents.to_dict(contenu),
                "octets": octets,
                "empreinte": hashlib.sha256(octets).hexdigest(),
                "par": by,
                "le": at,
            },
        )
        if cree:
            empreinte = document.empreinte
            record_trace(by=by, at=at, geste=f"produire : {nature}", objet=exercice, empreinte=empreinte)
    return document


def produce_rapport(*, by, at, exercice):
    """Freeze the rapport d'exécution as the figures stand; the same figures give the same document. Raises Refus."""
    check(refusal_to_produce(by, exercice))
    contenu = build_rapport(exercice, timezone.localtime(at).date())
    return _freeze(by=by, at=at, exercice=exercice, nature=NatureDocument.RAPPORT, contenu=contenu)


def produce_avenant(*, by, at, avenant):
    """Freeze the draft of an avenant; a signed one has its document already. Raises Refus."""
    check(refusal_to_produce(by, avenant.exercice))
    if avenant.is_signe:
        return avenant.documents.get(projet=False)
    contenu = build_avenant(avenant, timezone.localtime(at).date())
    return _freeze(
        by=by,
        at=at,
        exercice=avenant.exercice,
        nature=NatureDocument.AVENANT,
        contenu=contenu,
        avenant=avenant,
    )


@transaction.atomic
def conclude_avenant(*, by, at, avenant, date_signature):
    """Sign: freeze the final paper, with old and new values, then apply the lines to the convention. Raises Refus."""
    lock_exercice(avenant.exercice)
    contenu = build_avenant(avenant, timezone.localtime(at).date())
    sign_avenant(by=by, at=at, avenant=avenant, date_signature=date_signature)
    return _freeze(
        by=by,
        at=at,
        exercice=avenant.exercice,
        nature=NatureDocument.AVENANT,
        contenu=replace(contenu, projet=False, date_signature=date_signature),
        avenant=avenant,
    )
