"""Who may sign, as the centrale keeps it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes import horloge
from comptes.acces import check
from comptes.models import Collectivite
from conventions.forms.collectivites import CollectiviteForm
from conventions.operations.collectivites import record_collectivite
from conventions.policies import refusal_to_record_collectivite
from conventions.queries.collectivites import list_collectivites
from saisie.views.refus import say_refus


@require_safe
def collectivites(request):
    check(refusal_to_record_collectivite(request.user))
    return render(request, "conventions/collectivites.html", {"collectivites": list_collectivites()})


@require_http_methods(["GET", "HEAD", "POST"])
def nouvelle_collectivite(request):
    return _write(request, None, "Ajouter une collectivité")


@require_http_methods(["GET", "HEAD", "POST"])
def collectivite(request, collectivite):
    check(refusal_to_record_collectivite(request.user))
    ligne = get_object_or_404(Collectivite, pk=collectivite)
    return _write(request, ligne, ligne.nom)


def _write(request, ligne, titre):
    check(refusal_to_record_collectivite(request.user))
    form = CollectiviteForm(request.POST or None, instance=ligne)
    if request.method == "POST" and form.is_valid():
        # What was typed is on the row of the form: the one that is written is read again.
        ecrite = Collectivite.objects.get(pk=ligne.pk) if ligne else None
        with say_refus(form, champ=None):
            fait = record_collectivite(
                by=request.user, at=horloge.now(), collectivite=ecrite, **form.ecriture
            )
            messages.success(request, f"{fait}\u00a0: c’est enregistré.")
            return redirect("conventions:collectivites")
    contexte = {"form": form, "titre": titre}
    return render(request, "conventions/collectivite.html", contexte, status=422 if form.errors else 200)
