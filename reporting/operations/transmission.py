"""The handing over of an exercice, with the photograph of what was handed over; the answer of who reviews it."""

from datetime import datetime

from comptes.acces import check, check_vu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Etat, Exercice, Transition
from conventions.operations.acces import lock_exercice
from conventions.operations.exercices import move_exercice
from conventions.policies import refusal_to_edit
from indicateurs.operations.cibles import agree_cibles
from indicateurs.operations.transmission import transmit_exercice
from reporting import contents
from reporting.models import Occasion, Photographie
from reporting.operations.dessin import MiseAuDessin
from reporting.operations.documents import freeze_rapports_transmis
from reporting.policies import refusal_to_close, refusal_to_reopen
from reporting.queries.decision import get_dossier
from reporting.queries.execution import build_execution
from reporting.queries.papiers import list_papiers
from reporting.queries.versions import get_version_a_transmettre, get_version_instruite


def freeze_execution(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    occasion: Occasion,
    contenu: contents.ContenuExecution | None = None,
) -> Photographie:
    """Keep the execution of a locked exercice as it stands. Inside the caller's transaction.

    `contenu` is what the caller has just built of it.
    """
    contenu = contenu or build_execution(exercice)
    photographie = Photographie.objects.create(
        exercice=exercice,
        occasion=occasion,
        arrete_au=contenu.arrete_au,
        contenu=contents.to_dict(contenu),
        empreinte=contents.empreinte(contenu),
        par=by,
        le=at,
    )
    record_trace(by=by, at=at, geste=Geste.FIGER_CHIFFRES, objet=exercice, scelles=seal(photographie))
    return photographie


@operation
def transmit(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    sans_brouillons: bool = False,
    vu: str | None = None,
    enqueue: MiseAuDessin | None = None,
) -> Transition:
    """Hand the exercice over as it was seen (`get_version_a_transmettre`): photograph it, and freeze the reports that
    say the same, to be drawn (`enqueue`).

    Raises Refus (a report is known not to be drawable, among others), ExerciceIncomplet with all that is missing,
    ValidationError (work is waiting) or ModifieEntreTemps.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    if vu is not None:
        check_vu(vu, get_version_a_transmettre(exercice), exercice)
    transition = transmit_exercice(by=by, at=at, exercice=exercice, sans_brouillons=sans_brouillons)
    photographie = freeze_execution(by=by, at=at, exercice=exercice, occasion=Occasion.TRANSMISSION)
    freeze_rapports_transmis(by=by, at=at, exercice=exercice, photographie=photographie, enqueue=enqueue)
    return transition


@operation
def review(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vers: Etat, motif: str, vu: str | None = None
) -> Transition:
    """Validate a transmitted exercice, whose targets are then agreed, or send it back as long as its money is not
    decided on, as it was seen (`get_version_instruite`).

    Raises Refus (the report is not drawn: once validated, nobody could correct it), ModifieEntreTemps, or
    ValidationError when a reason is missing.
    """
    exercice = lock_exercice(exercice)
    dossier, papiers = get_dossier(exercice), list_papiers(exercice)
    check_vu(vu, get_version_instruite(dossier), exercice)
    if vers == Etat.A_COMPLETER:
        check(refusal_to_reopen(dossier))
    transition = move_exercice(by=by, at=at, exercice=exercice, vers=vers, motif=motif)
    if vers == Etat.VALIDE:
        check(refusal_to_close(papiers))
        agree_cibles(by=by, at=at, exercice=exercice)
    return transition
