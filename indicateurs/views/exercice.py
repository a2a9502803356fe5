"""What the pages on the indicators of one exercice share."""

from django.http import Http404


def get_axe(exercice, code):
    """The axe of an address, or 404 when the référentiel has no indicator in it."""
    if not exercice.referentiel.definition.list_axe(code):
        raise Http404
    return exercice.referentiel.definition.get_axe(code)


def list_axes(exercice):
    """Axes that have indicators, for the side menu."""
    definition = exercice.referentiel.definition
    return [axe for axe in definition.axes if definition.list_axe(axe.code)]
