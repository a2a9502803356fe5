"""The fiches action."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from comptes.pages import find_page
from conventions.forms.actions import ActionForm
from conventions.operations.acces import lock_exercice
from conventions.operations.actions import delete_action, record_action
from conventions.operations.pieces import delete_piece_action, record_piece_action
from conventions.policies import refusal_to_delete_action, refusal_to_edit
from conventions.queries.fiches import build_fiche
from conventions.recapitulations import make_retour, recapitulate_action
from conventions.views.exercice import get_exercice
from fichiers.forms.pieces import PieceForm
from fichiers.recapitulations import recapitulate_piece
from fichiers.views import send_piece
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_action(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    return _edit(request, exercice, None)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request, code, annee, numero):
    """The fiche to read, or its form for who may write it."""
    exercice = get_exercice(request, code, annee)
    existante = _get_action(exercice, numero)
    refus = refusal_to_edit(request.user, exercice)
    if request.method == "POST":
        check(refus)
    if refus is None:
        return _edit(request, exercice, existante)
    fiche = build_fiche(existante, horloge.get_jour_compte(exercice.convention))
    contexte = {"exercice": exercice, "fiche": fiche, "refus": refus}
    return render(request, "conventions/action_lecture.html", contexte)


def _get_action(exercice, numero):
    """The action of an address, or 404; its exercice is the one already read."""
    action = get_object_or_404(exercice.actions, numero=numero)
    action.exercice = exercice
    return action


def _edit(request, exercice, existante):
    form = _make_form(exercice, existante, request.POST or None)
    if request.method == "POST":
        if form.is_valid() and _record(request, exercice, existante, form):
            numero = form.cleaned_data["numero"]
            messages.success(request, f"L’action {numero} est enregistrée.")
            return redirect("conventions:action", exercice.convention.code, exercice.annee, numero)
        return _show(request, exercice, existante, form, PieceForm(), status=422)
    return _show(request, exercice, existante, form, PieceForm())


def _make_form(exercice, existante, saisi=None):
    # A copy: the form writes what was typed in its own, the rest of the page says what is stored.
    return ActionForm(
        saisi,
        exercice=exercice,
        instance=copy(existante),
        jour_compte=horloge.get_jour_compte(exercice.convention),
        jour_venu=horloge.get_jour_venu(exercice.convention),
    )


def _show(request, exercice, existante, form, form_piece, status=200):
    contexte = {"exercice": exercice, "action": existante, "form": form, "form_piece": form_piece}
    if existante:
        contexte |= {
            "fiche": build_fiche(existante, horloge.get_jour_compte(exercice.convention)),
            "refus_suppression": refusal_to_delete_action(request.user, existante),
        }
    return render(request, "conventions/action.html", contexte, status=status)


def _record(request, exercice, existante, form):
    """Store the form; False, with the reason written in it, when that cannot be."""
    with say_refus(form):
        record_action(by=request.user, at=horloge.now(), exercice=exercice, action=existante, **form.saisie)
        return True
    return False


@require_http_methods(GESTE)
def supprimer_action(request, code, annee, numero):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: _get_action(exercice, numero),
        tell=lambda action: recapitulate_action(action, refusal_to_delete_action(request.user, action)),
        remove=lambda action, **qui: delete_action(action=action, **qui),
        bouton="Supprimer l’action",
        succes=f"L’action {numero} est supprimée.",
        suite=(find_page("actions", code, annee),),
        exercice=exercice,
    )


@require_POST
def joindre_piece_action(request, code, annee, numero):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    action = _get_action(exercice, numero)
    form = PieceForm(request.POST, request.FILES)
    if form.is_valid():
        with say_refus(form, champ="fichier"):
            record_piece_action(by=request.user, at=horloge.now(), action=action, **form.piece)
            messages.success(request, "La pièce est jointe.")
            return redirect("conventions:action", code, annee, numero)
    return _show(request, exercice, action, _make_form(exercice, action), form, status=422)


def _get_piece(exercice, numero, piece):
    """The piece of an address, or 404."""
    action = _get_action(exercice, numero)
    piece = get_object_or_404(action.pieces, pk=piece)
    piece.action = action
    return piece


@require_safe
def piece_action(request, code, annee, numero, piece):
    return send_piece(_get_piece(get_exercice(request, code, annee), numero, piece))


@require_http_methods(GESTE)
def retirer_piece_action(request, code, annee, numero, piece):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    retour = make_retour(exercice, "conventions:action", f"l’action {numero}", numero)
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: _get_piece(exercice, numero, piece),
        tell=lambda une: recapitulate_piece(une, f"L’action {une.action}", retour),
        remove=lambda une, **qui: delete_piece_action(piece=une, **qui),
        bouton="Retirer la pièce",
        succes="La pièce est retirée.",
        suite=("conventions:action", code, annee, numero),
        exercice=exercice,
    )
