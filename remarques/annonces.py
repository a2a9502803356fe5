"""Who is told of what becomes of a remark: whom it awaits, and who else reads it."""

from collections.abc import Mapping
from datetime import datetime

from comptes.gestes import Geste
from comptes.models import ROLES_DE_REVUE, ROLES_DEPARTEMENTAUX, NatureNotification, Role, Utilisateur
from comptes.notifications import notify, settle
from conventions.queries.destinataires import list_destinataires
from nombres.locutions import capitalize
from remarques.models import Remarque
from remarques.queries.fils import get_page, is_attendue_de

SERVICES: Mapping[str, str] = {Role.PREFECTURE: "la préfecture", Role.COMMISSAIRE: "le commissaire"}
# What was done to a remark, as it is told; one that is withdrawn is shown no more, and told to nobody.
FAITS: Mapping[Geste, str] = {
    Geste.ECRIRE_REMARQUE: "a écrit une remarque sur",
    Geste.REPONDRE_REMARQUE: "a répondu à une remarque sur",
    Geste.POURSUIVRE_REMARQUE: "a repris le fil d’une remarque sur",
    Geste.RESOUDRE_REMARQUE: "a dit résolue une remarque sur",
}


def tell_remarque(*, by: Utilisateur, at: datetime, remarque: Remarque, geste: Geste) -> None:
    """Tell of what `by` just did to `remarque`: those it awaits now, and those of the other side and service who may
    read it; what was asked about it is settled. Inside the caller's transaction."""
    settle(at=at, objet=remarque)
    if geste not in FAITS:
        return
    exercice = remarque.exercice
    partie = SERVICES.get(by.role, exercice.convention.collectivite.nom_decline.le)
    phrase = f"{capitalize(partie)} {FAITS[geste]} {exercice.designation}\u00a0: {remarque.libelle}."
    dits: dict[bool, list[Utilisateur]] = {True: [], False: []}
    for compte in _list_concernes(by, remarque):
        dits[is_attendue_de(compte, remarque.audience, remarque.etat, remarque.service)].append(compte)
    for is_action, comptes in dits.items():
        notify(
            at=at,
            a=comptes,
            nature=NatureNotification.REMARQUE,
            objet=remarque,
            phrase=phrase,
            url=get_page(remarque),
            is_action=is_action,
            convention=exercice.convention.code,
        )


def _list_concernes(by: Utilisateur, remarque: Remarque) -> list[Utilisateur]:
    """Those who read it and are not of the side, or of the service, of `by`: a draft is told to whoever reads it."""
    roles = ROLES_DE_REVUE if remarque.is_entre_services else (*ROLES_DEPARTEMENTAUX, *ROLES_DE_REVUE)
    siens = ROLES_DEPARTEMENTAUX if by.is_departemental else (by.role,)
    comptes = list_destinataires(remarque.exercice.convention, [role for role in roles if role not in siens])
    return [compte for compte in comptes if remarque.exercice.is_readable_by(compte)]
