"""What the commissaire does before the decision: the opinion, the dialogue de performance."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from comptes import horloge
from comptes.acces import check
from conventions.views.exercice import get_exercice
from reporting.forms.instruction import AvisForm, DialogueForm
from reporting.operations.instruction import record_avis, record_dialogue
from reporting.operations.papiers import produce_fiche
from reporting.policies import refusal_to_advise, refusal_to_give_avis, refusal_to_hold_dialogue
from reporting.queries.decision import get_dossier
from reporting.queries.execution import build_execution
from reporting.recapitulations import recapitulate_avis, recapitulate_dialogue
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation


@require_http_methods(GESTE)
def avis(request, code, annee):
    return _write(
        request,
        get_exercice(request, code, annee),
        AvisForm,
        record_avis,
        refusal_to_give_avis,
        recapitulate_avis,
        "L’avis est rendu.",
    )


@require_http_methods(GESTE)
def dialogue(request, code, annee):
    return _write(
        request,
        get_exercice(request, code, annee),
        DialogueForm,
        record_dialogue,
        refusal_to_hold_dialogue,
        recapitulate_dialogue,
        "Le dialogue de performance est enregistré.",
    )


@require_POST
def produire_fiche(request, code, annee):
    exercice = get_exercice(request, code, annee)
    document = produce_fiche(
        by=request.user, at=horloge.now(), exercice=exercice, enqueue=dessiner_document.enqueue
    )
    tell_produit(request, document)
    return redirect("reporting:decision_financiere", code, annee)


def _write(request, exercice, classe, operation, refuse, recapitulate, succes):
    """One thing the commissaire writes in the dossier: said, then done."""
    check(refusal_to_advise(request.user, exercice))
    form = read_geste(request, classe, lire=lambda: get_dossier(exercice).version)
    if do_geste(request, form, operation, exercice=exercice):
        messages.success(request, succes)
        return redirect("reporting:decision_financiere", exercice.convention.code, exercice.annee)
    dossier = get_dossier(exercice)
    recapitulation = recapitulate(dossier, build_execution(exercice), refuse(request.user, dossier))
    return show_recapitulation(request, recapitulation, form, exercice=exercice)
