"""The rapport d'exécution of an exercice, and every paper that was produced."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from avenants.queries import list_rapports_votes
from comptes import horloge
from comptes.acces import check
from conventions.forms.exercices import TextesForm
from conventions.operations.exercices import record_textes
from conventions.policies import refusal_to_edit, refusal_to_edit_convention
from conventions.views.exercice import get_exercice
from fichiers.integrite import read_octets
from financement.queries.rapport_commun import get_depense_commune
from reporting.models import RAPPORTS, Document
from reporting.operations.documents import produce_rapport
from reporting.policies import refusal_to_produce
from reporting.queries.decision import get_notification
from reporting.taches import dessiner_document
from saisie.views.refus import say_refus


@require_http_methods(["GET", "HEAD", "POST"])
def rapport(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    initial = {"version": exercice.version, "contexte": exercice.contexte, "conclusion": exercice.conclusion}
    form = TextesForm(request.POST or None, initial=initial)
    if request.method == "POST":
        check(refus)
    if form.is_valid():
        with say_refus(form):
            record_textes(by=request.user, at=horloge.now(), exercice=exercice, **form.cleaned_data)
            messages.success(request, "Les textes sont enregistrés.")
            return redirect("reporting:rapport", code, annee)
    contexte = {
        "exercice": exercice,
        "form": form,
        "refus": refus,
        "refus_production": refusal_to_produce(request.user, exercice),
        "un": list_rapports_votes(exercice, exercice.convention)[-1],
        "peut_voter": refusal_to_edit_convention(request.user, exercice.convention, "deliberations") is None,
        "notification": get_notification(exercice),
        "commun": get_depense_commune(exercice),
        "documents": Document.objects.readable_by(request.user)
        .about(exercice)
        .filter(nature__in=RAPPORTS)
        .defer("octets", "contenu")
        .select_related("par"),
    }
    return render(request, "reporting/rapport.html", contexte, status=422 if form.errors else 200)


@require_POST
def produire_rapport(request, code, annee):
    exercice = get_exercice(request, code, annee)
    document = produce_rapport(
        by=request.user,
        at=horloge.now(),
        exercice=exercice,
        avec_remarques="avec_remarques" in request.POST,
        enqueue=dessiner_document.enqueue,
    )
    tell_produit(request, document)
    return redirect("reporting:rapport", code, annee)


def tell_produit(request, document):
    """What « Produire » did, on the next page: the document is there, or its pages are on their way."""
    if document.is_dessine:
        messages.success(request, "Ce document existe déjà\u00a0: rien de ce qu’il dit n’a changé.")
    else:
        messages.success(
            request,
            "Le document est produit avec les chiffres de cet instant. Ses pages se dessinent\u00a0: il "
            "s’ouvrira ici dans quelques secondes.",
        )


def get_document(request, pk):
    """The document of an address, or 404 when the user may not read it."""
    lisibles = Document.objects.readable_by(request.user)
    return get_object_or_404(lisibles.select_related("exercice__convention", "avenant"), pk=pk)


@require_safe
def document(request, pk):
    """The stored bytes, never drawn again; until they are there, how far they are."""
    document = get_document(request, pk)
    if not document.is_dessine:
        contexte = {"exercice": document.exercice, "document": document}
        return render(request, "reporting/document.html", contexte)
    return HttpResponse(
        read_octets(document),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.nom_fichier}"'},
    )


@require_safe
def avancement_document(request, pk):
    return JsonResponse({"fini": not get_document(request, pk).is_attendu})
