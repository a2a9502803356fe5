"""Who may draft and publish référentiels."""

from comptes.models import Role, Utilisateur

REFERENTIELS_A_LA_CENTRALE = "Seule l’administration centrale prépare et publie les référentiels."


def refusal_to_prepare_referentiels(user: Utilisateur) -> str | None:
    """Why `user` may not draft nor publish a référentiel, or None."""
    return None if user.role == Role.CENTRALE else REFERENTIELS_A_LA_CENTRALE
