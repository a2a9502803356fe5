from django.apps import AppConfig
from django.db.backends.signals import connection_created

from comptes.ordre import add_cle_de_nom
from comptes.verrous import Verrou, hold_verrous


class ComptesConfig(AppConfig):
    name = "comptes"
    verbose_name = "Comptes"
    verrous = (Verrou("comptes_trace", "Une ligne du journal ne change plus."),)

    def ready(self):
        # Registers the check of what the operator says.
        from comptes import checks  # noqa: F401

        hold_verrous(self)
        connection_created.connect(add_cle_de_nom, dispatch_uid=add_cle_de_nom.__name__)
