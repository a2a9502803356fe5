from django.apps import AppConfig

from comptes.verrous import Verrou, hold_verrous


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"
    verrous = (Verrou("comptes_trace", "Une ligne du journal ne change plus."),)

    def ready(self):
        hold_verrous(self)
