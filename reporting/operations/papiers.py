"""The papers of the instruction and of the decision, frozen; their pages are drawn afterwards (`operations.dessin`)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from comptes.acces import check
from comptes.fuseaux import compute_jour_compte
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from reporting import contents
from reporting.models import Document, EtapeDecision, NatureDocument
from reporting.operations.decision import check_montant, open_dossier
from reporting.operations.dessin import MiseAuDessin
from reporting.operations.documents import draw_again, freeze_document
from reporting.policies import (
    refusal_to_instruct,
    refusal_to_notify,
    refusal_to_produce_arrete,
    refusal_to_produce_fiche,
    refusal_to_produce_lettre,
)
from reporting.queries.decision import get_dossier
from reporting.queries.papiers_decision import build_arrete, build_dialogue, build_proposition


@operation
def produce_fiche(
    *, by: Utilisateur, at: datetime, exercice: Exercice, enqueue: MiseAuDessin | None = None
) -> Document:
    """Freeze the sheet of the next dialogue de performance; the same day and figures have one. Raises Refus."""
    dossier = get_dossier(lock_exercice(exercice))
    check(refusal_to_produce_fiche(by, dossier))
    contenu = build_dialogue(dossier, timezone.localtime(at).date())
    return freeze_document(
        by=by,
        at=at,
        exercice=dossier.exercice,
        nature=NatureDocument.DIALOGUE,
        contenu=contenu,
        enqueue=enqueue,
    )


@operation
def produce_lettre(
    *, by: Utilisateur, at: datetime, exercice: Exercice, enqueue: MiseAuDessin | None = None
) -> Document:
    """Freeze the letter of the last proposal: it bears the day of the proposal, which has one. Raises Refus."""
    dossier = get_dossier(lock_exercice(exercice))
    check(refusal_to_produce_lettre(by, dossier))
    proposition = dossier.proposition
    assert proposition is not None  # else it was refused
    return _produce_once(
        by=by,
        at=at,
        exercice=dossier.exercice,
        etape=proposition,
        nature=NatureDocument.LETTRE,
        build=lambda: build_proposition(dossier, proposition, proposition.jour),
        enqueue=enqueue,
    )


@operation
def produce_arrete(
    *, by: Utilisateur, at: datetime, exercice: Exercice, enqueue: MiseAuDessin | None = None
) -> Document:
    """Freeze the arrêté of the decision notified: it bears its day, and there is one. Raises Refus."""
    dossier = get_dossier(lock_exercice(exercice))
    check(refusal_to_produce_arrete(by, dossier))
    notification = dossier.notification
    assert notification is not None  # else it was refused
    return _produce_once(
        by=by,
        at=at,
        exercice=dossier.exercice,
        etape=notification,
        nature=NatureDocument.ARRETE,
        build=lambda: build_arrete(
            dossier,
            montant=notification.montant,
            motif=notification.motif,
            etabli_le=notification.jour,
            notification=notification,
        ),
        enqueue=enqueue,
    )


def _produce_once(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    etape: EtapeDecision,
    nature: NatureDocument,
    build: Callable[[], contents.Contenu],
    enqueue: MiseAuDessin | None,
) -> Document:
    """The paper of a step of the decision: what `build` says is frozen, the first time it is asked for."""
    if deja := Document.objects.filter(nature=nature, decision=etape).first():
        return draw_again(by=by, at=at, document=deja, enqueue=enqueue)
    return freeze_document(
        by=by,
        at=at,
        exercice=exercice,
        nature=nature,
        contenu=build(),
        decision=etape,
        enqueue=enqueue,
    )


@operation
def draft_arrete(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vu: str | None,
    montant: Decimal,
    motif: str,
    enqueue: MiseAuDessin | None = None,
) -> Document:
    """Freeze the projet of the arrêté that would keep `montant` back, to be signed; nothing is decided.

    Raises Refus, ModifieEntreTemps or ValidationError, as the notification would.
    """
    dossier = open_dossier(exercice, vu, refusal_to_instruct(by, exercice))
    check(refusal_to_notify(by, dossier, compute_jour_compte(at, dossier.exercice.convention.departement_id)))
    proposition = dossier.proposition
    assert proposition is not None and proposition.montant is not None  # else it was refused
    check_montant(montant, proposition.montant, "le montant proposé")
    contenu = build_arrete(
        dossier, montant=montant, motif=motif, etabli_le=timezone.localtime(at).date(), notification=None
    )
    return freeze_document(
        by=by,
        at=at,
        exercice=dossier.exercice,
        nature=NatureDocument.ARRETE,
        contenu=contenu,
        enqueue=enqueue,
    )
