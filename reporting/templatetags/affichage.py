"""Template filters of the whole site: each one is a line over the formats."""

import re

from django import template
from django.template.defaultfilters import date as format_date
from django.utils.timezone import localtime

from indicateurs.dessins import place_part, place_part_relative
from nombres.formats import (
    MISSING,
    NBSP,
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
register.filter("largeur", place_part)
register.filter("largeur_relative", place_part_relative)
register.filter("cibles_lues", formats.phrase_cibles)

# The looks of a code: the DSFR's classes of its badge, its icon.
BADGES = {
    "brouillon": "fr-badge--icon-left fr-icon-draft-fill",
    "transmis": "fr-badge--blue-cumulus fr-badge--icon-left fr-icon-send-plane-fill",
    "a_completer": "fr-badge--warning",
    "valide": "fr-badge--success",
    # what became of a parcours file
    "en_attente": "fr-badge--info",
    "en_cours": "fr-badge--info",
    "calcule": "fr-badge--new",
    "confirme": "fr-badge--success",
    "refuse": "fr-badge--error",
    "echoue": "fr-badge--error",
    "annule": "",
}
ICONES = {
    "bloquant": "error-fill",
    "alerte": "warning-fill",
    "a_completer": "edit-line",
    "information": "information-fill",
}
HEURE = r"G \h i"
ANNONCES = {"alerte": f"Alerte{NBSP}: ", "information": f"À savoir{NBSP}: "}


@register.filter("pluralize")
def accord(nombre_de, terminaisons="s"):
    """The ending of a word for a number, or for as many as a list holds: none is singular in French, « 0 erreur »."""
    singulier, _, pluriel = terminaisons.rpartition(",")
    nombre_de = len(nombre_de) if hasattr(nombre_de, "__len__") else nombre_de
    return pluriel if abs(nombre_de) >= 2 else singulier


@register.filter
def une_ligne(texte):
    """What a template writes on several lines, where white space is kept: the title of a PDF."""
    return re.sub(r"[ \n]+", " ", texte)


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


@register.filter
def badge(etat):
    """The classes of the badge of an état: that of an exercice, or of a parcours file."""
    return BADGES[etat]


@register.filter
def icone(gravite):
    """The DSFR icon of what a rule says."""
    return ICONES[gravite]


@register.filter
def dit(signal):
    """What a row of a grid has to say, and how grave it is: a refusal needs no such word."""
    return ANNONCES.get(signal.gravite, "") + signal.message


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


@register.filter
def definition_lue(indicateur):
    """What an indicator counts, and how, sentence after sentence."""
    phrases = [indicateur.definition]
    if indicateur.regle:
        phrases.append(f"Limite{NBSP}: {indicateur.regle.limite.libelle}.")
    if indicateur.nature == "taux":
        phrases.append(f"Rapporté à {indicateur.denominateur}.")
    if indicateur.nature == "moyenne":
        phrases.append(f"{indicateur.numerateur} divisé par {indicateur.denominateur}.")
    return " ".join(filter(None, phrases))


@register.filter
def source_lue(valeur):
    """Where a stored figure comes from, when nobody typed it in the grid; nothing otherwise."""
    if not valeur or valeur.source not in ("parcours", "classeur"):
        return ""
    if valeur.source == "classeur":
        return (
            f"Source{NBSP}: classeur, déposé par {valeur.par} le {format_date(localtime(valeur.le), 'd/m/Y')}"
        )
    fichier = valeur.import_parcours
    methode, empreinte = fichier.get_methode_display(), fichier.empreinte[:8]
    arrete_au = date_courte(fichier.arrete_au)
    return f"Calculé depuis le fichier arrêté au {arrete_au}, {methode}, empreinte {empreinte}"
