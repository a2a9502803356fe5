"""The extension of an execution: recorded, cancelled; the second round it opens."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from avenants.forms import AnnulationForm, ProlongationForm, SecondArreteForm
from avenants.models import NatureAvenant
from avenants.operations.avenants import cancel_extension, extend_exercice
from avenants.policies import refusal_to_cancel_extension, refusal_to_extend
from avenants.recapitulations import recapitulate_annulation, recapitulate_second_arrete
from comptes import horloge
from comptes.acces import check
from conventions.operations.exercices import open_second_arrete
from conventions.policies import refusal_to_edit_convention, refusal_to_open_second_arrete
from conventions.queries.exercices import get_version_de_vie
from conventions.recapitulations import make_retour
from conventions.views.exercice import get_exercice
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def prolongation(request, code, annee):
    exercice = get_exercice(request, code, annee)
    form = ProlongationForm(request.POST or None, aujourdhui=horloge.get_jour_venu(exercice.convention))
    if request.method == "POST":
        check(refusal_to_extend(request.user, exercice))
        if form.is_valid():
            with say_refus(form, champ=None):
                extend_exercice(by=request.user, at=horloge.now(), exercice=exercice, **form.cleaned_data)
                messages.success(request, "L’exécution est prolongée\u202f; les échéances sont déplacées.")
                return redirect("avenants:prolongation", code, annee)
    return _show_prolongation(request, exercice, form=form)


def _show_prolongation(request, exercice, form):
    definition, jusqu_a = exercice.referentiel.definition, exercice.prolonge_au or exercice.prolongation
    contexte = {
        "exercice": exercice,
        "jusqu_a": jusqu_a,
        "rapport_sans": definition.compute_echeance_rapport(exercice.annee, None, exercice.fin),
        "rapport_avec": definition.compute_echeance_rapport(exercice.annee, jusqu_a, exercice.fin),
        "avenant": _get_report(exercice),
        "form": form,
        "peut_joindre": refusal_to_edit_convention(request.user, exercice.convention, "pieces") is None,
        "refus": refusal_to_extend(request.user, exercice),
        "refus_annulation": refusal_to_cancel_extension(request.user, exercice),
        "refus_second": refusal_to_open_second_arrete(request.user, exercice),
    }
    return render(request, "reporting/prolongation.html", contexte, status=422 if form.errors else 200)


def _get_report(exercice):
    """The avenant de report of an exercice, or None."""
    return exercice.avenants.filter(nature=NatureAvenant.REPORT).first()


@require_http_methods(GESTE)
def annuler_prolongation(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_cancel_extension(request.user, exercice))
    form = read_geste(request, AnnulationForm, lire=lambda: get_version_de_vie(exercice))
    if do_geste(request, form, cancel_extension, exercice=exercice):
        messages.success(request, "La prolongation est annulée\u202f; les échéances reprennent leur date.")
        return redirect("avenants:prolongation", code, annee)
    recapitulation = recapitulate_annulation(exercice, _get_report(exercice), _make_retour(exercice))
    return show_recapitulation(request, recapitulation, form, exercice=exercice)


@require_http_methods(GESTE)
def ouvrir_second_arrete(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_open_second_arrete(request.user, exercice))
    form = read_geste(request, SecondArreteForm, lire=lambda: get_version_de_vie(exercice))
    if do_geste(request, form, open_second_arrete, exercice=exercice):
        messages.success(
            request, "Le second arrêté est ouvert\u00a0: l’exercice est de nouveau en brouillon."
        )
        return redirect("reporting:exercice", code, annee)
    recapitulation = recapitulate_second_arrete(exercice, _make_retour(exercice))
    return show_recapitulation(request, recapitulation, form, exercice=exercice)


def _make_retour(exercice):
    return make_retour(exercice, "avenants:prolongation", "la page de la prolongation")
