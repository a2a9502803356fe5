from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from avenants.forms import SignatureForm
from avenants.policies import refusal_to_edit_avenant, refusal_to_sign
from avenants.queries import list_avenants, list_changements_cible, list_changements_financement
from avenants.views import get_avenant
from comptes.operations import ModifieEntreTemps
from conventions.forms.exercices import DecisionForm, TextesForm
from conventions.models import Convention, Exercice
from conventions.operations.acces import check
from conventions.operations.exercices import decide_exercice, record_textes
from conventions.policies import refusal_to_edit, refusal_to_review
from conventions.queries.financements import list_colonnes
from conventions.queries.reprise import get_precedent
from conventions.views.conflit import show_conflit
from conventions.views.exercice import get_exercice
from indicateurs.operations.transmission import ExerciceIncomplet, transmit_exercice
from indicateurs.queries.lignes import get_definition
from indicateurs.queries.manques import list_manques
from indicateurs.views.exercice import list_axes
from reporting import contents
from reporting.exports import write_tableau
from reporting.models import Document
from reporting.operations import conclude_avenant, produce_avenant, produce_rapport, refusal_to_produce
from reporting.queries.tableau import (
    build_tableau_de_bord,
    is_lisible,
    list_exercices,
    list_lignes_export,
)


@require_safe
def accueil(request):
    user = request.user
    exercices = [(exercice, is_lisible(user, exercice)) for exercice in list_exercices(user)]
    return render(request, "reporting/accueil.html", {"exercices": exercices})


@require_safe
def tableau_de_bord(request):
    tableau = build_tableau_de_bord(request.user, *_read_choix(request))
    return render(request, "reporting/tableau_de_bord.html", {"tableau": tableau})


@require_safe
def exporter_tableau(request):
    annee, lignes = list_lignes_export(request.user, *_read_choix(request))
    return HttpResponse(
        write_tableau(annee, lignes),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="indicateurs-{annee or "vide"}.xlsx"'},
    )


def _read_choix(request):
    """The year and the instrument asked for, None for the latest."""
    annee = request.GET.get("annee", "")
    # Four digits: int() itself refuses a text of some thousands.
    return int(annee) if annee.isdecimal() and len(annee) == 4 else None, request.GET.get("dispositif")


@require_safe
def convention(request, code):
    convention = get_object_or_404(
        Convention.objects.visible_to(request.user).select_related("departement__region", "collectivite"),
        code=code,
    )
    exercices = convention.exercices.select_related("referentiel").order_by("-annee")
    contexte = {
        "convention": convention,
        "exercices": [(exercice, is_lisible(request.user, exercice)) for exercice in exercices],
        "avenants": list_avenants(request.user).filter(convention=convention),
    }
    return render(request, "reporting/convention.html", contexte)


@require_safe
def exercice(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    contexte = {
        "exercice": exercice,
        "axes": list_axes(exercice),
        "precedent": get_precedent(exercice),
        "refus": refus,
        "manques": list_manques(exercice, timezone.localdate()) if refus is None else None,
        "transitions": exercice.transitions.select_related("par"),
        "refus_decision": refusal_to_review(request.user, exercice),
        "decision": DecisionForm(),
        "avenants": list_avenants(request.user).filter(exercice=exercice),
    }
    return render(request, "reporting/exercice.html", contexte)


@require_POST
def transmettre(request, code, annee):
    exercice = get_exercice(request, code, annee)
    try:
        transmit_exercice(by=request.user, at=timezone.now(), exercice=exercice)
        messages.success(request, "L’exercice est transmis à l’État.")
    except ExerciceIncomplet as incomplet:
        messages.error(request, str(incomplet))
    return redirect("reporting:exercice", code, annee)


@require_POST
def decider(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_review(request.user, exercice))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        contexte = {"exercice": exercice, "axes": list_axes(exercice), "decision": form, "refus": " "}
        return render(request, "reporting/exercice.html", contexte, status=422)
    decide_exercice(by=request.user, at=timezone.now(), exercice=exercice, **form.cleaned_data)
    messages.success(request, "La décision est enregistrée.")
    return redirect("reporting:tableau_de_bord")


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
        "documents": exercice.documents.filter(avenant=None).defer("octets", "contenu").select_related("par"),
    }
    return render(request, "reporting/rapport.html", contexte, status=422 if form.errors else 200)


@require_POST
def produire_rapport(request, code, annee):
    exercice = get_exercice(request, code, annee)
    produce_rapport(by=request.user, at=timezone.now(), exercice=exercice)
    messages.success(request, "Le rapport d’exécution est produit.")
    return redirect("reporting:rapport", code, annee)


@require_safe
def avenant(request, code, annee, numero):
    return _show_avenant(request, get_avenant(request, code, annee, numero))


def _show_avenant(request, avenant, signature=None):
    documents = avenant.documents.defer("octets").select_related("exercice__convention", "avenant")
    # Signed, the convention already holds the new values: what changed is what the frozen paper says.
    final = documents.filter(projet=False).first()
    contexte = {
        "exercice": avenant.exercice,
        "avenant": avenant,
        "final": contents.from_dict(contents.ContenuAvenant, final.contenu) if final else None,
        "indicateurs": get_definition(avenant.exercice.referentiel).indicateurs,
        "documents": documents,
        "refus": refusal_to_edit_avenant(request.user, avenant),
        "refus_signature": refusal_to_sign(request.user, avenant),
        "refus_production": refusal_to_produce(request.user, avenant.exercice),
        "signature": signature or SignatureForm(aujourdhui=timezone.localdate()),
    }
    if not final:
        indicateurs = contexte["indicateurs"]
        libelles = {colonne.cle: colonne.libelle for colonne in list_colonnes(avenant.exercice)}
        contexte["financements"] = [
            (c.cle[0], libelles[c.cle[1]], c) for c in list_changements_financement(avenant)
        ]
        contexte["cibles"] = [(indicateurs[c.cle[0]], c.cle[1], c) for c in list_changements_cible(avenant)]
    return render(
        request, "reporting/avenant.html", contexte, status=422 if signature and signature.errors else 200
    )


@require_POST
def produire_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    produce_avenant(by=request.user, at=timezone.now(), avenant=avenant)
    messages.success(request, "Le document est produit.")
    return redirect("reporting:avenant", code, annee, numero)


@require_POST
def signer_avenant(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_sign(request.user, avenant))
    form = SignatureForm(request.POST, aujourdhui=timezone.localdate())
    if not form.is_valid():
        return _show_avenant(request, avenant, form)
    conclude_avenant(by=request.user, at=timezone.now(), avenant=avenant, **form.cleaned_data)
    messages.success(request, f"L’avenant n° {numero} est signé : la convention est à jour.")
    return redirect("reporting:avenant", code, annee, numero)


@require_safe
def document(request, pk):
    """The stored bytes, never rendered again."""
    lisibles = Exercice.objects.readable_by(request.user)
    document = get_object_or_404(
        Document.objects.filter(exercice__in=lisibles).select_related("exercice__convention", "avenant"),
        pk=pk,
    )
    return HttpResponse(
        bytes(document.octets),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.nom_fichier}"'},
    )
