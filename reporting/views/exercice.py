"""An exercice: its page, its execution, its way from the département to the State and back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from avenants.queries import list_avenants
from conventions.forms.exercices import DecisionForm
from conventions.operations.acces import check
from conventions.policies import refusal_to_edit, refusal_to_review
from conventions.queries.conventions import list_exercices_reunis
from conventions.queries.exercices import get_precedent, list_exercices_lisibles
from conventions.queries.rapport_commun import get_depense_commune
from conventions.views.exercice import get_exercice
from indicateurs.operations.transmission import ExerciceIncomplet
from indicateurs.queries.manques import list_manques
from indicateurs.views.exercice import list_axes
from reporting.operations.transmission import review, transmit
from reporting.queries.decision import get_notification
from reporting.queries.execution import build_execution
from reporting.queries.vie import list_rapports_dus


@require_safe
def exercice(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    contexte = {
        "exercice": exercice,
        "axes": list_axes(exercice),
        "refus": refus,
        "manques": list_manques(exercice, timezone.localdate()) if refus is None else None,
        "transitions": exercice.transitions.select_related("par"),
        "refus_decision": refusal_to_review(request.user, exercice),
        "decision": DecisionForm(),
        "echeance": list_rapports_dus(request.user, [exercice], timezone.localdate())[exercice.pk],
        "commun": get_depense_commune(exercice),
        "precedent": get_precedent(exercice, list_exercices_lisibles(request.user)),
        "peut_reunir": exercice.rapport_commun_id or len(list_exercices_reunis(exercice)) > 1,
        "peut_prolonger": exercice.prolonge_au or exercice.prolongation,
        "photographies": exercice.photographies.defer("contenu"),
        "avenants": list_avenants(request.user).filter(exercice=exercice),
        "notification": get_notification(exercice),
    }
    return render(request, "reporting/exercice.html", contexte)


@require_safe
def execution(request, code, annee):
    exercice = get_exercice(request, code, annee)
    contexte = {"exercice": exercice, "contenu": build_execution(exercice)}
    return render(request, "reporting/execution.html", contexte)


@require_POST
def transmettre(request, code, annee):
    exercice = get_exercice(request, code, annee)
    try:
        transmit(by=request.user, at=timezone.now(), exercice=exercice)
        messages.success(request, "L’exercice est transmis à l’État.")
    except ExerciceIncomplet as incomplet:
        messages.error(request, str(incomplet))
    return redirect("reporting:exercice", code, annee)


@require_POST
def decider(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_review(request.user, exercice))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        contexte = {"exercice": exercice, "axes": list_axes(exercice), "decision": form, "refus": " "}
        return render(request, "reporting/exercice.html", contexte, status=422)
    review(by=request.user, at=timezone.now(), exercice=exercice, **form.cleaned_data)
    messages.success(request, "La décision est enregistrée.")
    return redirect("reporting:tableau_de_bord")
