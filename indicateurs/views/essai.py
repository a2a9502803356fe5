"""The rules of a référentiel tried on the exercices that were handed over."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.acces import check
from indicateurs.queries.essai import simulate_regles
from referentiels.policies import refusal_to_prepare_referentiels
from referentiels.views.lecture import get_referentiel, read_referentiel


@require_safe
def simulation(request, code):
    check(refusal_to_prepare_referentiels(request.user))
    referentiel = get_referentiel(request, code)
    lecture = read_referentiel(referentiel)
    contexte = {"referentiel": referentiel, "lecture": lecture}
    if not lecture.fautes:
        contexte["simulation"] = simulate_regles(lecture.definition, lecture.definition.dispositif)
    return render(request, "indicateurs/essai.html", contexte)
