"""Who may say how the délais of a year are compared. A refusal is a sentence; None is a yes."""

from comptes.models import Role, Utilisateur

METHODE_A_LA_CENTRALE = "Seule l’administration centrale fixe la méthode de référence d’une année."


def refusal_to_set_methode_reference(user: Utilisateur) -> str | None:
    """Why `user` may not fix the method the délais of a year are compared with, or None."""
    return None if user.role == Role.CENTRALE else METHODE_A_LA_CENTRALE
