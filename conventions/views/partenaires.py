"""The partners of a convention: one list for its fiches and its grid."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.forms.partenaires import PartenaireForm
from conventions.operations.acces import lock_exercice
from conventions.operations.partenaires import delete_partenaire, rename_partenaire
from conventions.policies import refusal_to_delete_partenaire, refusal_to_edit
from conventions.queries.partenaires import list_partenaires, name_partenaires
from conventions.recapitulations import recapitulate_partenaire
from conventions.views.exercice import get_exercice
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


@require_safe
def partenaires(request, code, annee):
    return _show(request, get_exercice(request, code, annee))


def _show(request, exercice, saisi=None):
    """The list; `saisi` is the form of the row that was refused."""
    lignes = []
    for partenaire in name_partenaires(exercice, list_partenaires(exercice.convention)):
        form = saisi if saisi and saisi.partenaire == partenaire else PartenaireForm(partenaire=partenaire)
        lignes.append((partenaire, form, refusal_to_delete_partenaire(request.user, exercice, partenaire)))
    contexte = {
        "exercice": exercice,
        "lignes": lignes,
        "form": saisi,
        "refus": refusal_to_edit(request.user, exercice),
    }
    return render(request, "conventions/partenaires.html", contexte, status=422 if saisi else 200)


@require_POST
def renommer_partenaire(request, code, annee, partenaire):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    partenaire = get_object_or_404(list_partenaires(exercice.convention), pk=partenaire)
    form = PartenaireForm(request.POST, partenaire=partenaire)
    if form.is_valid() and _rename(request, exercice, form):
        messages.success(request, f"Le partenaire s’appelle «\u00a0{form.cleaned_data['nom']}\u00a0».")
        return redirect("conventions:partenaires", code, annee)
    return _show(request, exercice, form)


def _rename(request, exercice, form):
    """Rename; False, with the reason beside the field, when that cannot be or somebody came first."""
    with say_refus(form, champ="nom"):
        rename_partenaire(
            by=request.user,
            at=horloge.now(),
            exercice=exercice,
            partenaire=form.partenaire,
            **form.cleaned_data,
        )
        return True
    return False


@require_http_methods(GESTE)
def retirer_partenaire(request, code, annee, partenaire):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: get_object_or_404(list_partenaires(exercice.convention), pk=partenaire),
        tell=lambda un: recapitulate_partenaire(
            un, exercice, refusal_to_delete_partenaire(request.user, exercice, un)
        ),
        remove=lambda un, **qui: delete_partenaire(exercice=exercice, partenaire=un, **qui),
        bouton="Retirer le partenaire",
        succes="Le partenaire est retiré de la liste.",
        suite=("conventions:partenaires", code, annee),
        exercice=exercice,
    )
