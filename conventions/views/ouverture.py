"""The centrale opens conventions and exercices."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from comptes.pages import find_page
from conventions.forms.ouverture import OuvertureConventionForm, OuvertureExerciceForm
from conventions.operations.ouverture import open_convention, open_exercice
from conventions.policies import refusal_to_open
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_convention(request):
    form = OuvertureConventionForm(request.POST or None, aujourdhui=horloge.today())
    return _ouvrir(request, form, open_convention, "Ouvrir une convention")


@require_http_methods(["GET", "HEAD", "POST"])
def ouvrir_exercice(request):
    form = OuvertureExerciceForm(
        request.POST or None, initial={"convention": request.GET.get("convention", "")}
    )
    return _ouvrir(request, form, open_exercice, "Ouvrir un exercice", _find_suite)


def _find_suite(exercice):
    """What one does next: say which envelopes the amount is made of, where the référentiel lists some."""
    if not exercice.referentiel.definition.enveloppes:
        return find_page("accueil")
    return reverse("conventions:notification", args=[exercice.convention.code, exercice.annee])


def _ouvrir(request, form, operation, titre, find_suite=lambda ligne: find_page("accueil")):
    """The centrale's two forms: a new row, from fields of the model."""
    check(refusal_to_open(request.user))
    if request.method == "POST" and form.is_valid():
        with say_refus(form, champ=None):
            ligne = operation(by=request.user, at=horloge.now(), **form.champs)
            messages.success(request, f"{ligne}\u00a0: c’est ouvert.")
            return redirect(find_suite(ligne))
    contexte = {"form": form, "titre": titre}
    return render(request, "conventions/ouvrir.html", contexte, status=422 if form.errors else 200)
