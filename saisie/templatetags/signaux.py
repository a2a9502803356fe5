"""How a page says a `Signal`."""

from django import template

from nombres.formats import NBSP

register = template.Library()

ICONES = {
    "bloquant": "error-fill",
    "alerte": "warning-fill",
    "a_completer": "edit-line",
    "information": "information-fill",
}
ANNONCES = {"alerte": f"Alerte{NBSP}: ", "information": f"À savoir{NBSP}: "}


@register.filter
def icone(gravite):
    """The DSFR icon of what a rule says."""
    return ICONES[gravite]


@register.filter
def dit(signal):
    """What a row of a grid has to say, and how grave it is: a refusal needs no such word."""
    return ANNONCES.get(signal.gravite, "") + signal.message
