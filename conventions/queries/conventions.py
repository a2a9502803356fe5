"""Reads on conventions over their life."""

from django.db.models import Q, QuerySet

from comptes.models import Utilisateur
from conventions.models import Convention, Exercice


def list_conventions(user: Utilisateur) -> QuerySet[Convention]:
    """Conventions `user` knows of, with what every page of theirs names."""
    return Convention.objects.visible_to(user).select_related("departement__region", "collectivite")


def list_autres_conventions(user: Utilisateur, convention: Convention) -> QuerySet[Convention]:
    """The other conventions of the same territory that `user` knows of: another instrument, or Alsace's other one."""
    memes = Q(departement=convention.departement_id) | Q(collectivite=convention.collectivite_id)
    return list_conventions(user).filter(memes).exclude(pk=convention.pk)


def list_precedentes(convention: Convention) -> QuerySet[Convention]:
    """Those that `convention` may take over from: of the same parties, begun before it."""
    return (
        Convention.objects.filter(
            departement=convention.departement_id,
            collectivite=convention.collectivite_id,
            debut__lt=convention.debut,
        )
        .exclude(pk=convention.pk)
        .select_related("departement", "collectivite")
    )


def list_exercices_reunis(exercice: Exercice) -> QuerySet[Exercice]:
    """The exercices of the same year, instrument and collectivité: those one report may speak of, this one included."""
    convention = exercice.convention
    return (
        Exercice.objects.filter(
            convention__collectivite=convention.collectivite_id,
            convention__dispositif=convention.dispositif,
            annee=exercice.annee,
        )
        .select_related("convention__departement__region", "convention__collectivite", "referentiel")
        .order_by("convention__code")
    )
