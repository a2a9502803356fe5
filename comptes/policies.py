"""Who opens, changes and closes whose account."""

from comptes.models import ROLES_DEPARTEMENTAUX, Jeton, Portee, Role, Utilisateur

RESERVE = (
    "Les comptes se tiennent par les valideurs, pour leur collectivité, et par l’administration centrale."
)
LECTEURS = (Role.VALIDEUR_DEPARTEMENTAL, Role.PREFECTURE, Role.CENTRALE)
# Whom each role invites; the centrale opens the first accounts of each collectivité too.
ROLES_INVITES: dict[str, tuple[str, ...]] = {
    Role.VALIDEUR_DEPARTEMENTAL: ROLES_DEPARTEMENTAUX,
    Role.CENTRALE: tuple(Role.values),
}


def refusal_to_read_comptes(user: Utilisateur) -> str | None:
    """Why `user` may not see who has an account in the perimeter, or None."""
    return None if user.role in LECTEURS else RESERVE


def refusal_to_read_journal(user: Utilisateur) -> str | None:
    """Why `user` may not read the journal of what belongs to no convention, or None."""
    return None if user.role == Role.CENTRALE else "Ce journal est celui de l’administration centrale."


def refusal_to_read_courriels(user: Utilisateur) -> str | None:
    """Why `user` may not see which mails were written to whom, or None."""
    return None if user.role in (Role.VALIDEUR_DEPARTEMENTAL, Role.CENTRALE) else RESERVE


def refusal_to_act_for(user: Utilisateur, compte: Utilisateur) -> str | None:
    """Why `user` may not act for the holder of `compte`, one that is seen, or None: the centrale, for whoever is not of
    it, and whose account is open."""
    if user.role != Role.CENTRALE or user.agi_par:
        return "Seule l’administration centrale agit pour le compte de quelqu’un."
    if compte.role == Role.CENTRALE:
        return "Personne n’agit pour le compte de l’administration centrale."
    if not compte.is_active:
        return "Ce compte est fermé\u00a0: personne n’agit plus pour lui."
    return None


def refusal_to_invite(user: Utilisateur) -> str | None:
    """Why `user` may not invite anybody, or None."""
    if user.refus_personnel:
        return user.refus_personnel
    return None if user.role in ROLES_INVITES else RESERVE


def refusal_to_change_compte(user: Utilisateur, compte: Utilisateur) -> str | None:
    """Why `user` may not change, close or open again `compte`, one that is seen, or None."""
    if user.refus_personnel:
        return user.refus_personnel
    is_sien = user.role == Role.CENTRALE or compte.collectivite_id == user.collectivite_id
    if not is_sien or compte.role not in ROLES_INVITES.get(user.role, ()):
        return RESERVE
    if compte.pk == user.pk:
        return "Votre propre compte se change et se ferme par quelqu’un d’autre."
    return None


def refusal_to_make_jeton(user: Utilisateur, portee: str = Portee.LECTURE) -> str | None:
    """Why `user` may not make a token for a tool that acts for them, or None."""
    if user.refus_personnel:
        return user.refus_personnel
    if portee == Portee.DEPOT and not user.is_departemental:
        return "Seul un compte de la collectivité dépose des chiffres\u00a0: choisissez «\u00a0Lire\u00a0»."
    return None


def refusal_to_withdraw_jeton(user: Utilisateur, jeton: Jeton) -> str | None:
    """Why `user` may not withdraw `jeton`, or None: its holder may, and who closes the account it acts for."""
    if user.refus_personnel:
        return user.refus_personnel
    if jeton.porteur_id == user.pk or user.role == Role.CENTRALE:
        return None
    is_sien = user.collectivite_id and jeton.porteur.collectivite_id == user.collectivite_id
    return None if user.role == Role.VALIDEUR_DEPARTEMENTAL and is_sien else RESERVE
