"""The pages of the workbook of the indicators."""

from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.views.classeur import (
    PagesClasseur,
    confirm_classeur,
    discard_classeur,
    send_annote,
    send_classeur,
    show_apercu,
    show_classeur,
)
from conventions.views.exercice import get_exercice
from indicateurs.classeur.ecriture import write_classeur
from indicateurs.forms.classeur import interpret_classeur
from indicateurs.operations.classeur import confirm_indicateurs
from indicateurs.queries.classeur import build_apercu, build_classeur
from indicateurs.views.exercice import list_axes
from saisie.pages import Sujet
from saisie.views.recapitulation import GESTE

PAGES = PagesClasseur(
    sujet=Sujet.INDICATEURS,
    espace="indicateurs",
    fichier="calpae",
    gabarit="indicateurs/classeur.html",
    titre="Classeur Excel",
    objet="Indicateur",
    champ="chiffre",
    write=lambda exercice, le: write_classeur(build_classeur(exercice, le)),
    read=interpret_classeur,
    compare=build_apercu,
    confirm=confirm_indicateurs,
    bilan=("indicateur enregistré", "indicateurs enregistrés"),
)


@require_http_methods(GESTE)
def classeur(request, code, annee):
    axes = list_axes(get_exercice(request, code, annee))
    return show_classeur(request, code, annee, PAGES, axes=axes)


@require_safe
def telecharger_classeur(request, code, annee):
    return send_classeur(request, code, annee, PAGES)


@require_safe
def apercu_classeur(request, code, annee):
    return show_apercu(request, code, annee, PAGES)


@require_safe
def annoter_classeur(request, code, annee):
    return send_annote(request, code, annee, PAGES)


@require_POST
def confirmer_classeur(request, code, annee):
    return confirm_classeur(request, code, annee, PAGES)


@require_http_methods(GESTE)
def abandonner_classeur(request, code, annee):
    return discard_classeur(request, code, annee, PAGES)
