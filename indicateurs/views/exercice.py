"""What the pages on the indicators of one exercice share."""

from django.http import Http404

from indicateurs.queries.lignes import get_definition


def get_axe(exercice, code):
    """The axe of an address, or 404 when the référentiel has no indicator in it."""
    if not get_definition(exercice.referentiel).list_axe(code):
        raise Http404
    return exercice.referentiel.definition.get_axe(code)


def list_axes(exercice):
    """Axes that have indicators, for the side menu."""
    definition = get_definition(exercice.referentiel)
    return [axe for axe in exercice.referentiel.definition.axes if definition.list_axe(axe.code)]
