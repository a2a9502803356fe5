"""The pages of the workbook of the money."""

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
from financement.classeur.ecriture import write_classeur
from financement.forms.classeur import interpret_classeur
from financement.operations.classeur import confirm_financement
from financement.queries.apercu import build_apercu
from financement.queries.classeur import build_classeur
from saisie.pages import Sujet
from saisie.views.recapitulation import GESTE

PAGES = PagesClasseur(
    sujet=Sujet.FINANCEMENT,
    espace="conventions",
    fichier="calpae-financement",
    gabarit="conventions/classeur_financement.html",
    titre="Classeur du financement",
    objet="Action",
    champ="champ",
    write=lambda exercice, le: write_classeur(build_classeur(exercice, le)),
    read=interpret_classeur,
    compare=lambda exercice, lu, choix, jour: build_apercu(exercice, lu, choix),
    confirm=confirm_financement,
    bilan=("cellule enregistrée", "cellules enregistrées"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def classeur(request, code, annee):
    return show_classeur(request, code, annee, PAGES)


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
