"""The documents, frozen once."""

import hashlib
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from avenants.operations import sign_avenant
from comptes.models import Geste
from comptes.operations import record_trace
from conventions.operations.acces import check, lock_exercices
from conventions.queries.conventions import list_exercices_reunis
from reporting import contents, pdf
from reporting.models import Document, NatureDocument
from reporting.policies import refusal_to_print, refusal_to_produce, refusal_to_produce_commun
from reporting.queries.documents import build_avenant, build_rapport, build_rapport_commun

RENDUS = {
    NatureDocument.RAPPORT: pdf.render_rapport,
    NatureDocument.COMMUN: pdf.render_rapport_commun,
    NatureDocument.AVENANT: pdf.render_avenant,
}


def _freeze(*, by, at, exercice, nature, contenu, avenant=None, communs=()):
    """Store the paper of `contenu`, or return the one already stored for the same figures; `communs` are the other
    exercices it speaks of.

    Rendering takes seconds: it runs before the transaction, so that nobody waits for it to write.
    """
    empreinte_contenu = contents.empreinte(contenu)
    existant = Document.objects.filter(
        exercice=exercice, nature=nature, empreinte_contenu=empreinte_contenu
    ).first()
    if existant:
        return existant
    octets = RENDUS[nature](contenu)
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
            document.communs.set(communs)
            for un in (exercice, *communs):
                record_trace(
                    by=by, at=at, geste=Geste(f"produire_{nature}"), objet=un, empreinte=document.empreinte
                )
    return document


def produce_rapport(*, by, at, exercice):
    """Freeze the rapport d'exécution as the figures stand; the same figures give the same document. Raises Refus."""
    check(refusal_to_produce(by, exercice))
    contenu = build_rapport(exercice, timezone.localtime(at).date())
    return _freeze(by=by, at=at, exercice=exercice, nature=NatureDocument.RAPPORT, contenu=contenu)


def produce_rapport_commun(*, by, at, exercice):
    """Freeze the report of all the conventions `exercice` reports with, as the figures stand. Raises Refus."""
    check(refusal_to_produce_commun(by, exercice))
    reunis = list(list_exercices_reunis(exercice).filter(rapport_commun=exercice.rapport_commun_id))
    contenu = build_rapport_commun(reunis, timezone.localtime(at).date())
    premier, *autres = reunis
    return _freeze(
        by=by, at=at, exercice=premier, nature=NatureDocument.COMMUN, contenu=contenu, communs=autres
    )


def produce_avenant(*, by, at, avenant):
    """Freeze the draft of an avenant; a signed one has its document already. Raises Refus."""
    check(refusal_to_print(avenant))
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
def conclude_avenant(*, by, at, avenant, version, date_signature):
    """Sign what was read at this `version`: freeze the final paper, with old and new values, then apply the lines to
    the convention. Raises Refus, or ModifieEntreTemps when the avenant changed since."""
    lock_exercices(avenant.exercice)
    avenant.refresh_from_db()
    contenu = build_avenant(avenant, timezone.localtime(at).date())
    avenant = sign_avenant(by=by, at=at, avenant=avenant, version=version, date_signature=date_signature)
    return _freeze(
        by=by,
        at=at,
        exercice=avenant.exercice,
        nature=NatureDocument.AVENANT,
        contenu=replace(contenu, projet=False, date_signature=date_signature),
        avenant=avenant,
    )
