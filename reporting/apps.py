from django.apps import AppConfig

from conventions.verrous import Verrou, hold_verrous


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Restitution"
    verrous = (
        Verrou("reporting_document", "Un document produit ne change plus."),
        Verrou("reporting_photographie", "Une photographie ne change plus."),
        Verrou("reporting_etapedecision", "Une étape de la décision ne change plus."),
    )

    def ready(self):
        # Registers the checks of the documents' fonts and engine.
        from reporting import checks  # noqa: F401

        hold_verrous(self)
