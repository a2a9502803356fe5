from django.apps import AppConfig


class AvenantsConfig(AppConfig):
    name = "avenants"
    verbose_name = "Avenants"
