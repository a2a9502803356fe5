"""Who writes, answers, resolves or withdraws a remark. A refusal is a sentence; None is a yes."""

from comptes.models import ROLES_DE_REVUE, Utilisateur
from conventions.models import ETATS_EN_INSTRUCTION, Exercice
from conventions.policies import is_de_la_collectivite
from remarques.models import EtatRemarque, Remarque

RESERVE_A_LA_REVUE = "Les remarques sont écrites par la préfecture et par le commissaire du territoire."
REPONSE_A_LA_COLLECTIVITE = "Seule la collectivité répond à une remarque de l’État."
DEJA_RESOLUE = "Cette remarque est résolue\u00a0: elle n’attend plus de réponse."
DEJA_RETIREE = "Cette remarque est retirée\u00a0: il n’y a plus rien à en dire."
DEJA_REPONDUE = "Quelqu’un a répondu à cette remarque\u00a0: elle ne se retire plus, elle se résout."
DU_SERVICE = "Seul le service qui a écrit la remarque la retire."
RIEN_A_RENVOYER = (
    "Un renvoi porte au moins une remarque bloquante pour la collectivité, encore ouverte\u00a0: écrivez-la à la place "
    "dont elle parle, puis renvoyez l’exercice."
)
BLOQUANTES_OUVERTES = (
    "Une remarque bloquante attend encore la réponse de la collectivité\u00a0: renvoyez l’exercice pour complément, ou "
    "dites-la résolue, puis validez-le."
)


def refusal_to_remark(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not write remarks on `exercice`, nor go on with those that are there, or None."""
    if user.role not in ROLES_DE_REVUE or not exercice.convention.is_visible_to(user):
        return RESERVE_A_LA_REVUE
    if exercice.etat not in ETATS_EN_INSTRUCTION:
        return (
            f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: les remarques s’écrivent pendant "
            "son instruction."
        )
    return None


def refusal_to_answer_remarque(user: Utilisateur, remarque: Remarque) -> str | None:
    """Why `user` may not answer for the collectivité, or None: a remark awaits its answer whatever became of the
    exercice, until it is resolved."""
    if remarque.is_entre_services or not is_de_la_collectivite(user, remarque.exercice.convention):
        return REPONSE_A_LA_COLLECTIVITE
    return _refusal_of_fin(remarque) or (DEJA_RESOLUE if remarque.is_resolue else None)


def refusal_to_pursue(user: Utilisateur, remarque: Remarque) -> str | None:
    """Why `user` may not write again in a thread for the State, which opens it again if it was resolved, or None."""
    return _refusal_of_fin(remarque) or refusal_to_remark(user, remarque.exercice)


def refusal_to_resolve(user: Utilisateur, remarque: Remarque) -> str | None:
    """Why `user` may not say that nothing more is expected of a remark, or None."""
    return refusal_to_pursue(user, remarque) or (DEJA_RESOLUE if remarque.is_resolue else None)


def refusal_to_withdraw(user: Utilisateur, remarque: Remarque) -> str | None:
    """Why `user` may not withdraw a remark, or None: nobody answered it, and it is of one's own service."""
    if refus := refusal_to_pursue(user, remarque):
        return refus
    if user.role != remarque.service:
        return DU_SERVICE
    return None if remarque.messages.count() == 1 else DEJA_REPONDUE


def refusal_to_send_back(exercice: Exercice) -> str | None:
    """Why an exercice is not sent back, whoever asks, or None: something is asked of the collectivité."""
    return None if _is_bloque(exercice) else RIEN_A_RENVOYER


def refusal_to_validate(exercice: Exercice) -> str | None:
    """Why an exercice is not validated, whoever asks, or None: what it would be sent back for is answered, or
    resolved."""
    return BLOQUANTES_OUVERTES if _is_bloque(exercice) else None


def _is_bloque(exercice: Exercice) -> bool:
    return Remarque.objects.filter(exercice=exercice).to_send_back().exists()


def _refusal_of_fin(remarque: Remarque) -> str | None:
    return DEJA_RETIREE if remarque.etat == EtatRemarque.RETIREE else None
