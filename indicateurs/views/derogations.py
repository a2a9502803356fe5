from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_waive
from conventions.views.exercice import get_exercice
from indicateurs.forms.derogations import DerogationForm
from indicateurs.operations.controles import waive_regle, withdraw_derogation
from indicateurs.queries.fautes import list_derogations
from indicateurs.recapitulations import recapitulate_derogation
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


@require_http_methods(GESTE)
def derogations(request, code, annee):
    exercice = get_exercice(request, code, annee)
    definition = exercice.referentiel.definition
    refus = refusal_to_waive(request.user, exercice)
    levees = list_derogations(exercice, definition, horloge.get_jour_compte(exercice.convention))
    vu = max((un.le.isoformat() for un, *_ in levees), default="")
    form = DerogationForm(request.POST or None, definition=definition, initial={"vu": vu})
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _waive(request, exercice, form):
            return redirect("indicateurs:derogations", code, annee)
    contexte = {
        "exercice": exercice,
        "derogations": levees,
        "form": form,
        "refus": refus,
    }
    return render(request, "indicateurs/derogations.html", contexte, status=422 if form.errors else 200)


def _waive(request, exercice, form):
    """Store the waiver; False, with the reason written in the form, when that cannot be."""
    with say_refus(form, champ=None):
        waive_regle(by=request.user, at=horloge.now(), exercice=exercice, **form.champs)
        messages.success(request, "La règle est levée pour ce chiffre.")
        return True
    # The page that comes back shows what somebody else wrote: the next submission knows it.
    form.set_vu("vu", max((un.le.isoformat() for un in exercice.derogations.all()), default=""))
    return False


@require_http_methods(GESTE)
def retirer_derogation(request, code, annee, pk):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_waive(request.user, exercice))
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=lambda: get_object_or_404(exercice.derogations.select_related("par"), pk=pk),
        tell=lambda une: recapitulate_derogation(une, exercice),
        remove=lambda une, **qui: withdraw_derogation(derogation=une, **qui),
        bouton="Rétablir la règle",
        succes="La règle compte de nouveau.",
        suite=("indicateurs:derogations", code, annee),
        exercice=exercice,
    )
