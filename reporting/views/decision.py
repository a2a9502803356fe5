from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from comptes.operations import ModifieEntreTemps
from conventions.operations.acces import check
from conventions.views.exercice import get_exercice
from reporting.forms.decision import NotificationForm, PropositionForm, ReponseForm, VersementForm
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
    withdraw_versement,
)
from reporting.policies import (
    refusal_to_answer,
    refusal_to_instruct,
    refusal_to_notify,
    refusal_to_pay,
    refusal_to_propose,
    refusal_to_speak,
)
from reporting.queries.decision import get_dossier, list_histoire
from reporting.queries.execution import build_execution


@require_safe
def decision_financiere(request, code, annee):
    return _show(request, get_exercice(request, code, annee))


@require_POST
def proposer(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    return _write(request, exercice, PropositionForm, propose_refaction, "La proposition est enregistrée.")


@require_POST
def repondre(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_speak(request.user, exercice))
    return _write(request, exercice, ReponseForm, answer_proposition, "La réponse est enregistrée.")


@require_POST
def notifier(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    return _write(request, exercice, NotificationForm, notify_decision, "La décision est notifiée.")


@require_POST
def verser(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    return _write(request, exercice, VersementForm, record_versement, "Le versement est enregistré.")


@require_POST
def retirer_versement(request, code, annee, pk):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_instruct(request.user, exercice))
    try:
        vu = request.POST.get("vu", "")
        withdraw_versement(by=request.user, at=timezone.now(), exercice=exercice, vu=vu, pk=pk)
        messages.success(request, "Le versement est retiré.")
    except ModifieEntreTemps:
        messages.error(
            request, "Ce dossier a changé entre-temps : relisez l’historique avant de retirer un versement."
        )
    return redirect("reporting:decision_financiere", code, annee)


def _write(request, exercice, classe, operation, succes):
    """One step: what was typed stays on the page with what is wrong in it, or with what a colleague wrote."""
    dossier = get_dossier(exercice)
    form = classe(request.POST, dossier=dossier)
    if form.is_valid():
        try:
            operation(by=request.user, at=timezone.now(), exercice=exercice, **form.cleaned_data)
            messages.success(request, succes)
            return redirect("reporting:decision_financiere", exercice.convention.code, exercice.annee)
        except ModifieEntreTemps as conflit:
            form.show_conflit(get_dossier(exercice), conflit)
        except ValidationError as fautes:
            form.add_error(None, fautes)
    return _show(request, exercice, form)


def _show(request, exercice, envoye=None):
    """The whole story, and what this user may write next; `envoye` is a form that was sent back."""
    dossier, execution = get_dossier(exercice), build_execution(exercice)
    contexte = {
        "exercice": exercice,
        "dossier": dossier,
        "simulation": execution.simulation,
        "histoire": list_histoire(dossier),
        "refus_retrait": refusal_to_instruct(request.user, exercice),
        "gestes": [
            (envoye if isinstance(envoye, classe) else classe(dossier=dossier), refus)
            for classe, refus in _list_gestes(request.user, dossier, execution)
        ],
    }
    return render(request, "reporting/decision_financiere.html", contexte, status=422 if envoye else 200)


def _list_gestes(user, dossier, execution):
    """What is this user's to write, one day or now: (form, why not now). Nothing but payments after the decision."""
    if refusal_to_speak(user, dossier.exercice) is None and not dossier.notification:
        yield ReponseForm, refusal_to_answer(user, dossier)
    if refusal_to_instruct(user, dossier.exercice) is None:
        if not dossier.notification:
            yield PropositionForm, refusal_to_propose(user, dossier, execution)
            yield NotificationForm, refusal_to_notify(user, dossier)
        yield VersementForm, refusal_to_pay(user, dossier)
