"""Who may do what with a parcours file. A refusal is a sentence; None is a yes."""

from comptes.models import Utilisateur
from conventions.models import Exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import IMPORTS_VIVANTS, EtatImport, ImportParcours

CALCUL_EN_COURS = "Un calcul est déjà en cours pour cet exercice\u00a0: attendez sa fin, ou annulez-le."


def refusal_to_deposit(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not deposit a parcours file for `exercice`, or None."""
    refus = refusal_to_edit(user, exercice)
    if refus is None and exercice.imports.filter(etat__in=IMPORTS_VIVANTS).exists():
        return CALCUL_EN_COURS
    return refus


def refusal_to_confirm(user: Utilisateur, imp: ImportParcours) -> str | None:
    """Why `user` may not make the figures of `imp` those of its exercice, or None."""
    refus = refusal_to_edit(user, imp.exercice)
    if refus is None and imp.etat != EtatImport.CALCULE:
        return (
            f"Ce fichier est à l’état «\u00a0{imp.get_etat_display().lower()}\u00a0»\u00a0: il n’y a rien à "
            "confirmer."
        )
    return refus


def refusal_to_cancel(user: Utilisateur, imp: ImportParcours) -> str | None:
    """Why `user` may not give up `imp`, or None."""
    refus = refusal_to_edit(user, imp.exercice)
    if refus is None and imp.etat not in (*IMPORTS_VIVANTS, EtatImport.CALCULE):
        return f"Ce fichier est à l’état «\u00a0{imp.get_etat_display().lower()}\u00a0»\u00a0: il n’y a rien à annuler."
    return refus


def refusal_to_erase(user: Utilisateur, imp: ImportParcours) -> str | None:
    """Why `user` may not take nor erase the list of refused lines of `imp`, or None."""
    refus = refusal_to_edit(user, imp.exercice)
    if refus is None and imp.etat != EtatImport.REFUSE:
        return "Ce fichier n’a pas de relevé des lignes refusées."
    return refus
