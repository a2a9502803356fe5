"""Reads on exercices: those a user may read, with what every page names."""

from conventions.models import Exercice


def list_exercices_lisibles(user):
    """Exercices whose content `user` may read, with what every page of theirs names."""
    return Exercice.objects.readable_by(user).select_related(
        "convention__departement__region", "convention__collectivite", "referentiel"
    )
