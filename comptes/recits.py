"""The journal told in words: what was done, as one says it, and to whom it may be told."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from comptes.gestes import Geste
from nombres.formats import compter, enumere, format_euros

# Of a list, a sentence names that many; the export holds them all.
NOMMES = 8
MONTANT = re.compile(r"-?\d{1,15}(\.\d{1,4})?")


class Lecteurs(Enum):
    """To whom a line is told, of those who know of its convention."""

    # Those of the collectivité: what goes on between them before they hand over.
    DE_LA_COLLECTIVITE = auto()
    # Those who read what the département is writing: it would tell the others what a draft holds.
    DU_BROUILLON = auto()
    # All of them.
    TOUS = auto()


@dataclass(frozen=True)
class Recit:
    """What follows the name of the one who did it, and to whom that is told."""

    dit: str
    lecteurs: Lecteurs = Lecteurs.DU_BROUILLON


def _tell_to(lecteurs: Lecteurs, **dits: str) -> dict[Geste, Recit]:
    return {Geste[nom]: Recit(dit, lecteurs) for nom, dit in dits.items()}


# What the State may know as soon as it is done: who is there, the life of the convention, what was handed over,
# decided, signed and paid. Not what was written meanwhile, nor that somebody is writing.
RECITS: dict[Geste, Recit] = _tell_to(
    Lecteurs.TOUS,
    OUVRIR_COMPTE="a ouvert un compte",
    SE_CONNECTER="s’est connecté",
    ECHOUER_CONNEXION="a essayé de se connecter, sans y parvenir",
    VERROUILLER_COMPTE="a verrouillé un compte, après trop d’essais",
    INVITER_COMPTE="a invité quelqu’un",
    CHANGER_COMPTE="a changé un compte",
    FERMER_COMPTE="a fermé un compte",
    ROUVRIR_COMPTE="a rouvert un compte",
    CHANGER_MOT_DE_PASSE="a changé son mot de passe",
    CHOISIR_COURRIELS="a choisi ses courriels",
    CREER_JETON="a créé un jeton d’accès pour un outil",
    RETIRER_JETON="a retiré le jeton d’accès d’un outil",
    COMMENCER_SUPPLEANCE="a commencé à agir pour le compte de quelqu’un",
    FINIR_SUPPLEANCE="a cessé d’agir pour le compte de quelqu’un",
    ENREGISTRER_COLLECTIVITE="a enregistré une collectivité",
    PREPARER_REFERENTIEL="a préparé un référentiel",
    MODIFIER_REFERENTIEL="a modifié un référentiel",
    SUPPRIMER_REFERENTIEL="a supprimé un référentiel en préparation",
    PUBLIER_REFERENTIEL="a publié un référentiel",
    FIXER_REFERENCE="a fixé la méthode de référence",
    PUBLIER_EDITION="a publié une édition nationale",
    OUVRIR_CONVENTION="a ouvert la convention",
    DIRE_SIGNATAIRES="a dit les signataires",
    CHANGER_DATES="a changé les dates de la convention",
    DIRE_PAIEMENT="a dit les modalités de paiement",
    ENREGISTRER_ANTERIEUR="a enregistré un avenant antérieur",
    RETIRER_ANTERIEUR="a retiré un avenant antérieur",
    JOINDRE_COPIE="a joint une copie signée",
    RETIRER_COPIE="a retiré une copie signée",
    OUVRIR_EXERCICE="a ouvert l’exercice",
    PREPARER_CAMPAGNE="a préparé une campagne",
    MODIFIER_CAMPAGNE="a modifié une campagne",
    OUVRIR_CAMPAGNE="a ouvert une campagne",
    ACCORDER_DELAI="a accordé un délai",
    RETIRER_DELAI="a retiré un délai",
    NOTIFIER_MONTANT="a dit le montant notifié par l’État",
    PASSER_BROUILLON="a fait repasser l’exercice à «\u00a0brouillon\u00a0»",
    PASSER_TRANSMIS="a transmis le rapport à l’État",
    PASSER_A_COMPLETER="a fait repasser l’exercice à «\u00a0à compléter\u00a0»",
    PASSER_VALIDE="a validé le rapport",
    PASSER_INSTRUCTION="a commencé l’instruction",
    PASSER_AVIS="a rendu l’exercice à la préfecture avec son avis",
    PASSER_DIALOGUE="a fait passer l’exercice en dialogue de performance",
    PASSER_NOTIFIE="a fait passer l’exercice à «\u00a0notifié\u00a0»",
    PASSER_CLOS="a clos l’exercice",
    FIGER_CHIFFRES="a figé ce qui est remis à l’État",
    ECRIRE_REMARQUE="a écrit une remarque",
    POURSUIVRE_REMARQUE="a repris le fil d’une remarque",
    RESOUDRE_REMARQUE="a dit une remarque résolue",
    RETIRER_REMARQUE="a retiré une remarque",
    REPRENDRE_REMARQUE="a repris la remarque de quelqu’un qui a quitté son service",
    SIGNER_AVENANT="a enregistré la signature d’un avenant",
    PROLONGER_EXECUTION="a prolongé l’exécution",
    ANNULER_PROLONGATION="a annulé la prolongation",
    PRODUIRE_RECEPISSE="a produit un récépissé de remise",
    PRODUIRE_DIALOGUE="a produit une fiche de dialogue de performance",
    PRODUIRE_LETTRE="a produit une lettre de proposition",
    PRODUIRE_ARRETE="a produit un arrêté de notification",
    RENDRE_AVIS="a rendu un avis",
    TENIR_DIALOGUE="a enregistré un dialogue de performance",
    DECISION_PROPOSEE="a proposé une décision financière",
    DECISION_REPONDUE="a répondu à la proposition de décision financière",
    DECISION_NOTIFIEE="a notifié la décision financière",
    ENREGISTRER_VERSEMENT="a enregistré un versement",
    RETIRER_VERSEMENT="a retiré un versement",
)
RECITS |= _tell_to(
    Lecteurs.DE_LA_COLLECTIVITE,
    PASSER_CONTROLE="a proposé l’exercice au contrôle interne",
    PASSER_APPROUVE="a validé l’exercice pour la collectivité",
    PASSER_SAISIE="a rendu l’exercice à la saisie",
    REPRENDRE_BROUILLON="a repris ce qu’une autre personne avait commencé à saisir",
)
RECITS |= {
    Geste.ENREGISTRER_DELIBERATION: Recit("a enregistré une délibération"),
    Geste.RETIRER_DELIBERATION: Recit("a retiré une délibération"),
    Geste.REPONDRE_REMARQUE: Recit("a répondu à une remarque"),
    Geste.REDIGER_RAPPORT: Recit("a rédigé le rapport"),
    Geste.REUNIR_EXERCICES: Recit("a réuni les exercices dans un rapport commun"),
    Geste.SEPARER_EXERCICES: Recit("a séparé les exercices d’un rapport commun"),
    Geste.DIRE_DEPENSE_COMMUNE: Recit("a dit la dépense commune"),
    Geste.ENREGISTRER_ACTION: Recit("a enregistré une action"),
    Geste.SUPPRIMER_ACTION: Recit("a supprimé une action"),
    Geste.JOINDRE_PIECE_ACTION: Recit("a joint une pièce à une action"),
    Geste.RETIRER_PIECE_ACTION: Recit("a retiré une pièce d’une action"),
    Geste.REPRENDRE_ACTIONS: Recit("a repris les actions de l’an dernier"),
    Geste.ANNULER_REPRISE: Recit("a annulé la reprise d’une action"),
    Geste.RENOMMER_PARTENAIRE: Recit("a renommé un partenaire"),
    Geste.RETIRER_PARTENAIRE: Recit("a retiré un partenaire"),
    Geste.AJOUTER_COFINANCEUR: Recit("a ajouté un cofinanceur"),
    Geste.RETIRER_COFINANCEUR: Recit("a retiré un cofinanceur"),
    Geste.SAISIR_MONTANTS: Recit("a saisi des montants"),
    Geste.REDEPLOYER: Recit("a redéployé des crédits de l’État"),
    Geste.SAISIR_INDICATEURS: Recit("a saisi des indicateurs"),
    Geste.FIXER_CIBLES: Recit("a fixé des cibles"),
    Geste.FIXER_SITUATION: Recit("a fixé la situation initiale"),
    Geste.DECLARER_METHODE: Recit("a déclaré la méthode"),
    Geste.JOINDRE_PIECE: Recit("a joint une pièce justificative"),
    Geste.RETIRER_PIECE: Recit("a retiré une pièce justificative"),
    Geste.LEVER_REGLE: Recit("a levé une règle de contrôle"),
    Geste.RETABLIR_REGLE: Recit("a rétabli une règle de contrôle"),
    Geste.DEPOSER_PARCOURS: Recit("a déposé un fichier de parcours"),
    Geste.ABANDONNER_PARCOURS: Recit("a abandonné un fichier de parcours"),
    Geste.CONFIRMER_PARCOURS: Recit("a confirmé un fichier de parcours"),
    Geste.EFFACER_RELEVE: Recit("a effacé un relevé de lignes"),
    Geste.PREPARER_AVENANT: Recit("a préparé un avenant"),
    Geste.MODIFIER_AVENANT: Recit("a modifié un avenant en préparation"),
    Geste.RETIRER_AVENANT: Recit("a retiré un avenant en préparation"),
    Geste.PRODUIRE_RAPPORT: Recit("a produit un rapport"),
    Geste.PRODUIRE_COMMUN: Recit("a produit un rapport commun"),
    Geste.PRODUIRE_AVENANT: Recit("a produit un avenant"),
    Geste.AUTRE: Recit("a fait autre chose"),
}


def get_recit(geste: str) -> Recit:
    """How a geste is told; one that says nothing of itself is told by its name, to those who read a draft."""
    return RECITS.get(Geste(geste)) or Recit(f"a fait ceci\u00a0: {Geste(geste).label}")


def list_gestes_dits(*, is_departemental: bool, reads_draft: bool) -> list[str]:
    """The gestes told to one of the collectivité or not, who reads a draft or not."""
    lecteurs = {
        Lecteurs.TOUS: True,
        Lecteurs.DU_BROUILLON: reads_draft,
        Lecteurs.DE_LA_COLLECTIVITE: is_departemental,
    }
    return [un for un in Geste.values if lecteurs[get_recit(un).lecteurs]]


def make_precisions(details: Mapping[str, Any], noms: Mapping[str, str]) -> str:
    """What a line says beside its geste and its object, in a few words, "" for nothing; `noms` are what the columns of
    the object are called. Told to those who read a draft: amounts, names of files and of figures are in it."""
    dites = [
        dite for cle, tell in _PRECISIONS.items() if (valeur := details.get(cle)) and (dite := tell(valeur))
    ]
    if not dites:
        connus = [noms[nom] for nom in details.get("ecrits", ()) if nom in noms]
        dites = [_list_names(connus)] if connus else []
    if outil := details.get("outil"):
        dites.append(f"par l’outil «\u00a0{outil}\u00a0»")
    return ", ".join(dites)


def _list_names(mots: Sequence[str]) -> str:
    """« R1, R2 et R3 », « R1, R2, … et 12 autres »."""
    if len(mots) <= NOMMES + 1:
        return enumere(mots)
    return enumere([*mots[:NOMMES], f"{len(mots) - NOMMES} autres"])


def _tell_changes(apres: object) -> str:
    """How many cells were written, of which actions or figures."""
    if not isinstance(apres, Mapping):
        return ""
    # Codes of actions and figures (« S1-1 », « R2 »), not names of columns.
    sujets = list(dict.fromkeys(un for cle in apres if (un := str(cle).partition(".")[0])[:1].isupper()))
    return f"{compter(len(apres), 'valeur', 'valeurs')} ({_list_names(sujets)})" if sujets else ""


def _tell_montant(montant: str) -> str:
    return format_euros(Decimal(montant)) if MONTANT.fullmatch(montant) else ""


_PRECISIONS: dict[str, Callable[[Any], str]] = {
    "codes": _list_names,
    "convenues": _list_names,
    "code": str,
    "regle": lambda regle: " ".join(str(regle).split()),
    "action": lambda numero: f"action {numero}",
    "fichier": lambda nom: f"«\u00a0{nom}\u00a0»",
    "nom": lambda nom: f"«\u00a0{nom}\u00a0»",
    "de": lambda qui: f"commencé par {qui}",
    "ecrite_par": lambda qui: f"écrite par {qui}",
    "montant": _tell_montant,
    "motif": lambda motif: f"«\u00a0{motif}\u00a0»",
    "apres": _tell_changes,
}
