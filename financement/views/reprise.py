"""The year roll-over: what becomes of last year's actions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from conventions.queries.exercices import list_exercices_lisibles
from conventions.views.exercice import get_exercice
from financement.forms.reprise import RepriseForm
from financement.operations.reprise import has_copie_intacte, record_reprise, undo_reprise
from financement.queries.reprise import build_bilan_reprise
from financement.recapitulations import recapitulate_annulation_reprise
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def reprise(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    if request.method == "POST":
        check(refus)
    bilan = build_bilan_reprise(exercice, list_exercices_lisibles(request.user))
    if bilan is None:
        raise Http404("Cet exercice est le premier de la convention, ou le précédent ne se lit pas.")
    garder = "tout_garder" in request.POST
    if garder:
        form = RepriseForm.keep_all(request.POST, bilan=bilan, exercice=exercice)
    else:
        form = RepriseForm(request.POST or None, bilan=bilan, exercice=exercice)
    if form.is_bound and form.is_valid() and _record(request, exercice, form):
        return redirect("conventions:reprise", code, annee)
    contexte = {"exercice": exercice, "bilan": bilan, "form": form, "refus": refus, "garder": garder}
    return render(request, "financement/reprise.html", contexte, status=422 if form.is_bound else 200)


def _record(request, exercice, form):
    """Store what was chosen; False, with the reason beside each row, when that cannot be."""
    with say_refus(form, champ=None):
        faites = record_reprise(
            by=request.user,
            at=horloge.now(),
            exercice=exercice,
            sorts=form.sorts,
            avec_montants=form.cleaned_data["avec_montants"],
        )
        s = "s" if len(faites) > 1 else ""
        messages.success(request, f"C’est enregistré pour {len(faites)} action{s}.")
        for un in faites:
            if un.action and un.action.numero != un.precedente.numero:
                dit = f"l’action reprise porte le {un.action.numero}."
                messages.warning(request, f"Le numéro {un.precedente.numero} était pris\u00a0: {dit}")
        return True
    return False


@require_http_methods(GESTE)
def annuler_reprise(request, code, annee, reprise):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))

    def read():
        return get_object_or_404(exercice.reprises.select_related("precedente", "action"), pk=reprise)

    def undo(une, **qui):
        if reste := undo_reprise(reprise=une, **qui):
            dit = "n’est plus la copie de celle de l’an dernier\u00a0: elle reste, comme nouvelle."
            messages.warning(request, f"La fiche {reste.numero} {dit}")

    numero = read().precedente.numero
    return show_retrait(
        request,
        lock=lambda: lock_exercice(exercice),
        read=read,
        tell=lambda une: recapitulate_annulation_reprise(une, exercice, has_copie_intacte(request.user, une)),
        remove=undo,
        bouton="Annuler ce choix",
        succes=f"L’action {numero} est de nouveau à décider.",
        suite=("conventions:reprise", code, annee),
        exercice=exercice,
    )
