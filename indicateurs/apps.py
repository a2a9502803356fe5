from django.apps import AppConfig

from conventions.verrous import EXERCICE_CLOS, TOUS_ORDRES, Verrou, hold_verrous

CLOS = "L’exercice est validé : ses chiffres ne changent plus."

CIBLE_CONVENUE = "Une cible convenue ne change que par un nouvel avenant."


class IndicateursConfig(AppConfig):
    name = "indicateurs"
    verbose_name = "Indicateurs"
    verrous = (
        Verrou("indicateurs_versionvaleur", "L’historique d’un chiffre ne change plus."),
        Verrou("indicateurs_cible", CIBLE_CONVENUE, "OLD.convenue_le IS NOT NULL", ("DELETE",)),
        Verrou(
            "indicateurs_cible",
            CIBLE_CONVENUE,
            "OLD.convenue_le IS NOT NULL AND (NEW.avenant IS NULL OR NEW.avenant = OLD.avenant)",
            ("UPDATE",),
        ),
        Verrou("indicateurs_versionvaleur", CLOS, EXERCICE_CLOS, ("INSERT",)),
        *(
            Verrou(f"indicateurs_{table}", CLOS, EXERCICE_CLOS, TOUS_ORDRES)
            for table in ("valeur", "declarationmethode", "derogation", "piecejointe")
        ),
    )

    def ready(self):
        hold_verrous(self)
