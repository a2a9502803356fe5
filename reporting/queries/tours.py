"""Whose turn it is: what an exercice awaits of each role, état by état, in one sentence for each. Of its états alone;
what its money awaits is said by its dossier."""

from collections.abc import Mapping
from datetime import datetime

from comptes.fuseaux import compute_jour_compte
from comptes.models import ROLES_DEPARTEMENTAUX, Role, Utilisateur
from conventions.echeances import say_depuis
from conventions.models import ETATS_EN_INSTRUCTION, ETATS_INTERNES, Etat, Exercice
from nombres.formats import date_fr
from nombres.locutions import capitalize
from reporting.queries.vie import Dues

# (role, état of an exercice) → what it awaits of them; what is not here awaits nothing of them.
DUS: Mapping[tuple[str, str], str] = {
    **dict.fromkeys(((role, Etat.BROUILLON) for role in ROLES_DEPARTEMENTAUX), "completer"),
    **dict.fromkeys(((role, Etat.A_COMPLETER) for role in ROLES_DEPARTEMENTAUX), "renvoi"),
    (Role.VALIDEUR_DEPARTEMENTAL, Etat.CONTROLE): "controler",
    (Role.VALIDEUR_DEPARTEMENTAL, Etat.APPROUVE): "transmettre",
    **dict.fromkeys(((Role.PREFECTURE, etat) for etat in ETATS_EN_INSTRUCTION), "instruire"),
    **dict.fromkeys(((Role.COMMISSAIRE, etat) for etat in (Etat.TRANSMIS, Etat.INSTRUCTION)), "relire"),
}
# The same, said to them on the page of the exercice.
A_VOUS: Mapping[str, str] = {
    "completer": "À vous\u00a0: saisissez l’exercice {annee}{jusqu_au}, puis faites-le valider.",
    "renvoi": "À vous\u00a0: l’État demande un complément {depuis}{jusqu_au}.",
    "controler": "À vous\u00a0: l’exercice est en contrôle interne {depuis}. "
    "Transmettez-le à l’État, validez-le pour plus tard, ou rendez-le à la saisie.",
    "transmettre": "À vous\u00a0: l’exercice est prêt à transmettre {depuis}.",
    "instruire": "À vous\u00a0: la collectivité attend votre réponse{jusqu_au}.",
    "relire": "À vous\u00a0: la préfecture attend votre avis{jusqu_au}.",
    "proposition": "À vous\u00a0: la préfecture attend votre réponse à sa proposition{jusqu_au}.",
    "notifier": "À vous\u00a0: la décision sur l’exercice {annee} peut être notifiée.",
}
RIEN = "Vous n’avez rien à faire."
# For who sees many of them: how many are elsewhere, by état.
AILLEURS: Mapping[str, tuple[str, str]] = {
    Etat.BROUILLON: ("exercice est en cours de saisie", "exercices sont en cours de saisie"),
    Etat.CONTROLE: ("exercice est en contrôle interne", "exercices sont en contrôle interne"),
    Etat.APPROUVE: ("exercice est prêt à être transmis", "exercices sont prêts à être transmis"),
    Etat.A_COMPLETER: ("exercice est renvoyé pour complément", "exercices sont renvoyés pour complément"),
    Etat.TRANSMIS: ("exercice est transmis, pas encore lu", "exercices sont transmis, pas encore lus"),
    Etat.INSTRUCTION: ("exercice est en cours d’instruction", "exercices sont en cours d’instruction"),
    Etat.AVIS: ("exercice est à décider, avis rendu", "exercices sont à décider, avis rendu"),
    Etat.DIALOGUE: ("exercice est en dialogue de performance", "exercices sont en dialogue de performance"),
}
# What an exercice awaits of others, by état.
PHRASES: Mapping[str, str] = {
    Etat.BROUILLON: "{partie} prépare son rapport {annee}{jusqu_au}.",
    Etat.CONTROLE: "Le valideur contrôle l’exercice {annee} {depuis}.",
    Etat.APPROUVE: "Le valideur a validé l’exercice {annee} {depuis}, et doit le transmettre.",
    Etat.A_COMPLETER: "{partie} complète l’exercice {annee} {depuis}, à la demande de l’État{jusqu_au}.",
    Etat.TRANSMIS: "La préfecture a {rapport} {annee} {depuis}{jusqu_au}, et n’a pas commencé à l’instruire.",
    Etat.INSTRUCTION: "La préfecture instruit {rapport} {annee} {depuis}{jusqu_au}.",
    Etat.AVIS: "Le commissaire a rendu son avis {depuis}\u00a0: la préfecture décide sur l’exercice {annee}.",
    Etat.DIALOGUE: "Le dialogue de performance sur l’exercice {annee} est tenu {depuis}\u00a0: la préfecture décide.",
}
# What is settled, for whoever reads it.
FINIS: Mapping[str, str] = {
    Etat.VALIDE: "La préfecture a validé l’exercice {annee} {depuis}.",
    Etat.NOTIFIE: "La décision financière sur l’exercice {annee} est notifiée {depuis}.",
    Etat.CLOS: "L’exercice {annee} est clos {depuis}\u00a0: plus rien n’y est attendu de personne.",
}


def say_qui_agit(user: Utilisateur, exercice: Exercice, **dits: str) -> str:
    """Whom `exercice` awaits, when it is not `user`; "" when it is nobody. `dits` are `partie` (the collectivité),
    `depuis` and `jusqu_au`, in words."""
    # What goes on within the collectivité is its own.
    is_prepare = exercice.etat in ETATS_INTERNES and not user.is_departemental
    return _fill(PHRASES.get(Etat.BROUILLON if is_prepare else exercice.etat, ""), user, exercice, dits)


def make_dits(exercice: Exercice, dues: Dues, at: datetime) -> dict[str, str]:
    """What the sentences of an exercice say besides its year: who signed it, since when it is so, until when."""
    transition, terme = dues.transition, dues.terme
    jour, depuis = compute_jour_compte(at, exercice.convention.departement_id), ""
    if transition:
        depuis = say_depuis(compute_jour_compte(transition.le, exercice.convention.departement_id), jour)
    return {
        "partie": capitalize(exercice.convention.collectivite.nom_decline.le),
        "depuis": depuis,
        "jusqu_au": f", jusqu’au {date_fr(terme.le)}" if terme else "",
    }


def say_tour_de(nature: str, user: Utilisateur, exercice: Exercice, **dits: str) -> str:
    """What `exercice` awaits of `user`, said to them: a key of A_VOUS."""
    return _fill(A_VOUS[nature], user, exercice, dits)


def say_fini(user: Utilisateur, exercice: Exercice, **dits: str) -> str:
    """How an exercice that awaits nobody was settled."""
    return _fill(FINIS[exercice.etat], user, exercice, dits)


def _fill(modele: str, user: Utilisateur, exercice: Exercice, dits: Mapping[str, str]) -> str:
    rapport = "votre rapport" if user.is_departemental else "le rapport"
    return modele.format(annee=exercice.annee, rapport=rapport, **dits)
