"""Who may do what to an avenant. A refusal is a sentence; None is a yes."""

from comptes.models import Role
from conventions.policies import refusal_to_edit


def refusal_to_edit_avenant(user, avenant):
    """Why `user` may not change `avenant`, or None."""
    if avenant.is_signe:
        return f"L’avenant n° {avenant.numero} est signé : il ne se modifie plus. Un nouvel avenant peut le corriger."
    return refusal_to_edit(user, avenant.exercice)


def refusal_to_sign(user, avenant):
    """Why `user` may not record the signature of `avenant`, or None. The valideur signs for the executive."""
    refus = refusal_to_edit_avenant(user, avenant)
    if refus is None and user.role != Role.VALIDEUR_DEPARTEMENTAL:
        return "L’enregistrement de la signature revient au valideur du département."
    return refus
