"""The rapport d'exécution of an exercice, and every paper that was produced."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes.operations import ModifieEntreTemps
from conventions.forms.exercices import TextesForm
from conventions.operations.acces import check
from conventions.operations.exercices import record_textes
from conventions.policies import refusal_to_edit
from conventions.queries.rapport_commun import get_depense_commune
from conventions.views.conflit import show_conflit
from conventions.views.exercice import get_exercice
from reporting.models import Document
from reporting.operations.documents import produce_rapport
from reporting.policies import refusal_to_produce
from reporting.queries.decision import get_notification


@require_http_methods(["GET", "HEAD", "POST"])
def rapport(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    initial = {"version": exercice.version, "contexte": exercice.contexte, "conclusion": exercice.conclusion}
    form = TextesForm(request.POST or None, initial=initial)
    if request.method == "POST":
        check(refus)
    if form.is_valid():
        try:
            record_textes(by=request.user, at=timezone.now(), exercice=exercice, **form.cleaned_data)
            messages.success(request, "Les textes sont enregistrés.")
            return redirect("reporting:rapport", code, annee)
        except ModifieEntreTemps as conflit:
            show_conflit(form, conflit)
    contexte = {
        "exercice": exercice,
        "form": form,
        "refus": refus,
        "refus_production": refusal_to_produce(request.user, exercice),
        "notification": get_notification(exercice),
        "commun": get_depense_commune(exercice),
        "documents": Document.objects.readable_by(request.user)
        .about(exercice)
        .filter(avenant=None)
        .defer("octets", "contenu")
        .select_related("par"),
    }
    return render(request, "reporting/rapport.html", contexte, status=422 if form.errors else 200)


@require_POST
def produire_rapport(request, code, annee):
    exercice = get_exercice(request, code, annee)
    produce_rapport(by=request.user, at=timezone.now(), exercice=exercice)
    messages.success(request, "Le rapport d’exécution est produit.")
    return redirect("reporting:rapport", code, annee)


@require_safe
def document(request, pk):
    """The stored bytes, never rendered again."""
    lisibles = Document.objects.readable_by(request.user)
    document = get_object_or_404(lisibles.select_related("exercice__convention", "avenant"), pk=pk)
    return HttpResponse(
        bytes(document.octets),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.nom_fichier}"'},
    )
