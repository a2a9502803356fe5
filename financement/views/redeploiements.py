"""State credits moved between axes: those done, and the form of another."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.policies import refusal_to_redeploy
from conventions.views.exercice import get_exercice
from fichiers.views import send_piece
from financement.forms.redeploiement import RedeploiementForm
from financement.operations.redeploiement import record_redeploiement
from financement.queries.redeploiements import build_credits_deplacables, list_redeploiements
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def redeploiements(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_redeploy(request.user, exercice)
    form = None
    if request.method == "POST":
        check(refus)
    if refus is None:
        credits = build_credits_deplacables(exercice)
        form = RedeploiementForm(request.POST or None, request.FILES or None, credits=credits)
        if request.method == "POST" and form.is_valid() and _record(request, exercice, form):
            messages.success(request, "Les crédits sont déplacés. Le total de l’État n’a pas changé.")
            return redirect("conventions:redeploiements", code, annee)
    contexte = {
        "exercice": exercice,
        "regle": exercice.referentiel.definition.redeploiement,
        "faits": list_redeploiements(exercice),
        "form": form,
        "refus": refus,
    }
    return render(
        request, "financement/redeploiements.html", contexte, status=422 if form and form.errors else 200
    )


def _record(request, exercice, form):
    """Move the credits; False, with the reason written in the form, when that cannot be."""
    with say_refus(form):
        record_redeploiement(by=request.user, at=horloge.now(), exercice=exercice, **form.saisie)
        return True
    form.set_credits(build_credits_deplacables(exercice))
    return False


@require_safe
def preuve_redeploiement(request, code, annee, redeploiement):
    exercice = get_exercice(request, code, annee)
    return send_piece(get_object_or_404(exercice.redeploiements, pk=redeploiement))
