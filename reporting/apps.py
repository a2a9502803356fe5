from django.apps import AppConfig

from comptes.verrous import Verrou, hold_verrous


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Restitution"
    verrous = (
        Verrou(
            "reporting_document",
            "Un document produit ne change plus.",
            # Its pages are stored once; what they say was frozen before.
            ouvert="OLD.octets IS NULL",
            figees=(
                *("id", "exercice_id", "avenant_id", "cloture_id", "decision_id", "remise_id"),
                *("nature", "projet", "contenu", "empreinte_contenu", "par_id", "le"),
            ),
        ),
        Verrou("reporting_photographie", "Une photographie ne change plus."),
        Verrou("reporting_remise", "Une remise ne change plus."),
        Verrou("reporting_avis", "Un avis rendu ne change plus."),
        Verrou("reporting_dialogue", "Un dialogue tenu ne change plus."),
        Verrou("reporting_etapedecision", "Une étape de la décision ne change plus."),
        Verrou(
            "reporting_versement",
            "Un versement ne change plus\u00a0: il se retire, une fois.",
            ouvert="OLD.retire_le IS NULL",
            figees=("id", "exercice_id", "verse_le", "montant", "imputation", "par_id", "le"),
        ),
    )

    def ready(self):
        # Registers the checks of the documents' fonts and engine.
        from reporting import checks  # noqa: F401

        hold_verrous(self)
