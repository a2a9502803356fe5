from django.apps import AppConfig

from conventions.verrous import Verrou, hold_verrous


class ConventionsConfig(AppConfig):
    name = "conventions"
    verbose_name = "Conventions"
    verrous = (
        Verrou("conventions_referentiel", "Un référentiel publié ne change plus.", "OLD.etat = 'publie'"),
    )

    def ready(self):
        hold_verrous(self)
