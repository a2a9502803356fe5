from django.apps import AppConfig

from conventions.verrous import Verrou, hold_verrous


class IndicateursConfig(AppConfig):
    name = "indicateurs"
    verbose_name = "Indicateurs"
    verrous = (Verrou("indicateurs_versionvaleur", "L’historique d’un chiffre ne change plus."),)

    def ready(self):
        hold_verrous(self)
