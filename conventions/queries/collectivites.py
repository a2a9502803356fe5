"""Reads on the collectivités that may sign."""

from django.db.models import Count, QuerySet

from comptes.models import Collectivite
from comptes.ordre import OrdreDesNoms


def list_collectivites() -> QuerySet[Collectivite]:
    """All of them by name, with their territories and how many conventions each holds (`nombre_conventions`); two
    queries."""
    return (
        Collectivite.objects.annotate(nombre_conventions=Count("convention", distinct=True))
        .select_related("successeur")
        .prefetch_related("departements")
        # What counts has no order of its own.
        .order_by(OrdreDesNoms("nom"), "nom")
    )
