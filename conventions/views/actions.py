"""The fiches action."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.operations import ModifieEntreTemps
from conventions.forms.actions import ActionForm
from conventions.operations.acces import check
from conventions.operations.actions import delete_action, record_action
from conventions.policies import refusal_to_edit
from conventions.queries.financements import build_tableau_financier
from conventions.views.conflit import show_conflit
from conventions.views.exercice import get_exercice


@require_safe
def actions(request, code, annee):
    exercice = get_exercice(request, code, annee)
    contexte = {
        "exercice": exercice,
        "tableau": build_tableau_financier(exercice),
        "refus": refusal_to_edit(request.user, exercice),
    }
    return render(request, "conventions/actions.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request, code, annee, numero=None):
    exercice = get_exercice(request, code, annee)
    existante = get_object_or_404(exercice.actions, numero=numero) if numero else None
    refus = refusal_to_edit(request.user, exercice)
    form = ActionForm(request.POST or None, exercice=exercice, instance=existante)
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, existante, form):
            messages.success(request, "L’action est enregistrée.")
            return redirect("conventions:actions", code, annee)
    contexte = {"exercice": exercice, "action": existante, "form": form, "refus": refus}
    return render(request, "conventions/action.html", contexte, status=422 if form.errors else 200)


def _record(request, exercice, existante, form):
    """Store the form; False, with the reason written in it, when that cannot be."""
    try:
        record_action(
            by=request.user,
            at=timezone.now(),
            exercice=exercice,
            # The form's own instance already carries what was typed: the operation gets the row as stored.
            action=exercice.actions.get(pk=existante.pk) if existante else None,
            version=form.cleaned_data["version"],
            champs=form.champs,
        )
    except ModifieEntreTemps as conflit:
        show_conflit(form, conflit)
        return False
    except ValidationError as erreur:
        form.add_error(None, erreur.messages)
        return False
    return True


@require_POST
def supprimer_action(request, code, annee, numero):
    exercice = get_exercice(request, code, annee)
    delete_action(
        by=request.user, at=timezone.now(), action=get_object_or_404(exercice.actions, numero=numero)
    )
    messages.success(request, f"L’action {numero} est supprimée.")
    return redirect("conventions:actions", code, annee)
