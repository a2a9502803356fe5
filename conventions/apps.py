from django.apps import AppConfig
from django.db.backends.signals import connection_created

from comptes.verrous import TOUS_ORDRES, Verrou, hold_verrous
from conventions.ordre import add_fonction
from conventions.verrous import (
    ACTION_CLOSE,
    CLOS,
    CONVENTION_MAL_VOTEE,
    CONVENTION_VOTEE_APRES,
    EXERCICE_CLOS,
    RAPPORT_MAL_VOTE,
    VOTE_IMPOSSIBLE,
)

REMIS = "L’exercice n’est plus en saisie\u00a0: ce qu’il dit ne change plus."


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"
    verrous = (
        Verrou(
            "conventions_redeploiement", "Un redéploiement ne change plus\u00a0: un avenant peut y revenir."
        ),
        Verrou("conventions_transition", "L’historique d’un exercice ne change plus."),
        Verrou("conventions_mouvementredeploiement", "Un mouvement de crédits ne change plus."),
        Verrou("conventions_memoire", "Ce qu’un exercice clos a dit ne change plus.", ordres=("UPDATE",)),
        Verrou(
            "conventions_exercice",
            REMIS,
            CLOS,
            ouvert=CLOS,
            figees=(
                *("convention_id", "annee", "regime", "debut", "fin", "referentiel_id"),
                *("montant_notifie", "prevu_fixe_le", "contexte", "conclusion"),
            ),
        ),
        Verrou("conventions_action", REMIS, EXERCICE_CLOS, TOUS_ORDRES),
        Verrou("conventions_montantenveloppe", REMIS, EXERCICE_CLOS, TOUS_ORDRES),
        *(
            Verrou(f"conventions_{table}", REMIS, ACTION_CLOSE, TOUS_ORDRES)
            for table in ("financement", "jalon", "indicateurpropre", "pieceaction", "action_partenaires")
        ),
        Verrou(
            "conventions_piececonvention",
            "Une copie signée ne change plus.",
            ouvert="OLD.retiree_le IS NULL",
            figees=(
                *("id", "convention_id", "nature", "nom_fichier", "type_contenu"),
                *("octets", "taille", "empreinte", "par_id", "le"),
            ),
        ),
        Verrou(
            "conventions_delaiaccorde",
            "Un délai accordé ne change plus\u00a0: il se retire, une fois.",
            ouvert="OLD.retire_le IS NULL",
            figees=("id", "exercice_id", "jusqu_au", "au_lieu_du", "motif", "par_id", "le"),
        ),
        *(
            Verrou(f"conventions_{table}", VOTE_IMPOSSIBLE, condition, ordres, volet="vote")
            for table, condition, ordres in (
                ("convention", CONVENTION_MAL_VOTEE, ("INSERT", "UPDATE")),
                ("exercice", RAPPORT_MAL_VOTE, ("INSERT", "UPDATE")),
                ("deliberation", CONVENTION_VOTEE_APRES, ("UPDATE",)),
            )
        ),
    )

    def ready(self):
        hold_verrous(self)
        connection_created.connect(add_fonction, dispatch_uid=add_fonction.__name__)
