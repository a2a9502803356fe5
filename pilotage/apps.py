from django.apps import AppConfig
from django.db.backends.signals import connection_created

from comptes.verrous import Verrou, hold_verrous
from pilotage.plein_texte import add_recherche


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
        connection_created.connect(add_recherche, dispatch_uid=add_recherche.__name__)
