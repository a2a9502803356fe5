from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Restitution"

    def ready(self):
        # Registers the checks of the documents' fonts and engine.
        from reporting import checks  # noqa: F401
