from django.apps import AppConfig

from comptes.verrous import Verrou, hold_verrous


class ReferentielsConfig(AppConfig):
    name = "referentiels"
    verbose_name = "Référentiels"
    verrous = (
        Verrou("conventions_referentiel", "Un référentiel publié ne change plus.", "OLD.etat = 'publie'"),
    )

    def ready(self):
        hold_verrous(self)
