"""Writes on accounts: invited, changed, closed, opened again, and their passwords.

A link of a mail opens one account once: it is signed with the password and the last login of that account, so that
choosing a password spends it, and it is good for `PASSWORD_RESET_TIMEOUT`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from comptes.acces import check
from comptes.courriels import queue_courriel
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Courriel, EtatCourriel, NatureCourriel, Role, Utilisateur
from comptes.operations import create_compte, operation, update_versioned
from comptes.policies import refusal_to_change_compte, refusal_to_invite

LIEN_PERIME = (
    "Ce lien n’ouvre plus rien\u00a0: il a déjà servi, ou il a plus de trois jours. Demandez-en un autre."
)
# A second one of these is not sent before: nobody fills the mailbox of somebody else, nor by clicking twice.
AVEC_LIEN = (NatureCourriel.MOT_DE_PASSE, NatureCourriel.INVITATION)
ENTRE_DEUX = timedelta(minutes=5)


def make_lien(compte: Utilisateur) -> dict[str, Any]:
    """{uid, jeton}: what the address of the link is made of."""
    return {
        "uid": urlsafe_base64_encode(force_bytes(compte.pk)),
        "jeton": default_token_generator.make_token(compte),
    }


def find_compte(uid: str, jeton: str) -> Utilisateur | None:
    """The open account whose link this is; None for one that is spent, too old, or of nobody."""
    try:
        pk = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    compte = Utilisateur.objects.filter(pk=pk).first()
    return compte if compte and _is_lien_de(compte, jeton) else None


def _is_lien_de(compte: Utilisateur, jeton: str) -> bool:
    return compte.is_active and default_token_generator.check_token(compte, jeton)


@operation
def invite_compte(*, by: Utilisateur, at: datetime, le: datetime, champs: Mapping[str, Any]) -> Utilisateur:
    """Open an account without a password and write its holder a link; `le` is the real instant, for the mail.

    Raises Refus, or ValidationError: an address that has an account, a perimeter that is not the role's.
    """
    check(refusal_to_invite(by))
    compte = create_compte(by=by, at=at, password=None, **champs)
    check(refusal_to_change_compte(by, compte))
    _write_invitation(by, at, le, compte)
    return compte


@operation
def invite_again(*, by: Utilisateur, at: datetime, le: datetime, compte: Utilisateur) -> bool:
    """Write a new link to somebody invited, unless one is on its way; False, and none is written, where the account was
    opened, or closed, since. Raises Refus."""
    compte = lock_compte(compte)
    check(refusal_to_change_compte(by, compte))
    is_attendue = compte.is_invite and compte.is_active
    if is_attendue and not _is_lien_en_route(compte, le):
        _write_invitation(by, at, le, compte)
    return is_attendue


def _is_lien_en_route(compte: Utilisateur, le: datetime) -> bool:
    """Was a link just written to it, that no mailbox refused?"""
    ecrits = Courriel.objects.filter(a=compte, nature__in=AVEC_LIEN, le__gt=le - ENTRE_DEUX)
    return ecrits.exclude(etat=EtatCourriel.ECHEC).exists()


def _write_invitation(by: Utilisateur, at: datetime, le: datetime, compte: Utilisateur) -> None:
    record_trace(by=by, at=at, geste=Geste.INVITER_COMPTE, objet=compte)
    queue_courriel(
        at=le,
        a=compte,
        nature=NatureCourriel.INVITATION,
        objet="Votre compte CALPAE",
        gabarit="comptes/courriels/invitation.txt",
        par=by,
        **make_lien(compte),
    )


@operation
def ask_mot_de_passe(*, le: datetime, email: str) -> None:
    """Write a link to the account of this address, if there is one that is open; nothing says whether there is."""
    trouve = Utilisateur.objects.filter(email=email.strip().lower()).first()
    compte = lock_compte(trouve) if trouve else None
    if compte is None or not compte.is_active or _is_lien_en_route(compte, le):
        return
    queue_courriel(
        at=le,
        a=compte,
        nature=NatureCourriel.MOT_DE_PASSE,
        objet="Votre mot de passe CALPAE",
        gabarit="comptes/courriels/mot_de_passe.txt",
        **make_lien(compte),
    )


@operation
def choose_mot_de_passe(*, at: datetime, uid: str, jeton: str, mot_de_passe: str) -> Utilisateur | None:
    """Give an account the password chosen behind its link, which is then spent; None, and nothing is done, for one that
    is, or whose account was closed, at this very instant too. Every session that was open ends."""
    trouve = find_compte(uid, jeton)
    compte = lock_compte(trouve) if trouve else None
    if compte is None or not _is_lien_de(compte, jeton):
        return None
    _set_mot_de_passe(at, compte, mot_de_passe)
    return compte


@operation
def change_mot_de_passe(*, by: Utilisateur, at: datetime, mot_de_passe: str) -> Utilisateur:
    """Change one's own password; every other session ends."""
    compte = lock_compte(by)
    _set_mot_de_passe(at, compte, mot_de_passe)
    return compte


