"""The extension of an execution: what agrees it, and the second round it opens."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from avenants.forms.signature import SecondArreteForm
from avenants.models import NatureAvenant
from avenants.policies import refusal_to_prepare
from avenants.recapitulations import recapitulate_second_arrete
from comptes.acces import check
from conventions.operations.exercices import open_second_arrete
from conventions.policies import refusal_to_open_second_arrete
from conventions.queries.campagnes import find_calendrier
from conventions.queries.exercices import get_version_de_vie
from conventions.recapitulations import make_retour
from conventions.views.exercice import get_exercice
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation


@require_safe
def prolongation(request, code, annee):
    exercice = get_exercice(request, code, annee)
    jusqu_a = exercice.prolonge_au or exercice.prolongation
    contexte = {
        "exercice": exercice,
        "jusqu_a": jusqu_a,
        "rapport_sans": find_calendrier(exercice, None).rapport,
        "rapport_avec": find_calendrier(exercice, jusqu_a).rapport,
        "avenant": exercice.avenants.filter(nature=NatureAvenant.REPORT).first(),
        "refus": refusal_to_prepare(request.user, exercice, NatureAvenant.REPORT),
        "refus_second": refusal_to_open_second_arrete(request.user, exercice),
    }
    return render(request, "reporting/prolongation.html", contexte)


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
    retour = make_retour(exercice, "avenants:prolongation", "la page de la prolongation")
    recapitulation = recapitulate_second_arrete(exercice, retour)
    return show_recapitulation(request, recapitulation, form, exercice=exercice)
