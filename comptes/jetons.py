"""The tokens of tools: made by whom they act for, shown once, withdrawn, recognised, counted."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, QuerySet, Value, When

from comptes.acces import check
from comptes.gestes import Geste
from comptes.invitations import lock_compte
from comptes.journal import record_trace
from comptes.models import AppelsDeJeton, Jeton, Portee, Role, Utilisateur
from comptes.operations import operation
from comptes.policies import refusal_to_make_jeton, refusal_to_withdraw_jeton

# What the text of one begins with, so that whoever finds it somewhere knows what it is.
PREFIXE = "calpae_"
JOURS_MAX = 365
MINUTE = timedelta(minutes=1)


@operation
def create_jeton(
    *, by: Utilisateur, at: datetime, le: datetime, outil: str, portee: str, jours: int
) -> tuple[Jeton, str]:
    """Make a token of `by` for a tool, and its text, which nobody can read again; `le` is the real instant.

    Raises Refus; ValidationError: no name, or more than JOURS_MAX days.
    """
    compte = lock_compte(by)
    check(refusal_to_make_jeton(by, portee))
    texte = PREFIXE + secrets.token_urlsafe(32)
    jeton = Jeton(
        outil=outil,
        porteur=compte,
        portee=portee,
        empreinte=compute_empreinte_de_jeton(texte),
        role=compte.role,
        perimetre=compte.cle_perimetre,
        cree_le=le,
        expire_le=le + timedelta(days=min(jours, JOURS_MAX)),
    )
    jeton.full_clean()
    jeton.save()
    AppelsDeJeton.objects.create(jeton=jeton)
    record_trace(by=by, at=at, geste=Geste.CREER_JETON, objet=jeton, nom=outil, portee=portee, jours=jours)
    return jeton, texte


@operation
def withdraw_jeton(*, by: Utilisateur, at: datetime, le: datetime, jeton: Jeton) -> None:
    """End a token, at once; ended twice changes nothing. Raises Refus."""
    jeton = Jeton.objects.select_for_update(of=("self",)).select_related("porteur").get(pk=jeton.pk)
    check(refusal_to_withdraw_jeton(by, jeton))
    if jeton.retire_le:
        return
    jeton.retire_le = max(le, jeton.cree_le)
    jeton.save(update_fields=["retire_le"])
    record_trace(by=by, at=at, geste=Geste.RETIRER_JETON, objet=jeton, nom=jeton.outil)


def count_appel(*, le: datetime, jeton: Jeton, maximum: int) -> bool:
    """Count one more call in the minute of `le`; False, and nothing is counted, once there were `maximum`.

    One UPDATE decides: of calls that come together to several processes, no more pass than of calls one by one.
    """
    minute = le.replace(second=0, microsecond=0)
    siens = AppelsDeJeton.objects.filter(jeton=jeton).exclude(minute=minute, nombre__gte=maximum)
    comptes = Case(When(minute=minute, then=F("nombre") + 1), default=Value(1))
    return bool(siens.update(nombre=comptes, minute=minute))


def compute_empreinte_de_jeton(texte: str) -> str:
    """Its SHA-256, in hexadecimal, whatever was sent for a token."""
    return hashlib.sha256(texte.encode("utf-8", "surrogatepass")).hexdigest()


def find_jeton(texte: str) -> Jeton | None:
    """The token of that text, whatever became of it, with its holder; one query."""
    tous = Jeton.objects.select_related("porteur__collectivite", "porteur__departement", "porteur__region")
    return tous.filter(empreinte=compute_empreinte_de_jeton(texte)).first()


def list_jetons(user: Utilisateur) -> QuerySet[Jeton]:
    """The tokens `user` may withdraw, ended ones too: one's own; those of the collectivité for a valideur; all for the
    centrale."""
    tous = Jeton.objects.select_related(
        "appels", "porteur__collectivite", "porteur__departement", "porteur__region"
    )
    if user.role == Role.CENTRALE:
        return tous
    if user.role == Role.VALIDEUR_DEPARTEMENTAL:
        return tous.filter(Q(porteur__collectivite=user.collectivite_id) | Q(porteur=user))
    return tous.filter(porteur=user)


def refusal_of_jeton(jeton: Jeton, le: datetime) -> str | None:
    """Why a token that was made opens nothing at the instant `le`, whoever holds it, or None."""
    if jeton.retire_le:
        return "Ce jeton a été retiré\u00a0: demandez-en un autre à qui l’avait créé."
    if jeton.expire_le <= le:
        return f"Ce jeton a expiré le {jeton.expire_le:%d/%m/%Y}\u00a0: créez-en un autre."
    return None


def refusal_of_porteur(jeton: Jeton, portee: str) -> str | None:
    """Why the holder of a token has no longer, or never had, what is asked through it, or None."""
    if not jeton.porteur.is_active:
        return "Le compte pour lequel ce jeton agit est fermé."
    if not jeton.is_du_porteur:
        return "Le compte pour lequel ce jeton agit a changé de rôle ou de périmètre\u00a0: créez un autre jeton."
    if portee == Portee.DEPOT and jeton.portee != Portee.DEPOT:
        return "Ce jeton ne sert qu’à lire\u00a0: déposer des chiffres demande un jeton créé pour cela."
    return None
