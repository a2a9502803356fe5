"""How a campaign goes."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes import horloge
from conventions.policies import refusal_to_grant_delai, refusal_to_open_campagne
from conventions.views.campagnes import get_campagne
from reporting.queries.campagnes import build_suivi


@require_safe
def campagne(request, dispositif, annee):
    campagne = get_campagne(request, dispositif, annee)
    suivi = build_suivi(request.user, campagne, horloge.now())
    retirables = {un.pk for un in suivi.delais if refusal_to_grant_delai(request.user, un.exercice) is None}
    contexte = {
        "campagne": campagne,
        "suivi": suivi,
        "retirables": retirables,
        "refus": refusal_to_open_campagne(request.user, campagne, horloge.today()),
        "sans_delai": {
            ligne.exercice.pk
            for groupe in suivi.groupes
            for ligne in groupe.lignes
            if refusal_to_grant_delai(request.user, ligne.exercice) is None
            and not ligne.dues.calendrier.delai
        },
    }
    return render(request, "reporting/campagne.html", contexte)
