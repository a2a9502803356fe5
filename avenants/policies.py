"""Who may do what to an avenant. A refusal is a sentence; None is a yes."""

from collections.abc import Sequence

from avenants.models import Avenant
from avenants.queries import get_suite, list_fautes_avenant, list_parts_non_tenues_par
from comptes.models import Role, Utilisateur
from conventions.models import Exercice
from conventions.policies import (
    RESERVE_AU_DEPARTEMENT,
    is_de_la_collectivite,
    refusal_of_perimetre,
    refusal_to_edit,
)
from financement.parts import PartMesuree
from nombres.formats import date_fr

SIGNATURE_AU_VALIDEUR = "L’enregistrement de la signature revient au valideur de la collectivité."


def refusal_to_edit_avenant(user: Utilisateur, avenant: Avenant) -> str | None:
    """Why `user` may not change `avenant`, or None."""
    if refus := refusal_of_perimetre(user, avenant.exercice.convention):
        return refus
    if avenant.is_report:
        return (
            f"L’avenant de report n°\u00a0{avenant.numero} ne se modifie pas\u00a0: il s’annule à la page "
            "de la prolongation, tant que le second arrêté n’est pas ouvert."
        )
    if avenant.is_signe:
        return (
            f"L’avenant n°\u00a0{avenant.numero} est signé\u00a0: il ne se modifie plus. Un nouvel avenant peut le "
            "corriger."
        )
    return refusal_to_edit(user, avenant.exercice)


def refusal_to_sign(user: Utilisateur, avenant: Avenant) -> str | None:
    """Why `user` may not record the signature of `avenant`, or None. The valideur signs for the executive what adds up,
    in the order of the numbers."""
    if refus := refusal_to_edit_avenant(user, avenant):
        return refus
    if user.role != Role.VALIDEUR_DEPARTEMENTAL:
        return SIGNATURE_AU_VALIDEUR
    suite = get_suite(avenant.convention_id, sauf=avenant.pk)
    return suite.find_attente(avenant.numero) or refusal_of_contenu(avenant)


def refusal_of_contenu(avenant: Avenant) -> str | None:
    """Why a draft `avenant` is neither put on paper nor signed as it is, whoever asks, or None: it must add up."""
    if avenant.is_report or avenant.is_signe:
        return None
    suite = get_suite(avenant.convention_id, sauf=avenant.pk)
    phrases = [
        suite.find_faute(avenant.numero),
        *(phrase for _, phrase in list_fautes_avenant(avenant)),
        _refusal_of_parts(list_parts_non_tenues_par(avenant)),
    ]
    return " ".join(filter(None, phrases)) or None


def _refusal_of_parts(parts: Sequence[PartMesuree]) -> str | None:
    """One sentence: the first share that the article would say and the table contradict."""
    if not parts:
        return None
    premiere = parts[0]
    ou = f"pour l’action {premiere.unite}, " if premiere.regle.sur == "action" else ""
    phrase = f"{premiere.phrase[:1].lower()}{premiere.phrase[1:]}"
    return f"L’article sur les engagements financiers dirait le contraire de son tableau\u00a0: {ou}{phrase}"


def refusal_to_extend(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not record the avenant that extends the execution of `exercice`, or None."""
    if refus := refusal_of_perimetre(user, exercice.convention):
        return refus
    if exercice.prolongation is None:
        return (
            f"Le référentiel de l’exercice {exercice.annee} ne prévoit pas de prolongation de l’exécution au-delà du "
            f"{date_fr(exercice.fin)}."
        )
    if exercice.prolonge_au is not None:
        return f"L’exécution {exercice.annee} est déjà prolongée jusqu’au {date_fr(exercice.prolonge_au)}."
    return _find_refus_valideur(user, exercice)


def refusal_to_cancel_extension(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not cancel the extension of `exercice`, or None."""
    if refus := refusal_of_perimetre(user, exercice.convention):
        return refus
    if exercice.prolonge_au is None:
        return f"L’exécution {exercice.annee} n’est pas prolongée."
    if exercice.is_second_arrete:
        return "Le second arrêté est ouvert\u00a0: la prolongation ne s’annule plus."
    return _find_refus_valideur(user, exercice)


def _find_refus_valideur(user: Utilisateur, exercice: Exercice) -> str | None:
    if not is_de_la_collectivite(user, exercice.convention):
        return RESERVE_AU_DEPARTEMENT
    return None if user.role == Role.VALIDEUR_DEPARTEMENTAL else SIGNATURE_AU_VALIDEUR
