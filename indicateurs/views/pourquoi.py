from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from fichiers.forms.pieces import PieceForm
from fichiers.recapitulations import recapitulate_piece
from fichiers.views import send_piece
from indicateurs.operations.pieces import delete_piece, record_piece
from indicateurs.queries.pourquoi import build_pourquoi
from indicateurs.trajectoire import REGLE_PROJECTION
from indicateurs.views.exercice import get_axe
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


def get_indicateur(exercice, axe, code):
    """The indicator of an address, or 404 when the référentiel has none of this code in this axe."""
    indicateur = exercice.referentiel.definition.indicateurs.get(code)
    if indicateur is None or indicateur.axe != axe:
        raise Http404
    return indicateur


@require_safe
def pourquoi(request, code, annee, axe, indicateur):
    exercice = get_exercice(request, code, annee)
    return _show_pourquoi(request, exercice, get_indicateur(exercice, axe, indicateur), PieceForm())


def _show_pourquoi(request, exercice, indicateur, form):
    contexte = {
        "exercice": exercice,
        "axe": get_axe(exercice, indicateur.axe),
        "p": build_pourquoi(request.user, exercice, indicateur, horloge.get_jour_compte(exercice.convention)),
        "regle_projection": REGLE_PROJECTION,
        "form": form,
        "refus": refusal_to_edit(request.user, exercice),
    }
    return render(request, "indicateurs/pourquoi.html", contexte, status=422 if form.errors else 200)


@require_POST
def joindre_piece(request, code, annee, axe, indicateur):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    indicateur = get_indicateur(exercice, axe, indicateur)
    form = PieceForm(request.POST, request.FILES)
    if form.is_valid() and _record(request, exercice, indicateur, form):
        messages.success(request, "La pièce est jointe.")
        return redirect("indicateurs:pourquoi", code, annee, axe, indicateur.code)
    return _show_pourquoi(request, exercice, indicateur, form)


def _record(request, exercice, indicateur, form):
    """Store the file; False, with the reason beside the field, when that very file is attached already."""
    with say_refus(form, champ="fichier"):
        record_piece(by=request.user, at=horloge.now(), exercice=exercice, code=indicateur.code, **form.piece)
        return True
    return False


@require_safe
def piece(request, code, annee, piece):
    return send_piece(get_object_or_404(get_exercice(request, code, annee).pieces, pk=piece))


@require_http_methods(GESTE)
def supprimer_piece(request, code, annee, piece):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    pieces = exercice.pieces.select_related("exercice__convention", "par")
    indicateur = exercice.referentiel.definition.indicateurs[get_object_or_404(pieces, pk=piece).code]
    page = ("indicateurs:pourquoi", code, annee, indicateur.axe, indicateur.code)
    retour = (f"l’indicateur {indicateur.code}", reverse(page[0], args=page[1:]))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: get_object_or_404(pieces, pk=piece),
        tell=lambda une: recapitulate_piece(une, f"{indicateur.code}, {indicateur.libelle}", retour),
        remove=lambda une, **qui: delete_piece(piece=une, **qui),
        bouton="Retirer la pièce",
        succes="La pièce est retirée.",
        suite=page,
        exercice=exercice,
    )
