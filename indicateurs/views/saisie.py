"""The entry grid of an axe: its figures."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes import horloge
from comptes.acces import check
from conventions.operations.brouillons import record_brouillon
from conventions.policies import refusal_to_edit
from conventions.queries.saisie import get_brouillon
from conventions.recapitulations import make_retour, recapitulate_brouillon
from conventions.views.brouillons import show_abandon
from conventions.views.exercice import get_exercice
from indicateurs.forms.grille import Grille
from indicateurs.forms.rangees import list_rangees
from indicateurs.operations.valeurs import record_valeurs
from indicateurs.queries.lignes import build_lignes, get_chiffres, list_reperes
from indicateurs.queries.saisie import list_axes_saisie
from indicateurs.views.exercice import get_axe
from nombres.formats import compter
from saisie.pages import Sujet, make_page
from saisie.views.recapitulation import GESTE
from saisie.views.refus import announce_refus, say_refus


@require_http_methods(GESTE)
def saisie(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    if request.method == "POST":
        check(refus)
        grille = _build_grille(exercice, axe, request.POST.dict())
        if grille.is_valid() and _record(request, grille):
            return redirect("indicateurs:saisie", code, annee, axe.code)
        contexte = {"formulaires": list(grille.forms.values())}
    else:
        brouillon = None if refus else get_brouillon(exercice, _name_page(axe), request.user)
        grille = _build_grille(exercice, axe, brouillon and brouillon.champs, lecteur=request.user)
        grille.drop_untouched()
        contexte = {"formulaires": [], "brouillon": brouillon if grille.champs_bruts else None}
        grille.show_conflits(grille.find_conflits())
    contexte |= _build_contexte(grille, request.user) | {"refus": refus}
    return render(
        request, "indicateurs/saisie.html", contexte, status=422 if request.method == "POST" else 200
    )


def _name_page(axe):
    return make_page(Sujet.INDICATEURS, axe.code)


def _build_grille(exercice, axe, data, lecteur=None):
    aujourdhui = horloge.get_jour_compte(exercice.convention)
    return Grille(exercice, axe, get_chiffres(exercice, lecteur), aujourdhui, data)


def _list_rangees(grille, reperes=None):
    lignes = build_lignes(grille.exercice, grille.chiffres, grille.mesures, grille.axe.code, reperes)
    return list_rangees(grille, lignes)


def _build_contexte(grille, lecteur):
    axes = list_axes_saisie(grille.exercice, grille.chiffres, grille.aujourdhui)
    attendus = [axe for axe in axes if not axe.is_sans_action]
    rangees = _list_rangees(grille, list_reperes(grille.exercice, lecteur))
    return {
        "exercice": grille.exercice,
        "axe": grille.axe,
        "axes": axes,
        "avancement": next(axe for axe in axes if axe.axe == grille.axe),
        "faits": sum(axe.faits for axe in attendus),
        "attendus": sum(axe.attendus for axe in attendus),
        "rangees": rangees,
        "axe_publie": any(rangee.oarsa for rangee in rangees),
        "nationaux": grille.definition.list_nationaux(grille.axe.code),
        "a_rapprocher": [i.code for i in grille.definition.list_axe(grille.axe.code) if not i.verifie],
        "axe_a_des_delais": any(code in grille.definition.codes_calcules for code in grille.forms),
        "aujourdhui": horloge.today(),
    }


def _record(request, grille):
    """Store the grid; False, with what the other person wrote beside each field, when somebody came first."""
    with say_refus(grille), announce_refus(request):
        nombre = record_valeurs(
            by=request.user,
            at=horloge.now(),
            exercice=grille.exercice,
            saisies=grille.saisies,
            axe=grille.axe.code,
        )
        dit = compter(nombre, "indicateur enregistré", "indicateurs enregistrés")
        messages.success(request, f"{dit}." if nombre else "Rien n’avait changé.")
        return True
    return False


def _get_page(request, code, annee, axe):
    """What the three routes of the draft start from; Refus for those who may not type here."""
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    check(refusal_to_edit(request.user, exercice))
    return exercice, axe, {"by": request.user, "exercice": exercice, "page": _name_page(axe)}


@require_POST
def brouillon(request, code, annee, axe):
    """Keep what is typed, and answer what it makes: results, errors and rules, row by row, as pieces of the page."""
    exercice, axe, page = _get_page(request, code, annee, axe)
    grille = _build_grille(exercice, axe, request.POST.dict())
    champs, maintenant = grille.champs_bruts, horloge.now()
    record_brouillon(**page, at=maintenant, champs=champs)
    grille.show_conflits(grille.find_conflits())
    contexte = {
        "exercice": exercice,
        "rangees": _list_rangees(grille),
        "brouillon_le": maintenant if champs else None,
    }
    return render(request, "indicateurs/_calcul.html", contexte)


@require_http_methods(GESTE)
def abandonner(request, code, annee, axe):
    exercice, axe, page = _get_page(request, code, annee, axe)
    retour = make_retour(exercice, "indicateurs:saisie", "la grille des indicateurs", axe.code)
    return show_abandon(
        request,
        page,
        tell=lambda un: recapitulate_brouillon(un, f"Indicateurs, {axe.libelle}", "Les chiffres", retour),
        succes="Le brouillon est abandonné\u00a0: voici les chiffres enregistrés.",
        suite=("indicateurs:saisie", code, annee, axe.code),
    )


@require_POST
def reprendre(request, code, annee, axe):
    """Put last year's numbers in the empty rows (of one indicator, with `reprendre`), as a draft to confirm."""
    exercice, axe, page = _get_page(request, code, annee, axe)
    grille = _build_grille(exercice, axe, request.POST.dict())
    champs = grille.champs_bruts
    reprises = [
        form
        for code_indicateur, form in grille.forms.items()
        if form.is_reprenable and request.POST.get("reprendre") in ("", None, code_indicateur)
    ]
    for form in reprises:
        champs |= form.make_champs_repris()
    record_brouillon(**page, at=horloge.now(), champs=champs)
    precedent = exercice.annee - 1
    if reprises:
        chiffres = compter(len(reprises), "chiffre", "chiffres")
        messages.success(request, f"{chiffres} de {precedent} repris, à confirmer un par un.")
    else:
        messages.warning(request, f"Aucun chiffre vide de cet axe n’a de chiffre en {precedent}.")
    return redirect("indicateurs:saisie", code, annee, axe.code)
