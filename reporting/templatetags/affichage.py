"""Template filters of the whole site: each one is a line over the formats."""

from django import template

from nombres.formats import (
    MISSING,
    date_courte,
    date_fr,
    format_euros,
    nombre,
    nombre_utile,
    points,
    pourcent,
)
from reporting import formats
from reporting.libelles import LIBELLES

register = template.Library()

register.filter("euros", format_euros)
register.filter("nombre", nombre)
register.filter("nombre_utile", nombre_utile)
register.filter("pourcent", pourcent)
register.filter("points", points)
register.filter("date_fr", date_fr)
register.filter("date_courte", date_courte)
register.filter("largeur", formats.largeur)


@register.filter("pluralize")
def accord(nombre_de, terminaisons="s"):
    """The ending of a word for a number, or for as many as a list holds: none is singular in French, « 0 erreur »."""
    singulier, _, pluriel = terminaisons.rpartition(",")
    nombre_de = len(nombre_de) if hasattr(nombre_de, "__len__") else nombre_de
    return pluriel if abs(nombre_de) >= 2 else singulier


@register.filter
def typo(texte):
    """French typography of a text typed by someone; the result is still to be escaped."""
    return formats.typographie(texte)


@register.filter
def selon(value, indicateur):
    """A value, read as its indicator is (anything with `nature` and `decimales`)."""
    return formats.valeur_selon(value, indicateur.nature, indicateur.decimales)


@register.filter
def ecart_selon(value, indicateur):
    """A gap, read as its indicator is: points for a rate, a signed number otherwise."""
    return formats.ecart_selon(value, indicateur.nature, indicateur.decimales)


@register.filter
def resultat_lu(ligne):
    """The result of an indicator that comes with its target: a missed one never reads as reached."""
    return _read_face_a_la_cible(ligne).resultat


@register.filter
def cible_lue(ligne):
    """Its target, as precise as its result."""
    return _read_face_a_la_cible(ligne).cible


@register.filter
def ecart_lu(ligne):
    """The gap between them."""
    return _read_face_a_la_cible(ligne).ecart


def _read_face_a_la_cible(ligne):
    return formats.read_face_a_la_cible(
        ligne.valeur_lue, ligne.cible, ligne.nature, ligne.decimales, is_manquee=ligne.cible_atteinte is False
    )


@register.filter
def libelle(code):
    """The words of a code: a statut, a source of money, the state of an action…"""
    return LIBELLES[code]


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
