"""The handing over of an exercice, with the photograph of what was handed over; the answer of who reviews it."""

from dataclasses import replace
from datetime import UTC, datetime

from django.core.exceptions import ValidationError

from comptes.acces import check, check_vu
from comptes.fuseaux import compute_jour_compte
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Acte, Etat, Exercice, Transition
from conventions.operations.acces import lock_exercice
from conventions.operations.exercices import move_exercice
from conventions.policies import refusal_of_acte
from indicateurs.operations.cibles import agree_cibles
from indicateurs.operations.transmission import transmit_exercice
from remarques.operations import end_remarques
from remarques.policies import refusal_to_send_back
from reporting import contents
from reporting.models import Occasion, Photographie, Remise
from reporting.operations.annonces import tell_remise
from reporting.operations.dessin import MiseAuDessin
from reporting.operations.documents import freeze_rapports_transmis, produce_recepisse
from reporting.policies import refusal_to_close, refusal_to_reopen
from reporting.queries.contenu_remise import build_contenu_remise
from reporting.queries.decision import get_dossier
from reporting.queries.execution import build_execution
from reporting.queries.papiers import list_papiers
from reporting.queries.versions import get_version_a_transmettre, get_version_instruite

NON_CERTIFIE = "Rien n’est transmis sans être certifié."


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
    photographie = _photograph(by, at, exercice, occasion, contenu or build_execution(exercice))
    record_trace(by=by, at=at, geste=Geste.FIGER_CHIFFRES, objet=exercice, scelles=seal(photographie))
    return photographie


def freeze_remise(*, by: Utilisateur, at: datetime, transition: Transition) -> Remise:
    """Keep all that a locked exercice hands over by `transition`, as its next round. Inside the caller's
    transaction."""
    exercice = transition.exercice
    photographie = _photograph(by, at, exercice, Occasion.TRANSMISSION, build_execution(exercice))
    rang = exercice.remises.count() + 1
    certificat = contents.Certificat(
        rang=rang,
        photographie=photographie.empreinte,
        par=by.nom,
        fonction=by.get_role_display(),
        le=at.astimezone(UTC),
        phrase=contents.CERTIFICATION,
    )
    jour = compute_jour_compte(at, exercice.convention.departement_id)
    contenu = replace(build_contenu_remise(exercice, jour), certificat=certificat)
    remise = Remise.objects.create(
        exercice=exercice,
        rang=rang,
        transition=transition,
        photographie=photographie,
        contenu=contents.to_dict(contenu),
        empreinte=contents.empreinte(contenu),
        par=by,
        le=at,
    )
    record_trace(
        by=by,
        at=at,
        geste=Geste.FIGER_CHIFFRES,
        objet=exercice,
        remise=rang,
        scelles=seal(photographie, remise),
    )
    return remise


def _photograph(
    by: Utilisateur, at: datetime, exercice: Exercice, occasion: Occasion, contenu: contents.ContenuExecution
) -> Photographie:
    return Photographie.objects.create(
        exercice=exercice,
        occasion=occasion,
        arrete_au=contenu.arrete_au,
        contenu=contents.to_dict(contenu),
        empreinte=contents.empreinte(contenu),
        par=by,
        le=at,
    )


@operation
def transmit(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    certifie: bool = False,
    sans_brouillons: bool = False,
    vu: str | None = None,
    enqueue: MiseAuDessin | None = None,
) -> Transition:
    """Hand the exercice over as it was seen (`get_version_a_transmettre`), certified: photograph it, freeze the round,
    the reports that say the same and the receipt, to be drawn (`enqueue`).

    Raises Refus (a report is known not to be drawable, among others), ExerciceIncomplet with all that is missing,
    ValidationError (work is waiting, nothing is certified) or ModifieEntreTemps.
    """
    exercice = lock_exercice(exercice)
    check(refusal_of_acte(by, exercice, Acte.TRANSMETTRE))
    if vu is not None:
        jour = compute_jour_compte(at, exercice.convention.departement_id)
        check_vu(vu, get_version_a_transmettre(exercice, jour), exercice)
    if not certifie:
        raise ValidationError({"certifie": NON_CERTIFIE})
    transition = transmit_exercice(by=by, at=at, exercice=exercice, sans_brouillons=sans_brouillons)
    remise = freeze_remise(by=by, at=at, transition=transition)
    freeze_rapports_transmis(
        by=by, at=at, exercice=exercice, photographie=remise.photographie, enqueue=enqueue
    )
    # A command that draws by itself makes no receipt: the page offers it.
    if enqueue:
        produce_recepisse(by=by, at=at, remise=remise, enqueue=enqueue)
    tell_remise(at=at, remise=remise)
    return transition


@operation
def review(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vers: Etat, motif: str, vu: str | None = None
) -> Transition:
    """Validate a transmitted exercice, whose targets are then agreed and whose remarks end, or send it back as long as
    its money is not decided on, as it was seen (`get_version_instruite`).

    Raises Refus (the report is not drawn: once validated, nobody could correct it; a blocking remark awaits the
    collectivité, or none does where it is sent back), ModifieEntreTemps, or ValidationError when a reason is missing.
    """
    exercice = lock_exercice(exercice)
    dossier, papiers = get_dossier(exercice), list_papiers(exercice)
    check_vu(vu, get_version_instruite(by, dossier), exercice)
    if vers == Etat.A_COMPLETER:
        check(refusal_to_reopen(dossier))
    transition = move_exercice(by=by, at=at, exercice=exercice, vers=vers, motif=motif)
    if vers == Etat.A_COMPLETER:
        check(refusal_to_send_back(exercice))
    if vers == Etat.VALIDE:
        check(refusal_to_close(papiers))
        end_remarques(by=by, at=at, exercice=exercice)
        agree_cibles(by=by, at=at, exercice=exercice)
    return transition
