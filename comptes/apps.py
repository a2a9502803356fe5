from django.apps import AppConfig

from comptes.verrous import Verrou, hold_verrous


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"
    verrous = (Verrou("comptes_trace", "Une ligne du journal ne change plus."),)

    def ready(self):
        # Registers the check of what the operator says.
        from comptes import checks  # noqa: F401

        hold_verrous(self)
