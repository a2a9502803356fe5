"""The partners of a convention, and where they serve."""

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Lower

from conventions.models import Financement


def list_partenaires(convention):
    """The partners of a convention with `nombre_actions` (all exercices) and `is_financeur`; one query."""
    finances = Financement.objects.filter(partenaire=OuterRef("pk"))
    return convention.partenaires.annotate(
        nombre_actions=Count("actions", distinct=True), is_financeur=Exists(finances)
    ).order_by(Lower("nom"))
