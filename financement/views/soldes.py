"""The unspent State credits of last year, carried over."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from conventions.policies import refusal_to_edit
from conventions.queries.exercices import get_precedent, list_exercices_lisibles
from conventions.views.exercice import get_exercice
from financement.forms.soldes import SoldesForm
from financement.operations.montants import record_montants
from financement.queries.soldes import list_soldes
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def soldes(request, code, annee):
    exercice = get_exercice(request, code, annee)
    precedent = get_precedent(exercice, list_exercices_lisibles(request.user))
    if precedent is None:
        raise Http404
    refus = refusal_to_edit(request.user, exercice)
    form = SoldesForm(request.POST or None, soldes=list_soldes(exercice, precedent))
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, form):
            return redirect("conventions:actions", code, annee)
    contexte = {"exercice": exercice, "precedent": precedent, "form": form, "refus": refus}
    return render(request, "financement/soldes.html", contexte, status=422 if form.errors else 200)


def _record(request, exercice, form):
    """Write the chosen balances; False, with the reason in the form, when that cannot be."""
    with say_refus(form):
        nombre = record_montants(
            by=request.user, at=horloge.now(), exercice=exercice, vus=form.vus, saisis=form.saisis
        )
        pluriel = "s" if nombre > 1 else ""
        messages.success(request, f"{nombre} solde{pluriel} reporté{pluriel}.")
        return True
    return False
