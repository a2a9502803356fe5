"""The partners of a convention: where they serve, and those that pay for its actions."""

from collections.abc import Collection
from typing import TYPE_CHECKING, TypeAlias, TypedDict, TypeVar

from django.db.models import Count, Exists, OuterRef, QuerySet

from comptes.gestes import Geste
from comptes.models import Trace
from comptes.ordre import OrdreDesNoms
from conventions.models import Convention, Exercice, Financement, Partenaire, SujetMemoire
from conventions.queries.memoires import read_memoires

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Usages(TypedDict):
    """Where a partner serves, all exercices together."""

    nombre_actions: int
    is_financeur: bool


PartenaireUtilise: TypeAlias = "WithAnnotations[Partenaire, Usages]"
Nommes = TypeVar("Nommes", bound=Collection[Partenaire] | QuerySet[Partenaire])


def name_partenaires(exercice: Exercice, partenaires: Nommes) -> Nommes:
    """Have these partners called what `exercice` calls them: by the name it knew, once it is closed. Returns them."""
    noms = read_memoires(exercice, SujetMemoire.PARTENAIRE) if partenaires else {}
    for partenaire in partenaires:
        partenaire.nom_alors = noms.get(str(partenaire.pk), "")
    return partenaires


def get_renommage(partenaire: Partenaire) -> Trace | None:
    """The last line of the journal that renamed a partner, from any exercice of its convention, or None."""
    traces = Trace.objects.filter(
        geste=Geste.RENOMMER_PARTENAIRE,
        convention=partenaire.convention.code,
        details__partenaire=partenaire.pk,
    )
    return traces.select_related("par").first()


def list_partenaires(convention: Convention) -> "QuerySet[PartenaireUtilise]":
    """The partners of a convention, with where they serve; one query."""
    finances = Financement.objects.filter(partenaire=OuterRef("pk"))
    return convention.partenaires.annotate(
        nombre_actions=Count("actions", distinct=True), is_financeur=Exists(finances)
    ).order_by(OrdreDesNoms("nom"), "pk")


def list_noms_partenaires(convention: Convention) -> list[str]:
    """Names of the partners that have no column in the grid yet."""
    return list(convention.partenaires.filter(is_cofinanceur=False).values_list("nom", flat=True))


def list_cofinanceurs_sans_montant(convention: Convention) -> list[Partenaire]:
    """Co-financers that bring no amount to any action of the convention, of any year."""
    apports = Financement.objects.filter(partenaire=OuterRef("pk")).exclude(prevu=None, execute=None)
    return list(convention.partenaires.filter(~Exists(apports), is_cofinanceur=True))
