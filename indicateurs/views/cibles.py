from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conventions.operations.acces import check
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from indicateurs.forms.cibles import CiblesForm
from indicateurs.operations.cibles import record_cibles
from indicateurs.queries.lignes import get_definition
from indicateurs.views.exercice import SAISIE, get_axe, list_axes


@require_http_methods(SAISIE)
def cibles(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    indicateurs = [i for i in get_definition(exercice.referentiel).list_axe(axe.code) if i.attend_une_cible]
    debut = exercice.convention.debut.year
    form = CiblesForm(
        request.POST or None,
        indicateurs=indicateurs,
        annees=range(debut, debut + 4),
        cibles={(c.code, c.annee): c.valeur for c in exercice.convention.cibles.all()},
    )
    if request.method == "POST":
        check(refus)
        if form.is_valid():
            record_cibles(by=request.user, at=timezone.now(), exercice=exercice, cibles=form.cibles)
            messages.success(request, "Les cibles sont enregistrées.")
            return redirect("indicateurs:cibles", code, annee, axe.code)
    contexte = {"exercice": exercice, "axe": axe, "axes": list_axes(exercice), "form": form, "refus": refus}
    return render(request, "indicateurs/cibles.html", contexte, status=422 if form.errors else 200)
