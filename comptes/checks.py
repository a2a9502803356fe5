"""System check of what the operator of a site in production must say of itself.

`ComptesConfig.ready` imports this module.
"""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def check_exploitant(app_configs, **kwargs):
    """The pages that the law asks for name somebody."""
    manquants = [f"EXPLOITANT_{quoi.upper()}" for quoi, dit in settings.EXPLOITANT.items() if not dit]
    if not manquants:
        return []
    return [
        Warning(
            f"The legal pages say «\u00a0à compléter par l’exploitant\u00a0»: {', '.join(manquants)}.",
            hint="Set them in the environment: .env.example says what each one is.",
            id="comptes.W001",
        )
    ]
