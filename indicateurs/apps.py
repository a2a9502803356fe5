from django.apps import AppConfig

from comptes.verrous import TOUS_ORDRES, Verrou, hold_verrous
from conventions.verrous import ANNEE_CLOSE, EXERCICE_CLOS

REMIS = "L’exercice n’est plus en saisie\u00a0: ses chiffres ne changent plus."
CIBLE_REMISE = "L’exercice n’est plus en saisie\u00a0: ses cibles ne changent plus."

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
        # Of a year that was handed over: validating it agrees its targets, their values stay.
        Verrou(
            "indicateurs_cible",
            CIBLE_REMISE,
            ANNEE_CLOSE,
            TOUS_ORDRES,
            ouvert="OLD.convenue_le IS NULL",
            figees=("convention_id", "code", "annee", "valeur", "avenant"),
            volet="close",
        ),
        Verrou("indicateurs_versionvaleur", REMIS, EXERCICE_CLOS, ("INSERT",)),
        *(
            Verrou(f"indicateurs_{table}", REMIS, EXERCICE_CLOS, TOUS_ORDRES)
            for table in ("valeur", "declarationmethode", "derogation", "piecejointe")
        ),
    )

    def ready(self):
        hold_verrous(self)
