"""Who may move a target, and how. A refusal is a sentence; None is a yes."""

from comptes.models import Utilisateur
from conventions.policies import RESERVE_AU_DEPARTEMENT, refusal_of_perimetre
from indicateurs.models import Cible


def refusal_to_set_cible(user: Utilisateur, cible: Cible) -> str | None:
    """Why `user` may not type, change or empty `cible` (stored or not), or None: agreed, it moves by an avenant."""
    if refus := refusal_of_perimetre(user, cible.convention):
        return refus
    if not user.is_departemental:
        return RESERVE_AU_DEPARTEMENT
    return refusal_to_move_cible(cible) or refusal_of_convenue(cible)


def refusal_of_convenue(cible: Cible) -> str | None:
    """Why `cible` does not move by typing, or None: it was agreed with the State."""
    if cible.convenue_le is None:
        return None
    return f"La cible {cible.annee} de {cible.code} est {cible.texte}\u00a0: elle change par un avenant."


def refusal_to_move_cible(cible: Cible) -> str | None:
    """Why `cible` does not move at all, by an avenant either, or None: its year is closed (read `convention.exercices`
    beforehand for several)."""
    for exercice in cible.convention.exercices.all():
        if exercice.annee == cible.annee and not exercice.is_modifiable:
            return f"L’exercice {cible.annee} est {exercice.etat_dit}\u00a0: sa cible de {cible.code} ne change plus."
    return None
