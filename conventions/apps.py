from django.apps import AppConfig

from conventions.verrous import Verrou, hold_verrous


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"
    verrous = (
        Verrou("conventions_referentiel", "Un référentiel publié ne change plus.", "OLD.etat = 'publie'"),
        Verrou("conventions_redeploiement", "Un redéploiement ne change plus : un avenant peut y revenir."),
        Verrou("conventions_transition", "L’historique d’un exercice ne change plus."),
        Verrou("conventions_mouvementredeploiement", "Un mouvement de crédits ne change plus."),
        Verrou("conventions_memoire", "Ce qu’un exercice clos a dit ne change plus.", ordres=("UPDATE",)),
    )

    def ready(self):
        hold_verrous(self)
