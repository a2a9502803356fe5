"""Template filters of pages and papers that tell of everything."""

import re

from django import template
from django.utils.html import format_html, format_html_join

from conventions.calculations import name_source
from indicateurs.formats import NON_CALCULABLE, read_initiale, read_jours
from indicateurs.templatetags.chiffres import resultat_lu, selon
from nombres.formats import MISSING, NBSP, nombre_signe
from reporting import formats
from reporting.contents.ecarts_remises import AJOUTE, RETIRE
from reporting.explications import explain_justifie, name_unite, tell_portee
from reporting.libelles import LIBELLES, tell_enonce

register = template.Library()

register.filter("cibles_lues", formats.phrase_cibles)
register.filter("justifie_explique", explain_justifie)
register.filter("portee_lue", tell_portee)
register.filter("unite_lue", name_unite)
register.filter("jours_lus", read_jours)
register.filter("enonce_lu", tell_enonce)


@register.filter
def une_ligne(texte):
    """What a template writes on several lines, where white space is kept: the title of a PDF."""
    return re.sub(r"[ \n]+", " ", texte)


@register.filter
def libelle(code):
    """The words of a code: a statut, a source of money, the state of an action…"""
    return LIBELLES[code]


@register.filter
def apporte_par(code, partie):
    """A source of money, where the collectivité is called `partie` (a `Nom`)."""
    return name_source(code, partie.mot)


@register.filter
def euros_de_plus(ecart):
    """The change of an amount: « +1 000,00 € »."""
    return f"{nombre_signe(ecart, 2)}{NBSP}€"


MOTS_A_MOTS = {
    AJOUTE: '<span class="fr-sr-only"> [ajouté\u00a0:</span><ins>{}</ins><span class="fr-sr-only">]</span>',
    RETIRE: '<span class="fr-sr-only"> [retiré\u00a0:</span><del>{}</del><span class="fr-sr-only">]</span>',
    "": "{}",
}


@register.filter
def mot_a_mot(passages):
    """A text with what was put in and taken out, said to who does not see it."""
    return format_html_join("", "{}", ((format_html(MOTS_A_MOTS[un.quoi], un.abrege),) for un in passages))


@register.filter
def mesure(value, indicateur):
    """A figure in words: its value where there is one, otherwise why there is none."""
    if value is None:
        return MISSING
    if value.est_manquante:
        return LIBELLES[value.statut]
    valeur = indicateur.valeur_de(value)
    if valeur is None:
        return LIBELLES["neant"] if value.statut == "neant" else NON_CALCULABLE
    return resultat_lu(indicateur) if value is indicateur.resultat else selon(valeur, indicateur)


@register.filter
def initiale_lue(ligne):
    """What an indicator of a paper was before the convention, in words, the figure first; nothing where none is."""
    avant = ligne.initiale
    if avant is None:
        return ()
    return read_initiale(avant.statut, ligne.valeur_de(avant), avant.moyenne, ligne.nature, ligne.decimales)
