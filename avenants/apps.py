from django.apps import AppConfig

from comptes.verrous import TOUS_ORDRES, Verrou, hold_verrous

SIGNE = "Un avenant signé ne change plus."
LIGNE_SIGNEE = (
    "EXISTS (SELECT 1 FROM avenants_avenant v WHERE v.id = LIGNE.avenant_id AND v.statut = 'signe')"
)
# An extension recorded by mistake is cancelled until its second round opens: its avenant goes.
REPORT_ANNULABLE = (
    "OLD.nature = 'report' AND NOT EXISTS "
    "(SELECT 1 FROM conventions_exercice e WHERE e.id = OLD.exercice_id AND e.is_second_arrete)"
)


class AvenantsConfig(AppConfig):
    name = "avenants"
    verbose_name = "Avenants"
    verrous = (
        Verrou("avenants_avenant", SIGNE, "OLD.statut = 'signe'", ("UPDATE",)),
        Verrou("avenants_avenant", SIGNE, f"OLD.statut = 'signe' AND NOT ({REPORT_ANNULABLE})", ("DELETE",)),
        Verrou("avenants_lignefinancement", SIGNE, LIGNE_SIGNEE, TOUS_ORDRES),
        Verrou("avenants_lignecible", SIGNE, LIGNE_SIGNEE, TOUS_ORDRES),
    )

    def ready(self):
        hold_verrous(self)
