"""The words of the journal: what one does that it keeps."""

from django.db import models


class Geste(models.TextChoices):
    """What one does that the journal keeps: a closed list, whose codes never change their meaning."""

    # Accounts.
    OUVRIR_COMPTE = "ouvrir_compte", "ouvrir un compte"
    SE_CONNECTER = "se_connecter", "se connecter"
    ECHOUER_CONNEXION = "echouer_connexion", "échouer à se connecter"
    VERROUILLER_COMPTE = "verrouiller_compte", "verrouiller un compte"
    INVITER_COMPTE = "inviter_compte", "inviter quelqu’un"
    CHANGER_COMPTE = "changer_compte", "changer un compte"
    FERMER_COMPTE = "fermer_compte", "fermer un compte"
    ROUVRIR_COMPTE = "rouvrir_compte", "rouvrir un compte"
    CHANGER_MOT_DE_PASSE = "changer_mot_de_passe", "changer un mot de passe"
    COMMENCER_SUPPLEANCE = "commencer_suppleance", "commencer à agir pour le compte de quelqu’un"
    FINIR_SUPPLEANCE = "finir_suppleance", "cesser d’agir pour le compte de quelqu’un"
    CHOISIR_COURRIELS = "choisir_courriels", "choisir ses courriels"
    CREER_JETON = "creer_jeton", "créer un jeton d’accès"
    RETIRER_JETON = "retirer_jeton", "retirer un jeton d’accès"
    # Conventions and exercices.
    ENREGISTRER_COLLECTIVITE = "enregistrer_collectivite", "enregistrer une collectivité"
    OUVRIR_CONVENTION = "ouvrir_convention", "ouvrir une convention"
    DIRE_SIGNATAIRES = "dire_signataires", "dire les signataires"
    CHANGER_DATES = "changer_dates", "changer les dates"
    DIRE_PAIEMENT = "dire_paiement", "dire les modalités de paiement"
    ENREGISTRER_DELIBERATION = "enregistrer_deliberation", "enregistrer une délibération"
    RETIRER_DELIBERATION = "retirer_deliberation", "retirer une délibération"
    ENREGISTRER_ANTERIEUR = "enregistrer_anterieur", "enregistrer un avenant antérieur"
    RETIRER_ANTERIEUR = "retirer_anterieur", "retirer un avenant antérieur"
    JOINDRE_COPIE = "joindre_copie", "joindre une copie signée"
    RETIRER_COPIE = "retirer_copie", "retirer une copie signée"
    OUVRIR_EXERCICE = "ouvrir_exercice", "ouvrir un exercice"
    PREPARER_CAMPAGNE = "preparer_campagne", "préparer une campagne"
    MODIFIER_CAMPAGNE = "modifier_campagne", "modifier une campagne"
    OUVRIR_CAMPAGNE = "ouvrir_campagne", "ouvrir une campagne"
    ACCORDER_DELAI = "accorder_delai", "accorder un délai"
    RETIRER_DELAI = "retirer_delai", "retirer un délai"
    NOTIFIER_MONTANT = "notifier_montant", "dire le montant notifié par l’État"
    REDIGER_RAPPORT = "rediger_rapport", "rédiger le rapport"
    PASSER_BROUILLON = "passer_brouillon", "passer à «\u00a0brouillon\u00a0»"
    PASSER_TRANSMIS = "passer_transmis", "passer à «\u00a0transmis\u00a0»"
    PASSER_A_COMPLETER = "passer_a_completer", "passer à «\u00a0à compléter\u00a0»"
    PASSER_VALIDE = "passer_valide", "passer à «\u00a0validé\u00a0»"
    PASSER_CONTROLE = "passer_controle", "proposer au contrôle interne"
    PASSER_APPROUVE = "passer_approuve", "valider pour la collectivité"
    PASSER_SAISIE = "passer_saisie", "rendre à la saisie"
    PASSER_INSTRUCTION = "passer_instruction", "commencer l’instruction"
    PASSER_AVIS = "passer_avis", "passer à «\u00a0avis rendu\u00a0»"
    PASSER_DIALOGUE = "passer_dialogue", "passer à «\u00a0dialogue de performance\u00a0»"
    PASSER_NOTIFIE = "passer_notifie", "passer à «\u00a0notifié\u00a0»"
    PASSER_CLOS = "passer_clos", "clore un exercice"
    FIGER_CHIFFRES = "figer_chiffres", "figer les chiffres remis à l’État"
    REUNIR_EXERCICES = "reunir_exercices", "rendre compte en commun"
    SEPARER_EXERCICES = "separer_exercices", "rendre compte séparément"
    DIRE_DEPENSE_COMMUNE = "dire_depense_commune", "dire la dépense commune"
    # What the State says of an exercice, and what is answered.
    ECRIRE_REMARQUE = "ecrire_remarque", "écrire une remarque"
    REPONDRE_REMARQUE = "repondre_remarque", "répondre à une remarque"
    POURSUIVRE_REMARQUE = "poursuivre_remarque", "poursuivre une remarque"
    RESOUDRE_REMARQUE = "resoudre_remarque", "résoudre une remarque"
    RETIRER_REMARQUE = "retirer_remarque", "retirer une remarque"
    REPRENDRE_REMARQUE = "reprendre_remarque", "reprendre la remarque d’une autre personne"
    # Actions and money.
    ENREGISTRER_ACTION = "enregistrer_action", "enregistrer une action"
    SUPPRIMER_ACTION = "supprimer_action", "supprimer une action"
    JOINDRE_PIECE_ACTION = "joindre_piece_action", "joindre une pièce à une action"
    RETIRER_PIECE_ACTION = "retirer_piece_action", "retirer une pièce d’une action"
    REPRENDRE_ACTIONS = "reprendre_actions", "reprendre les actions de l’an dernier"
    ANNULER_REPRISE = "annuler_reprise", "annuler une reprise"
    RENOMMER_PARTENAIRE = "renommer_partenaire", "renommer un partenaire"
    RETIRER_PARTENAIRE = "retirer_partenaire", "retirer un partenaire"
    AJOUTER_COFINANCEUR = "ajouter_cofinanceur", "ajouter un cofinanceur"
    RETIRER_COFINANCEUR = "retirer_cofinanceur", "retirer un cofinanceur"
    SAISIR_MONTANTS = "saisir_montants", "saisir des montants"
    REDEPLOYER = "redeployer", "redéployer des crédits de l’État"
    # Figures.
    SAISIR_INDICATEURS = "saisir_indicateurs", "saisir des indicateurs"
    FIXER_CIBLES = "fixer_cibles", "fixer des cibles"
    FIXER_SITUATION = "fixer_situation", "fixer la situation initiale"
    DECLARER_METHODE = "declarer_methode", "déclarer la méthode"
    FIXER_REFERENCE = "fixer_reference", "fixer la méthode de référence"
    JOINDRE_PIECE = "joindre_piece", "joindre une pièce"
    RETIRER_PIECE = "retirer_piece", "retirer une pièce"
    LEVER_REGLE = "lever_regle", "lever une règle"
    RETABLIR_REGLE = "retablir_regle", "rétablir une règle"
    DEPOSER_PARCOURS = "deposer_parcours", "déposer un fichier de parcours"
    ABANDONNER_PARCOURS = "abandonner_parcours", "abandonner un fichier de parcours"
    CONFIRMER_PARCOURS = "confirmer_parcours", "confirmer un fichier de parcours"
    EFFACER_RELEVE = "effacer_releve", "effacer un relevé de lignes"
    REPRENDRE_BROUILLON = "reprendre_brouillon", "reprendre le brouillon de saisie d’une autre personne"
    # Référentiels.
    PREPARER_REFERENTIEL = "preparer_referentiel", "préparer un référentiel"
    MODIFIER_REFERENTIEL = "modifier_referentiel", "modifier un référentiel"
    SUPPRIMER_REFERENTIEL = "supprimer_referentiel", "supprimer un référentiel"
    PUBLIER_REFERENTIEL = "publier_referentiel", "publier un référentiel"
    PUBLIER_EDITION = "publier_edition", "publier une édition nationale"
    # Avenants, documents, decision.
    PREPARER_AVENANT = "preparer_avenant", "préparer un avenant"
    MODIFIER_AVENANT = "modifier_avenant", "modifier un avenant"
    RETIRER_AVENANT = "retirer_avenant", "retirer un avenant en préparation"
    SIGNER_AVENANT = "signer_avenant", "signer un avenant"
    PROLONGER_EXECUTION = "prolonger_execution", "prolonger l’exécution"
    # No longer done: kept for the lines that say it.
    ANNULER_PROLONGATION = "annuler_prolongation", "annuler la prolongation"
    PRODUIRE_RAPPORT = "produire_rapport", "produire un rapport"
    PRODUIRE_COMMUN = "produire_commun", "produire un rapport commun"
    PRODUIRE_AVENANT = "produire_avenant", "produire un avenant"
    PRODUIRE_RECEPISSE = "produire_recepisse", "produire un récépissé de remise"
    PRODUIRE_DIALOGUE = "produire_dialogue", "produire une fiche de dialogue de performance"
    PRODUIRE_LETTRE = "produire_lettre", "produire une lettre de proposition"
    PRODUIRE_ARRETE = "produire_arrete", "produire un arrêté de notification"
    RENDRE_AVIS = "rendre_avis", "rendre un avis"
    TENIR_DIALOGUE = "tenir_dialogue", "tenir le dialogue de performance"
    DECISION_PROPOSEE = "decision_proposee", "décision financière\u00a0: proposée par la préfecture"
    DECISION_REPONDUE = "decision_repondue", "décision financière\u00a0: réponse de la collectivité"
    DECISION_NOTIFIEE = "decision_notifiee", "décision financière\u00a0: notifiée"
    ENREGISTRER_VERSEMENT = "enregistrer_versement", "enregistrer un versement"
    RETIRER_VERSEMENT = "retirer_versement", "retirer un versement"
    # Lines older than this list, whose words it lacks: they are in their details.
    AUTRE = "autre", "autre geste"


# What engages whoever does it, and nobody does for somebody else: accounts and passwords, and what certifies, decides,
# signs or pays. A geste that changes the état of an exercice, or takes a step of the decision, is one by its code.
PERSONNELS = frozenset(
    {
        Geste.OUVRIR_COMPTE,
        Geste.INVITER_COMPTE,
        Geste.CHANGER_COMPTE,
        Geste.FERMER_COMPTE,
        Geste.ROUVRIR_COMPTE,
        Geste.CHANGER_MOT_DE_PASSE,
        Geste.CREER_JETON,
        Geste.RETIRER_JETON,
        Geste.FIGER_CHIFFRES,
        Geste.SIGNER_AVENANT,
        Geste.PROLONGER_EXECUTION,
        Geste.LEVER_REGLE,
        Geste.RETABLIR_REGLE,
        Geste.RENDRE_AVIS,
        Geste.TENIR_DIALOGUE,
        Geste.ENREGISTRER_VERSEMENT,
        Geste.RETIRER_VERSEMENT,
    }
)


def is_personnel(geste: str) -> bool:
    """Is it what only its author may do?"""
    return geste in PERSONNELS or geste.startswith(("passer_", "decision_"))
