"""The partners of a convention, and those that pay for its actions."""

from django.db.models import Exists, OuterRef

from conventions.models import Financement


def list_noms_partenaires(convention):
    """Names of the partners that have no column in the grid yet."""
    return list(convention.partenaires.filter(is_cofinanceur=False).values_list("nom", flat=True))


def list_cofinanceurs_sans_montant(convention):
    """Co-financers that bring no amount to any action of the convention, of any year."""
    apports = Financement.objects.filter(partenaire=OuterRef("pk")).exclude(prevu=None, execute=None)
    return list(convention.partenaires.filter(~Exists(apports), is_cofinanceur=True))
