"""Template filters of every floor: each one is a line over the formats of `nombres`."""

from django import template
from django.template.defaultfilters import date as format_date

from nombres.formats import date_courte, date_fr, format_euros, nombre, nombre_utile, pourcent
from nombres.typographie import typographie

register = template.Library()

register.filter("euros", format_euros)
register.filter("nombre", nombre)
register.filter("nombre_utile", nombre_utile)
register.filter("pourcent", pourcent)
register.filter("date_fr", date_fr)
register.filter("date_courte", date_courte)
# French typography of a text typed by someone; the result is still to be escaped.
register.filter("typo", typographie)

HEURE = r"G \h i"


@register.filter("pluralize")
def accord(nombre_de, terminaisons="s"):
    """The ending of a word for a number, or for as many as a list holds: none is singular in French, « 0 erreur »."""
    singulier, _, pluriel = terminaisons.rpartition(",")
    nombre_de = len(nombre_de) if hasattr(nombre_de, "__len__") else nombre_de
    return pluriel if abs(nombre_de) >= 2 else singulier


@register.filter
def montant(montants, colonne):
    """One of the two amounts of a cell, `prevu` or `execute`, in euros."""
    return format_euros(getattr(montants, colonne))


@register.filter(expects_localtime=True)
def de_quand(instant, aujourdhui):
    """« de 14 h 05 », « du 3 mars 2022 à 14 h 05 » when that was another day."""
    is_du_jour = instant.date() == aujourdhui
    return (
        f"de {format_date(instant, HEURE)}"
        if is_du_jour
        else f"du {format_date(instant, f'j F Y à {HEURE}')}"
    )
