"""The partners of a convention: where they serve, and those that pay for its actions."""

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Lower

from conventions.models import Financement


def list_partenaires(convention):
    """The partners of a convention with `nombre_actions` (all exercices) and `is_financeur`; one query."""
    finances = Financement.objects.filter(partenaire=OuterRef("pk"))
    return convention.partenaires.annotate(
        nombre_actions=Count("actions", distinct=True), is_financeur=Exists(finances)
    ).order_by(Lower("nom"))


def list_noms_partenaires(convention):
    """Names of the partners that have no column in the grid yet."""
    return list(convention.partenaires.filter(is_cofinanceur=False).values_list("nom", flat=True))


def list_cofinanceurs_sans_montant(convention):
    """Co-financers that bring no amount to any action of the convention, of any year."""
    apports = Financement.objects.filter(partenaire=OuterRef("pk")).exclude(prevu=None, execute=None)
    return list(convention.partenaires.filter(~Exists(apports), is_cofinanceur=True))
