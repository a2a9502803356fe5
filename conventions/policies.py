"""Who may do what to a convention and its exercices. A refusal is a sentence; None is a yes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import PROTECT, Model

from comptes.models import ROLES_DEPARTEMENTAUX, Role, Utilisateur
from conventions.models import (
    ETATS_TRANSMIS,
    Acte,
    Action,
    Campagne,
    Convention,
    Etat,
    Exercice,
    Source,
)
from conventions.queries.partenaires import PartenaireUtilise
from conventions.transitions import find_chemin, find_refus_second_arrete, list_reouvertures
from nombres.formats import date_fr

# What is kept of a convention over its life → who of the State writes it, besides the collectivité that signs.
VOLETS: Mapping[str, tuple[Role, ...]] = {
    "signataires_etat": (Role.PREFECTURE,),
    "signataires_departement": (),
    "dates": (Role.PREFECTURE, Role.CENTRALE),
    "paiement": (Role.PREFECTURE,),
    "deliberations": (),
    "avenants_anterieurs": (Role.PREFECTURE,),
    "pieces": (Role.PREFECTURE,),
}
REFUS_DE_VOLET = {
    "signataires_etat": "Les signataires pour l’État sont tenus par la préfecture et par la collectivité.",
    "signataires_departement": "Les signataires pour la collectivité sont tenus par elle.",
    "dates": "Les dates de la convention sont tenues par la collectivité, la préfecture et l’administration centrale.",
    "paiement": "Les modalités de paiement sont tenues par la collectivité et par la préfecture.",
    "deliberations": "Les délibérations sont enregistrées par la collectivité.",
    "avenants_anterieurs": "Les avenants antérieurs sont enregistrés par la collectivité ou par la préfecture.",
    "pieces": "Les copies signées sont jointes par la collectivité ou par la préfecture du département.",
}

EXECUTE = "Des crédits ont été exécutés sur cette action"
CONVENU = "Des crédits de l’État sont convenus pour cette action"
SORTIE = "elle ne se supprime pas. Vous pouvez la déclarer abandonnée."

RESERVE_AU_DEPARTEMENT = "La saisie est réservée aux agents de la collectivité."
HORS_PERIMETRE = "Cette convention n’est pas de votre périmètre."
DEROGATION_A_LA_PREFECTURE = "Seule la préfecture du département lève une règle pour un chiffre."
RESERVE_A_L_ETAT = "Le montant notifié est dit par la préfecture ou par l’administration centrale."
COLLECTIVITES_A_LA_CENTRALE = "Seule l’administration centrale tient la liste des collectivités."
CAMPAGNES_A_LA_CENTRALE = "Les campagnes et leurs délais sont tenus par l’administration centrale."
RESERVE_A_LA_CENTRALE = "Seule l’administration centrale ouvre les conventions et les exercices."


def refusal_of_perimetre(user: Utilisateur, convention: Convention) -> str | None:
    """Why `convention` is not one `user` answers for, or None.

    A refusal that names no role of the convention itself starts with it: it holds whoever calls it, and says nothing of
    an exercice to somebody who may not know that it exists.
    """
    return None if convention.is_visible_to(user) else HORS_PERIMETRE


def is_de_la_collectivite(user: Utilisateur, convention: Convention) -> bool:
    """Does `user` write for the one that signed `convention`?"""
    return user.is_departemental and convention.is_visible_to(user)


def is_de_la_prefecture(user: Utilisateur, convention: Convention) -> bool:
    """Does `user` instruct `convention` for the State?"""
    return user.role == Role.PREFECTURE and convention.is_visible_to(user)


def is_du_commissaire(user: Utilisateur, convention: Convention) -> bool:
    """Does `user` advise the State on `convention`?"""
    return user.role == Role.COMMISSAIRE and convention.is_visible_to(user)


def refusal_to_edit(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not change anything of `exercice`, or None."""
    if not is_de_la_collectivite(user, exercice.convention):
        return RESERVE_AU_DEPARTEMENT
    if not exercice.is_modifiable:
        refus = f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: il ne se modifie plus."
        return " ".join([refus, *list_reouvertures(exercice.etat)])
    return None


def refusal_to_delete_action(user: Utilisateur, action: Action) -> str | None:
    """Why `user` may not delete `action`, with the way out, or None."""
    if refus := refusal_to_edit(user, action.exercice):
        return refus
    if action.financements.filter(execute__gt=0).exists():
        return f"{EXECUTE}\u00a0: {SORTIE}"
    if has_credits_convenus(action):
        return f"{CONVENU}\u00a0: {SORTIE}"
    motif = find_motif_de_garder(action)
    return f"{motif}\u00a0: {SORTIE}" if motif else None


def find_motif_de_garder(objet: Model) -> str | None:
    """Why a row stays, or None: what points to it says why it keeps it (`motif_de_garder`), whatever its floor."""
    for lien in objet._meta.related_objects:
        modele: Any = lien.related_model
        if lien.on_delete is PROTECT and modele._default_manager.filter(**{lien.field.name: objet}).exists():
            motif: str = modele.motif_de_garder
            return motif
    return None


def refusal_to_delete_partenaire(
    user: Utilisateur, exercice: Exercice, partenaire: PartenaireUtilise
) -> str | None:
    """Why `user` may not take `partenaire` (of `list_partenaires`) out of the list of the convention, or None."""
    if refus := refusal_to_edit(user, exercice):
        return refus
    if partenaire.nombre_actions:
        pluriel = "s" if partenaire.nombre_actions > 1 else ""
        return f"Il est partenaire de {partenaire.nombre_actions} action{pluriel}, tous exercices réunis."
    if partenaire.is_financeur:
        return "Il finance des actions."
    return None


