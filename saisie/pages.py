"""The pages where one types, by subject."""

from django.db import models


class Sujet(models.TextChoices):
    INDICATEURS = "indicateurs", "Indicateurs"
    FINANCEMENT = "financement", "Financement"


def make_page(sujet: str, place: str) -> str:
    """The name of a page where one types: « indicateurs:S4 », « financement:prevu »."""
    return f"{sujet}:{place}"
