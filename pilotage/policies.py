"""Who may see what across conventions: a sentence, or nothing."""

from comptes.models import Role, Utilisateur

NATION_A_LA_CENTRALE = "La vue nationale est celle de l’administration centrale."


def refusal_to_see_nation(user: Utilisateur) -> str | None:
    """Why `user` may not look at the whole country, or None."""
    return None if user.role == Role.CENTRALE else NATION_A_LA_CENTRALE