def refusal_to_redeploy(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not move State credits between axes in `exercice`, or None."""
    if refus := refusal_to_edit(user, exercice):
        return refus
    if exercice.referentiel.definition.redeploiement is None:
        return "Le référentiel de l’exercice ne prévoit aucun redéploiement de crédits."
    return None


def refusal_to_set_prevu_etat(exercice: Exercice) -> str | None:
    """Why the State's planned amounts of `exercice` do not change by typing, or None: they were agreed."""
    if exercice.prevu_fixe_le is None:
        return None
    return (
        f"Les montants prévus de l’État sont convenus depuis le {exercice.prevu_fixe_le:%d/%m/%Y}\u00a0: "
        "ils changent par un redéploiement ou par un avenant."
    )


def has_credits_convenus(action: Action) -> bool:
    """Were State credits agreed for `action`? It then neither goes nor changes its axe: that would move them."""
    if action.exercice.prevu_fixe_le is None:
        return False
    return action.financements.filter(source=Source.ETAT, prevu__gt=0).exists()


def refusal_of_transition(user: Utilisateur, exercice: Exercice, vers: Etat) -> str | None:
    """Why `user` may not move `exercice` to `vers` (`conventions.transitions`), or None."""
    return _refusal_of_chemin(user, exercice, vers, None)


def refusal_of_acte(user: Utilisateur, exercice: Exercice, acte: Acte) -> str | None:
    """Why `user` may not do `acte` on `exercice` (`conventions.transitions`), or None."""
    return _refusal_of_chemin(user, exercice, None, acte)


def _refusal_of_chemin(
    user: Utilisateur, exercice: Exercice, vers: Etat | None, acte: Acte | None
) -> str | None:
    if refus := refusal_of_perimetre(user, exercice.convention):
        return refus
    chemin = find_chemin(user.role, exercice, vers, acte)
    return chemin if isinstance(chemin, str) else user.refus_personnel


def refusal_to_open_second_arrete(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not open the second round of an extended exercice, or None."""
    if not is_de_la_collectivite(user, exercice.convention):
        return RESERVE_AU_DEPARTEMENT
    return find_refus_second_arrete(exercice, Etat.BROUILLON) or refusal_of_acte(
        user, exercice, Acte.OUVRIR_SECOND_ARRETE
    )


def refusal_to_record_collectivite(user: Utilisateur) -> str | None:
    """Why `user` may not add a collectivité nor change one, or None."""
    return None if user.role == Role.CENTRALE else COLLECTIVITES_A_LA_CENTRALE


def refusal_to_open(user: Utilisateur) -> str | None:
    """Why `user` may not open a convention or an exercice, or None."""
    return None if user.role == Role.CENTRALE else RESERVE_A_LA_CENTRALE


def refusal_to_run_campagnes(user: Utilisateur) -> str | None:
    """Why `user` may not prepare, change or read a campaign, or None."""
    return None if user.role == Role.CENTRALE else CAMPAGNES_A_LA_CENTRALE


def refusal_to_open_campagne(user: Utilisateur, campagne: Campagne, jour: date) -> str | None:
    """Why `user` may not open `campagne`, or the exercices it lacks, on `jour`, or None."""
    if refus := refusal_to_run_campagnes(user):
        return refus
    if jour < campagne.ouverture:
        return f"La campagne s’ouvre le {date_fr(campagne.ouverture)}\u00a0: changez cette date pour l’ouvrir avant."
    return None


def refusal_to_grant_delai(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not grant more time for the report of `exercice`, nor withdraw it, or None."""
    if refus := refusal_to_run_campagnes(user):
        return refus
    if exercice.etat in ETATS_TRANSMIS:
        return f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: son rapport n’est plus attendu."
    return None


def refusal_to_set_notifie(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not say what the State notified for `exercice`, and how it is split, or None."""
    if user.role not in (Role.PREFECTURE, Role.CENTRALE) or not exercice.convention.is_visible_to(user):
        return RESERVE_A_L_ETAT
    if not exercice.is_modifiable:
        return (
            f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: le montant notifié ne change plus."
        )
    return None


def refusal_to_edit_convention(user: Utilisateur, convention: Convention, volet: str) -> str | None:
    """Why `user` may not change this part of the life of `convention` (one of VOLETS), or None."""
    tenants = (*ROLES_DEPARTEMENTAUX, *VOLETS[volet])
    return None if user.role in tenants and convention.is_visible_to(user) else REFUS_DE_VOLET[volet]


def refusal_to_report_together(user: Utilisateur, exercices: Iterable[Exercice]) -> str | None:
    """Why `user` may not join the exercices of several conventions in one report, or change that, or None."""
    for exercice in exercices:
        if refus := refusal_to_edit(user, exercice):
            return f"Convention {exercice.convention.code}\u00a0: {refus[0].lower()}{refus[1:]}"
    return None


def refusal_to_waive(user: Utilisateur, exercice: Exercice) -> str | None:
    """Why `user` may not set a rule aside for a figure of `exercice`, or None."""
    if not is_de_la_prefecture(user, exercice.convention):
        return DEROGATION_A_LA_PREFECTURE
    if not exercice.is_modifiable:
        return f"L’exercice {exercice.annee} est {exercice.etat_dit}\u00a0: lever une règle n’y changerait plus rien."
    return None
