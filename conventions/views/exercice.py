"""The exercice of an address."""

from django.shortcuts import get_object_or_404

from conventions.queries.exercices import list_exercices_lisibles


def get_exercice(request, code, annee):
    """The exercice of an address, or 404 when the user may not read it."""
    return get_object_or_404(list_exercices_lisibles(request.user), convention__code=code, annee=annee)
