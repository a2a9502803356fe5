"""Template filters of pages and papers that tell of everything."""

import re

from django import template

from indicateurs.dessins import place_part, place_part_relative
from indicateurs.templatetags.chiffres import resultat_lu, selon
from nombres.formats import MISSING, NBSP, nombre_utile
from reporting import formats
from reporting.explications import explain_justifie, name_unite, tell_portee
from reporting.libelles import LIBELLES

register = template.Library()

register.filter("largeur", place_part)
register.filter("largeur_relative", place_part_relative)
register.filter("cibles_lues", formats.phrase_cibles)
register.filter("justifie_explique", explain_justifie)
register.filter("portee_lue", tell_portee)
register.filter("unite_lue", name_unite)


@register.filter
def une_ligne(texte):
    """What a template writes on several lines, where white space is kept: the title of a PDF."""
    return re.sub(r"[ \n]+", " ", texte)


@register.filter
def libelle(code):
    """The words of a code: a statut, a source of money, the state of an action…"""
    return LIBELLES[code]


@register.filter
def jours_lus(jours):
    """« 1 jour », « 12,5 jours »; « — » for none."""
    return MISSING if jours is None else f"{nombre_utile(jours)}{NBSP}{'jour' if jours < 2 else 'jours'}"


@register.filter
def mesure(value, indicateur):
    """A figure in words: its value where there is one, otherwise why there is none."""
    if value is None:
        return MISSING
    if value.est_manquante:
        return LIBELLES[value.statut]
    valeur = indicateur.valeur_de(value)
    if valeur is None:
        return LIBELLES["neant"] if value.statut == "neant" else formats.NON_CALCULABLE
    return resultat_lu(indicateur) if value is indicateur.resultat else selon(valeur, indicateur)
