"""Writes of remarks: asked, answered, gone on with, resolved, withdrawn. Each is a message of its thread.

A remark is its service's: where its author is no longer of it, the first of their colleagues who writes takes it over.
"""

from datetime import datetime

from django.core.exceptions import ValidationError

from comptes.acces import check, check_vu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.notifications import settle
from comptes.operations import operation
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from conventions.operations.exercices import begin_instruction
from remarques.annonces import tell_remarque
from remarques.models import Audience, EtatRemarque, MessageRemarque, Remarque
from remarques.policies import (
    refusal_to_answer_remarque,
    refusal_to_pursue,
    refusal_to_remark,
    refusal_to_resolve,
    refusal_to_validate,
    refusal_to_withdraw,
)
from remarques.queries.fils import get_version_du_lieu
from remarques.queries.lieux import find_lieu

LIEU_PERDU = (
    "Ce dont parle votre remarque n’est plus dans l’exercice\u00a0: gardez une copie de votre texte, puis écrivez-le "
    "à une autre place."
)

CLOSE_PAR_LA_VALIDATION = "Close par la validation de l’exercice."


@operation
def write_remarque(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    ancre: str,
    cle: str,
    texte: str,
    audience: str = Audience.COLLECTIVITE,
    is_bloquante: bool = False,
    vu: str | None = None,
) -> Remarque:
    """Say something of one place of an exercice, as it was seen (`get_version_du_lieu`).

    Raises Refus, ModifieEntreTemps (somebody else just wrote there), or ValidationError: the place is gone, nothing is
    written, a remark between services would block.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_remark(by, exercice))
    check_vu(vu, get_version_du_lieu(by, exercice, ancre, cle), exercice)
    lieu = find_lieu(exercice, ancre, cle)
    if lieu is None:
        raise ValidationError(LIEU_PERDU)
    remarque = Remarque(
        exercice=exercice,
        ancre=ancre,
        cle=cle,
        libelle=lieu.libelle,
        audience=audience,
        is_bloquante=is_bloquante,
        service=by.role,
        auteur=by,
        le=at,
    )
    remarque.full_clean()
    remarque.save()
    _add_message(remarque, by, at, EtatRemarque.OUVERTE, Geste.ECRIRE_REMARQUE, texte)
    return remarque


@operation
def answer_remarque(
    *, by: Utilisateur, at: datetime, remarque: Remarque, texte: str, vu: str | None = None
) -> MessageRemarque:
    """The collectivité answers, as the thread was seen (`Remarque.version`). Raises Refus, ModifieEntreTemps or
    ValidationError."""
    remarque = _lock_remarque(remarque, vu)
    check(refusal_to_answer_remarque(by, remarque))
    return _add_message(remarque, by, at, EtatRemarque.REPONDUE, Geste.REPONDRE_REMARQUE, texte)


@operation
def pursue_remarque(
    *, by: Utilisateur, at: datetime, remarque: Remarque, texte: str, vu: str | None = None
) -> MessageRemarque:
    """A service of the State writes again: what was answered or resolved awaits an answer again. Between services, the
    other one answers. Raises Refus, ModifieEntreTemps or ValidationError."""
    remarque = _lock_remarque(remarque, vu)
    check(refusal_to_pursue(by, remarque))
    repond = remarque.is_entre_services and by.role != remarque.service
    vers = EtatRemarque.REPONDUE if repond else EtatRemarque.OUVERTE
    return _add_message(remarque, by, at, vers, Geste.POURSUIVRE_REMARQUE, texte)


@operation
def resolve_remarque(
    *, by: Utilisateur, at: datetime, remarque: Remarque, texte: str = "", vu: str | None = None
) -> MessageRemarque:
    """A service of the State expects nothing more of it. Raises Refus or ModifieEntreTemps."""
    remarque = _lock_remarque(remarque, vu)
    check(refusal_to_resolve(by, remarque))
    return _add_message(remarque, by, at, EtatRemarque.RESOLUE, Geste.RESOUDRE_REMARQUE, texte)


@operation
def withdraw_remarque(*, by: Utilisateur, at: datetime, remarque: Remarque) -> None:
    """Show no more a remark that was written by mistake, and that nobody answered; raises Refus."""
    remarque = _lock_remarque(remarque, None)
    check(refusal_to_withdraw(by, remarque))
    _add_message(remarque, by, at, EtatRemarque.RETIREE, Geste.RETIRER_REMARQUE, "")


def end_remarques(*, by: Utilisateur, at: datetime, exercice: Exercice) -> None:
    """Resolve what is left of the remarks of a locked exercice that `by` validates: nobody writes there any more.
    Inside the caller's transaction. Raises Refus: one blocks it."""
    check(refusal_to_validate(exercice))
    for remarque in Remarque.objects.filter(exercice=exercice).to_end().select_related("auteur"):
        remarque.exercice = exercice
        _write_message(
            remarque, by, at, EtatRemarque.RESOLUE, Geste.RESOUDRE_REMARQUE, CLOSE_PAR_LA_VALIDATION
        )
        # The validation tells of itself, once.
        settle(at=at, objet=remarque)


def _lock_remarque(remarque: Remarque, vu: str | None) -> Remarque:
    """The remark reread, its exercice locked, as it was seen."""
    exercice = lock_exercice(remarque.exercice)
    relue = Remarque.objects.select_related("auteur").get(pk=remarque.pk)
    relue.exercice = exercice
    check_vu(vu, relue.version, relue)
    return relue


def _add_message(
    remarque: Remarque, by: Utilisateur, at: datetime, vers: EtatRemarque, geste: Geste, texte: str
) -> MessageRemarque:
    # Between services, nothing of it shows.
    if not (by.is_departemental or remarque.is_entre_services):
        begin_instruction(by=by, at=at, exercice=remarque.exercice)
    message = _write_message(remarque, by, at, vers, geste, texte)
    tell_remarque(by=by, at=at, remarque=remarque, geste=geste)
    return message


def _write_message(
    remarque: Remarque, by: Utilisateur, at: datetime, vers: EtatRemarque, geste: Geste, texte: str
) -> MessageRemarque:
    message = MessageRemarque(remarque=remarque, par=by, le=at, texte=texte, vers=vers)
    message.full_clean()
    message.save()
    remarque.etat = vers
    parti = remarque.auteur
    if remarque.is_du_service(by) and not remarque.is_du_service(parti):
        remarque.auteur = by
        record_trace(by=by, at=at, geste=Geste.REPRENDRE_REMARQUE, objet=remarque, ecrite_par=str(parti))
    remarque.save(update_fields=["etat", "auteur"])
    record_trace(by=by, at=at, geste=geste, objet=remarque, etat=vers, scelles=seal(message))
    return message
