"""Who may see what across conventions, and take it away: a sentence, or nothing."""

from comptes.models import Role, Utilisateur
from conventions.models import Exercice
from pilotage.models import EXPORTS_VIVANTS, EtatExport, Export

NATION_A_LA_CENTRALE = "La vue nationale est celle de l’administration centrale."
# Files that one person may have in preparation: each keeps a worker busy.
EN_PREPARATION_MAX = 3
TROP_EN_PREPARATION = (
    f"{EN_PREPARATION_MAX} de vos fichiers sont déjà en préparation\u00a0: attendez que l’un d’eux soit prêt."
)
COMPTE_FERME = "Votre compte a été fermé\u00a0: ce fichier n’est pas préparé."
DROIT_RETIRE = (
    "Vous n’avez plus le droit de lire tout ce que vous aviez demandé\u00a0: ce fichier ne vous est pas remis. "
    "Demandez-en un nouveau, il contiendra ce que vous pouvez lire aujourd’hui."
)
SUPPRIME = "Ce fichier n’est plus gardé\u00a0: demandez-le de nouveau."
BILAN_D_UNE_REGION = (
    "Le bilan en PDF est celui d’une région, une année où elle a un exercice\u00a0: choisissez-la dans le tableau de "
    "bord."
)
PAS_PRET = "Ce fichier n’est pas encore prêt."


def refusal_to_see_nation(user: Utilisateur) -> str | None:
    """Why `user` may not look at the whole country, or None."""
    return None if user.role == Role.CENTRALE else NATION_A_LA_CENTRALE


def refusal_to_request(user: Utilisateur) -> str | None:
    """Why `user` may not ask for one more file, or None."""
    if Export.objects.of(user).filter(etat__in=EXPORTS_VIVANTS).count() >= EN_PREPARATION_MAX:
        return TROP_EN_PREPARATION
    return None


def refusal_to_write_export(export: Export) -> str | None:
    """Why a file may not be made for whoever asked for it, by now, or None: the account is open, and every exercice
    that was asked for is one its holder reads."""
    if not export.par.is_active:
        return COMPTE_FERME
    lisibles = Exercice.objects.readable_by(export.par).filter(pk__in=export.exercices)
    return None if lisibles.count() == len(export.exercices) else DROIT_RETIRE


def refusal_to_take(export: Export) -> str | None:
    """Why a file is not given to whoever asked for it, by now, or None."""
    if export.etat == EtatExport.PRET:
        return refusal_to_write_export(export)
    return {EtatExport.SUPPRIME: SUPPRIME, EtatExport.REFUSE: DROIT_RETIRE}.get(
        EtatExport(export.etat), PAS_PRET
    )


def refusal_to_publish_edition(user: Utilisateur) -> str | None:
    """Why `user` may not publish a national edition, or None. What is published is read by everybody."""
    if user.role == Role.CENTRALE:
        return None
    return "Les éditions nationales sont publiées par l’administration centrale."
