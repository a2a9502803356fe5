"""The State says what it notified for an exercice, and of which envelopes that is made."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from conventions.forms.notification import MontantNotifieForm, read_notification
from conventions.models import Exercice
from conventions.operations.notification import record_notification
from conventions.policies import refusal_to_set_notifie, refusal_to_set_prevu_etat
from saisie.views.refus import say_refus


def _get_exercice(request, code, annee):
    """The exercice of an address, or 404. A draft of the département too: what the State notified is its own to say."""
    connus = Exercice.objects.visible_to(request.user).select_related(
        "convention__departement", "convention__collectivite", "referentiel"
    )
    return get_object_or_404(connus, convention__code=code, annee=annee)


@require_http_methods(["GET", "HEAD", "POST"])
def notification(request, code, annee):
    exercice = _get_exercice(request, code, annee)
    check(refusal_to_set_notifie(request.user, exercice))
    enveloppes = exercice.referentiel.definition.enveloppes
    form = MontantNotifieForm(
        request.POST or None,
        enveloppes=enveloppes,
        convenu=refusal_to_set_prevu_etat(exercice),
        initial={"version": exercice.version, **read_notification([un.code for un in enveloppes], exercice)},
    )
    if request.method == "POST" and form.is_valid():
        with say_refus(form, champ=None):
            record_notification(
                by=request.user,
                at=horloge.now(),
                exercice=exercice,
                version=form.cleaned_data["version"],
                **form.champs,
            )
            messages.success(request, "Le montant notifié est enregistré.")
            return redirect(exercice.convention)
    contexte = {"form": form, "exercice": exercice}
    return render(request, "conventions/notification.html", contexte, status=422 if form.errors else 200)
