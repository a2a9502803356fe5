"""Who may do what to an avenant. A refusal is a sentence; None is a yes."""

from collections.abc import Sequence

from avenants.calculations import AutresAvenants
from avenants.models import NATURES_CHIFFREES, Avenant, NatureAvenant
from avenants.queries import (
    explain_non_prolongeable,
    get_suite,
    list_fautes_avenant,
    list_parts_non_tenues_par,
)
from comptes.models import Role, Utilisateur
from conventions.models import Exercice
from conventions.policies import (
    RESERVE_AU_DEPARTEMENT,
    find_motif_de_garder,
    is_de_la_collectivite,
    refusal_of_perimetre,
    refusal_to_edit,
)
from financement.parts import PartMesuree

SIGNATURE_AU_VALIDEUR = "L’enregistrement de la signature revient au valideur de la collectivité."


def refusal_to_prepare(user: Utilisateur, exercice: Exercice, nature: str) -> str | None:
    """Why `user` may not prepare an avenant of this nature from `exercice`, or None.

    One that moves amounts is of an exercice that still moves; the execution of a year, and the convention, are extended
    whatever became of its figures.
    """
    if nature in NATURES_CHIFFREES:
        return refusal_to_edit(user, exercice)
    if not is_de_la_collectivite(user, exercice.convention):
        return RESERVE_AU_DEPARTEMENT
    return explain_non_prolongeable(exercice) if nature == NatureAvenant.REPORT else None


def _name(avenant: Avenant) -> str:
    return f"{avenant.designation[0].upper()}{avenant.designation[1:]}"


def refusal_to_edit_avenant(user: Utilisateur, avenant: Avenant) -> str | None:
    """Why `user` may not change `avenant`, or None."""
    if refus := refusal_of_perimetre(user, avenant.exercice.convention):
        return refus
    if avenant.is_signe:
        return f"{_name(avenant)} est signé\u00a0: il ne se modifie plus. Un nouvel avenant peut le corriger."
    return refusal_to_prepare(user, avenant.exercice, avenant.nature)


def refusal_to_delete_avenant(user: Utilisateur, avenant: Avenant) -> str | None:
    """Why `user` may not remove `avenant`, or None: one in preparation, whatever became of its exercice, that nobody
    read on paper."""
    if not is_de_la_collectivite(user, avenant.convention):
        return RESERVE_AU_DEPARTEMENT
    if avenant.is_signe:
        return f"{_name(avenant)} est signé\u00a0: il ne se retire plus. Un nouvel avenant peut le corriger."
    if motif := find_motif_de_garder(avenant):
        return f"{motif}\u00a0: il ne se retire plus. Modifiez-le, ou donnez-lui un autre numéro."
    return None


def refusal_to_sign(user: Utilisateur, avenant: Avenant) -> str | None:
    """Why `user` may not record the signature of `avenant`, or None. The valideur signs for the executive what adds up,
    in the order of the numbers."""
    if refus := refusal_to_edit_avenant(user, avenant):
        return refus
    if user.role != Role.VALIDEUR_DEPARTEMENTAL:
        return SIGNATURE_AU_VALIDEUR
    # Those that extend something do not wait for the money of the year.
    suite = get_suite(avenant.convention_id, sauf=avenant.pk) if avenant.is_chiffre else AutresAvenants()
    return user.refus_personnel or suite.find_attente(avenant.numero) or refusal_of_contenu(avenant)


def refusal_of_contenu(avenant: Avenant) -> str | None:
    """Why a draft `avenant` is neither put on paper nor signed as it is, whoever asks, or None: it must hold.
    One that was signed outside the site has no paper of it."""
    if avenant.nature == NatureAvenant.ANTERIEUR:
        return f"Le site n’imprime pas {avenant.designation}\u00a0: sa copie signée se joint à la convention."
    if avenant.is_signe:
        return None
    phrases = [phrase for _, phrase in list_fautes_avenant(avenant)]
    if avenant.is_chiffre and (refus := _refusal_of_parts(list_parts_non_tenues_par(avenant))):
        phrases.append(refus)
    return " ".join(phrases) or None


def _refusal_of_parts(parts: Sequence[PartMesuree]) -> str | None:
    """One sentence: the first share that the article would say and the table contradict."""
    if not parts:
        return None
    premiere = parts[0]
    ou = f"pour l’action {premiere.unite}, " if premiere.regle.sur == "action" else ""
    phrase = f"{premiere.phrase[:1].lower()}{premiere.phrase[1:]}"
    return f"L’article sur les engagements financiers dirait le contraire de son tableau\u00a0: {ou}{phrase}"
