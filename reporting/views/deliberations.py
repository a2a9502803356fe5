"""What was voted, and the avenants that were signed outside the site: the life of a convention, over its avenants."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from avenants.forms.votes import AnterieurForm, DeliberationForm
from avenants.operations.anterieurs import delete_anterieur, record_anterieur
from avenants.operations.deliberations import (
    delete_deliberation,
    lock_approuvables,
    record_deliberation,
)
from avenants.queries import (
    list_anterieurs,
    list_approuvables,
    list_conventions_votantes,
    list_votes_lus,
)
from avenants.recapitulations import recapitulate_anterieur, recapitulate_deliberation
from comptes import horloge
from comptes.acces import check
from conventions.operations.conventions import lock_conventions
from conventions.policies import refusal_to_edit_convention
from conventions.views.conventions import get_convention
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


def _get_vote(request, convention, pk):
    """A vote of the page of the convention, with what it approves; or 404."""
    approuvables = list_approuvables(list_conventions_votantes(convention))
    votes = list_votes_lus(request.user, convention, approuvables)
    vote = next((un for un in votes if un.deliberation.pk == pk), None)
    if vote is None:
        raise Http404
    return vote


@require_http_methods(["GET", "HEAD", "POST"])
def deliberation(request, code, pk=None):
    convention = get_convention(request, code)
    existante = _get_vote(request, convention, pk).deliberation if pk else None
    check(refusal_to_edit_convention(request.user, convention, "deliberations"))
    form = DeliberationForm(
        request.POST or None,
        instance=existante,
        convention=convention,
        aujourdhui=horloge.get_jour_venu(convention),
        initial={} if pk else {"approuve": request.GET.getlist("approuve")},
    )
    if request.method == "POST" and form.is_valid():
        with say_refus(form, champ=None):
            record_deliberation(
                by=request.user,
                at=horloge.now(),
                convention=convention,
                deliberation=existante,
                champs=form.champs,
                approuve=form.cleaned_data["approuve"],
                version=form.cleaned_data["version"],
            )
            messages.success(request, "La délibération est enregistrée.")
            return redirect(convention)
    contexte = {
        "convention": convention,
        "form": form,
        "titre": "Corriger une délibération" if pk else "Enregistrer une délibération",
        "deliberation": existante,
    }
    return render(request, "reporting/deliberation.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def retirer_deliberation(request, code, pk):
    convention = get_convention(request, code)
    check(refusal_to_edit_convention(request.user, convention, "deliberations"))
    retour = ("la délibération", reverse("reporting:deliberation", args=[code, pk]))
    return show_retrait(
        request,
        lock=lambda: lock_approuvables(convention),
        read=lambda: _get_vote(request, convention, pk),
        tell=lambda vote: recapitulate_deliberation(vote, retour),
        remove=lambda vote, **qui: delete_deliberation(
            convention=convention, deliberation=vote.deliberation, **qui
        ),
        bouton="Retirer la délibération",
        succes="La délibération est retirée\u202f; le journal garde ce qu’elle disait.",
        suite=(convention,),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def anterieur(request, code, pk=None):
    convention = get_convention(request, code)
    existant = get_object_or_404(list_anterieurs(convention), pk=pk) if pk else None
    check(refusal_to_edit_convention(request.user, convention, "avenants_anterieurs"))
    form = AnterieurForm(
        request.POST or None,
        instance=existant,
        convention=convention,
        aujourdhui=horloge.get_jour_venu(convention),
    )
    if request.method == "POST" and form.is_valid():
        with say_refus(form, champ=None):
            avenant = record_anterieur(
                by=request.user,
                at=horloge.now(),
                convention=convention,
                avenant=existant,
                champs=form.champs,
                version=form.cleaned_data["version"],
            )
            messages.success(request, f"L’avenant n°\u00a0{avenant.numero} est enregistré.")
            return redirect(convention)
    contexte = {
        "convention": convention,
        "form": form,
        "titre": f"Corriger l’avenant n°\u00a0{existant.numero}"
        if pk
        else "Enregistrer un avenant antérieur",
        "avenant": existant,
    }
    return render(request, "reporting/anterieur.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def retirer_anterieur(request, code, pk):
    convention = get_convention(request, code)
    check(refusal_to_edit_convention(request.user, convention, "avenants_anterieurs"))
    retour = ("l’avenant", reverse("reporting:anterieur", args=[code, pk]))
    return show_retrait(
        request,
        lock=lambda: lock_conventions([convention]),
        read=lambda: get_object_or_404(list_anterieurs(convention), pk=pk),
        tell=lambda avenant: recapitulate_anterieur(avenant, retour),
        remove=lambda avenant, **qui: delete_anterieur(avenant=avenant, **qui),
        bouton="Retirer l’avenant",
        succes="L’avenant est retiré\u202f; le journal garde ce qu’il disait.",
        suite=(convention,),
    )