def _set_mot_de_passe(at: datetime, compte: Utilisateur, mot_de_passe: str) -> None:
    compte.set_password(mot_de_passe)
    compte.save(update_fields=["password"])
    record_trace(by=compte, at=at, geste=Geste.CHANGER_MOT_DE_PASSE, objet=compte)


@operation
def change_compte(
    *, by: Utilisateur, at: datetime, compte: Utilisateur, version: int | None, champs: Mapping[str, Any]
) -> Utilisateur:
    """Change the name, the role or the perimeter of an account; raises Refus, ModifieEntreTemps, or ValidationError."""
    compte = lock_compte(compte)
    check(refusal_to_change_compte(by, compte))
    avant = {champ: str(getattr(compte, champ)) for champ in champs}
    _check_il_reste_une_centrale(compte, champs.get("role"))
    update_versioned(compte, version, champs)
    check(refusal_to_change_compte(by, compte))
    apres = {champ: str(getattr(compte, champ)) for champ in champs}
    record_trace(by=by, at=at, geste=Geste.CHANGER_COMPTE, objet=compte, avant=avant, apres=apres)
    return compte


@operation
def close_compte(*, by: Utilisateur, at: datetime, compte: Utilisateur) -> None:
    """Close an account: refused at its next request, in every session. What it wrote stays, signed; its drafts may be
    taken over. Raises Refus or ValidationError."""
    _set_ouvert(by, at, compte, False)


@operation
def reopen_compte(*, by: Utilisateur, at: datetime, compte: Utilisateur) -> None:
    """Open again an account that was closed; its password is what it was. Whoever never chose one is invited
    again: their link was closed with the account. Raises Refus."""
    _set_ouvert(by, at, compte, True)


def _set_ouvert(by: Utilisateur, at: datetime, compte: Utilisateur, ouvert: bool) -> None:
    compte = lock_compte(compte)
    check(refusal_to_change_compte(by, compte))
    if compte.is_active == ouvert:
        return
    _check_il_reste_une_centrale(compte, None)
    compte.is_active = ouvert
    compte.version += 1
    if compte.is_invite:
        # Signed with the password, even of an account that has none: the link of before opens it no more.
        compte.set_unusable_password()
    compte.save(update_fields=["is_active", "version", "password"])
    geste = Geste.ROUVRIR_COMPTE if ouvert else Geste.FERMER_COMPTE
    record_trace(by=by, at=at, geste=geste, objet=compte)


def _check_il_reste_une_centrale(compte: Utilisateur, role: str | None) -> None:
    """Somebody must be left who opens accounts."""
    if compte.role != Role.CENTRALE or role == Role.CENTRALE or not compte.is_active:
        return
    autres = Utilisateur.objects.filter(role=Role.CENTRALE, is_active=True).exclude(pk=compte.pk)
    if not autres.exists():
        raise ValidationError("C’est le dernier compte de l’administration centrale\u00a0: il reste ouvert.")


def lock_compte(compte: Utilisateur) -> Utilisateur:
    """The account reread and locked until the end of the transaction; with one of the centrale, all those of it that
    are open, in one order: of two who close one another, one stays."""
    voulus = Q(pk=compte.pk)
    if compte.role == Role.CENTRALE:
        voulus |= Q(role=Role.CENTRALE, is_active=True)
    comptes = Utilisateur.objects.select_for_update().filter(voulus).order_by("pk")
    return next(un for un in comptes if un.pk == compte.pk)
