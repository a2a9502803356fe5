"""What the crispy pack `templates/dsfr/` cannot say in the template language."""

from dataclasses import dataclass

from django import forms, template
from django.forms.formsets import BaseFormSet

register = template.Library()

# First match wins: a CheckboxSelectMultiple is also a RadioSelect for Django.
NATURES = (
    (forms.CheckboxInput, "checkbox"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.FileInput, "upload"),
    (forms.PasswordInput, "password"),
)


@dataclass(frozen=True)
class Erreur:
    """One line of the error summary: what is wrong, in which field, and where the link leads."""

    message: str
    libelle: str = ""
    cible: str = ""


@register.filter
def nature(champ):
    """The DSFR component of this bound field; it names the classes (`fr-select`, `fr-select-group`)."""
    return next((nom for widget, nom in NATURES if isinstance(champ.field.widget, widget)), "input")


@register.filter
def erreurs(formulaire):
    """Every error of a form, of a formset or of a list of forms, in the order of the page."""
    if isinstance(formulaire, BaseFormSet):
        lignes = [Erreur(message) for message in formulaire.non_form_errors()]
        for rang, ligne in enumerate(formulaire, start=1):
            lignes += _erreurs_du_formulaire(ligne, f"Ligne {rang}, ")
        return lignes
    if isinstance(formulaire, list | tuple):
        return [erreur for un in formulaire for erreur in _erreurs_du_formulaire(un)]
    return _erreurs_du_formulaire(formulaire)


def _erreurs_du_formulaire(formulaire, prefixe=""):
    lignes = [Erreur(message) for message in formulaire.non_field_errors()]
    for champ in formulaire:
        libelle = "" if champ.is_hidden else f"{prefixe}{champ.label}"
        lignes += [Erreur(message, libelle, _cible(champ)) for message in champ.errors]
    return lignes


def _cible(champ):
    if champ.is_hidden:
        return ""
    # A group of boxes has no id of its own that can take the focus: its first box has.
    return champ.id_for_label or next((boite.id_for_label for boite in champ.subwidgets), "")
