"""Template filters on figures: each one is a line over `indicateurs.formats`."""

from django import template
from django.template.defaultfilters import date as format_date
from django.utils.timezone import localtime

from indicateurs import formats
from indicateurs.models import ETATS_LUS
from nombres.formats import NBSP, date_courte

register = template.Library()

register.filter("definition_lue", formats.describe_indicateur)

# The looks of a code: the DSFR's classes of its badge.
BADGES = {
    "brouillon": "fr-badge--icon-left fr-icon-draft-fill",
    "controle": "fr-badge--purple-glycine fr-badge--icon-left fr-icon-team-fill",
    "approuve": "fr-badge--green-menthe fr-badge--icon-left fr-icon-checkbox-circle-fill",
    "transmis": "fr-badge--blue-cumulus fr-badge--icon-left fr-icon-send-plane-fill",
    "instruction": "fr-badge--blue-ecume fr-badge--icon-left fr-icon-search-fill",
    "avis": "fr-badge--blue-ecume fr-badge--icon-left fr-icon-chat-3-fill",
    "dialogue": "fr-badge--blue-ecume fr-badge--icon-left fr-icon-discuss-fill",
    "a_completer": "fr-badge--warning",
    "valide": "fr-badge--success",
    "notifie": "fr-badge--success",
    "clos": "fr-badge--icon-left fr-icon-lock-fill",
    # what became of a parcours file
    "en_attente": "fr-badge--info",
    "en_cours": "fr-badge--info",
    "calcule": "fr-badge--new",
    "confirme": "fr-badge--success",
    "refuse": "fr-badge--error",
    "echoue": "fr-badge--error",
    "annule": "",
}


@register.filter
def badge(etat):
    """The classes of the badge of an état: that of an exercice, or of a parcours file."""
    return BADGES[etat]


@register.filter
def selon(value, indicateur):
    """A value, read as its indicator is (anything with `nature` and `decimales`)."""
    return formats.valeur_selon(value, indicateur.nature, indicateur.decimales)


@register.filter
def etat_lu(etat):
    """The words of the état of a figure."""
    return ETATS_LUS[etat]


@register.filter
def depart_lu(depart, indicateur):
    """What an indicator was before the convention (`trajectoire.Initiale`), in words, the figure first."""
    return formats.read_initiale(
        depart.resultat.etat,
        depart.resultat.valeur,
        depart.moyenne_jours,
        indicateur.nature,
        indicateur.decimales,
    )


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
