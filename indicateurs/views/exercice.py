"""What the pages on the indicators of one exercice share."""

from django.http import Http404


def get_axe(exercice, code):
    """The axe of an address, or 404 when the référentiel has no indicator in it."""
    if not exercice.referentiel.definition.list_axe(code):
        raise Http404
    return exercice.referentiel.definition.get_axe(code)
