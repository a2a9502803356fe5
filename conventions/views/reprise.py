"""The year roll-over: what becomes of last year's actions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes import horloge
from conventions.forms.reprise import RepriseForm
from conventions.operations.acces import check
from conventions.operations.reprise import record_reprise, undo_reprise
from conventions.policies import refusal_to_edit
from conventions.queries.exercices import list_exercices_lisibles
from conventions.queries.reprise import build_bilan_reprise
from conventions.views.exercice import get_exercice


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
    return render(request, "conventions/reprise.html", contexte, status=422 if form.is_bound else 200)


def _record(request, exercice, form):
    """Store what was chosen; False, with the reason beside each row, when that cannot be."""
    try:
        faites = record_reprise(
            by=request.user,
            at=horloge.now(),
            exercice=exercice,
            sorts=form.sorts,
            avec_montants=form.cleaned_data["avec_montants"],
        )
    except ValidationError as erreur:
        form.show_fautes(erreur)
        return False
    renumerotees = [un for un in faites if un.action and un.action.numero != un.precedente.numero]
    messages.success(request, f"C’est enregistré pour {len(faites)} action{'s' if len(faites) > 1 else ''}.")
    for un in renumerotees:
        messages.warning(
            request,
            f"Le numéro {un.precedente.numero} était pris : l’action reprise porte le {un.action.numero}.",
        )
    return True


@require_POST
def annuler_reprise(request, code, annee, reprise):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    reprise = get_object_or_404(exercice.reprises.select_related("precedente", "action"), pk=reprise)
    reste = undo_reprise(by=request.user, at=horloge.now(), reprise=reprise)
    messages.success(request, f"L’action {reprise.precedente.numero} est de nouveau à décider.")
    if reste:
        dit = "n’est plus la copie de celle de l’an dernier : elle reste, comme nouvelle."
        messages.warning(request, f"La fiche {reste.numero} {dit}")
    return redirect("conventions:reprise", code, annee)
