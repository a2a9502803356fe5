"""The actions of an exercice with their money."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions.policies import refusal_to_edit
from conventions.queries.exercices import list_exercices_lisibles
from conventions.views.exercice import get_exercice
from financement.queries.montants import build_tableau_financier
from financement.queries.rapport_commun import get_depense_commune
from financement.queries.reprise import build_bilan_reprise


@require_safe
def actions(request, code, annee):
    exercice = get_exercice(request, code, annee)
    contexte = {
        "exercice": exercice,
        "tableau": build_tableau_financier(exercice),
        "commun": get_depense_commune(exercice),
        "reprise": build_bilan_reprise(exercice, list_exercices_lisibles(request.user)),
        "refus": refusal_to_edit(request.user, exercice),
    }
    return render(request, "financement/actions.html", contexte)
