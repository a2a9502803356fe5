from django.apps import AppConfig

from comptes.verrous import Verrou, hold_verrous


class PilotageConfig(AppConfig):
    name = "pilotage"
    verbose_name = "Pilotage"
    verrous = (
        Verrou(
            "pilotage_edition",
            "Une édition nationale ne change plus\u00a0: une correction est une nouvelle édition.",
        ),
    )

    def ready(self):
        hold_verrous(self)
