from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from avenants.forms import SignatureForm
from avenants.policies import refusal_to_edit_avenant, refusal_to_sign
from avenants.queries import list_avenants, list_changements_cible, list_changements_financement
from avenants.views import get_avenant
from comptes.operations import ModifieEntreTemps
from conventions.forms.exercices import DecisionForm, DepenseCommuneForm, TextesForm
from conventions.models import Partie
from conventions.operations.acces import check
from conventions.operations.exercices import record_textes
from conventions.operations.rapport_commun import join_exercices, record_depense_commune, separate_exercices
from conventions.policies import (
    VOLETS,
    refusal_to_edit,
    refusal_to_edit_convention,
    refusal_to_report_together,
    refusal_to_review,
)
from conventions.queries.conventions import list_autres_conventions, list_exercices_reunis
from conventions.queries.exercices import get_precedent, list_exercices_lisibles
from conventions.queries.financements import list_colonnes
from conventions.queries.rapport_commun import get_depense_commune, list_depenses_communes
from conventions.views.conflit import show_conflit
from conventions.views.conventions import get_convention
from conventions.views.exercice import get_exercice
from indicateurs.operations.transmission import ExerciceIncomplet
from indicateurs.queries.lignes import get_definition
from indicateurs.queries.manques import list_manques
from indicateurs.views.exercice import list_axes
from reporting import contents
from reporting.exports import write_financement, write_tableau
from reporting.models import Document, NatureDocument
from reporting.operations.documents import (
    conclude_avenant,
    produce_avenant,
    produce_rapport,
    produce_rapport_commun,
)
from reporting.operations.transmission import review, transmit
from reporting.policies import refusal_to_print, refusal_to_produce
from reporting.queries.decision import get_notification
from reporting.queries.execution import build_execution
from reporting.queries.financement import build_consolidation
from reporting.queries.tableau import (
    build_tableau_de_bord,
    is_lisible,
    list_exercices,
    list_lignes_export,
)
from reporting.queries.vie import list_annees, list_rapports_dus


@require_safe
def accueil(request):
    user = request.user
    exercices = list(list_exercices(user))
    dus = list_rapports_dus(user, exercices, timezone.localdate())
    exercices = [(exercice, is_lisible(user, exercice), dus[exercice.pk]) for exercice in exercices]
    return render(request, "reporting/accueil.html", {"exercices": exercices})


@require_safe
def tableau_de_bord(request):
    tableau = build_tableau_de_bord(request.user, *_read_choix(request))
    return render(request, "reporting/tableau_de_bord.html", {"tableau": tableau})


@require_safe
def exporter_tableau(request):
    annee, lignes = list_lignes_export(request.user, *_read_choix(request))
    return _send_classeur(write_tableau(annee, lignes), f"indicateurs-{annee or 'vide'}")


@require_safe
def financement(request):
    consolidation = build_consolidation(request.user, *_read_choix(request))
    return render(request, "reporting/financement.html", {"consolidation": consolidation})


@require_safe
def exporter_financement(request):
    consolidation = build_consolidation(request.user, *_read_choix(request))
    nom = f"financement-{consolidation.choix.annee or 'vide'}"
    return _send_classeur(write_financement(consolidation), nom)


def _send_classeur(octets, nom):
    return HttpResponse(
        octets,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{nom}.xlsx"'},
    )


def _read_choix(request):
    """The year and the instrument asked for, None for the latest."""
    annee = request.GET.get("annee", "")
    # Four digits: int() itself refuses a text of some thousands.
    return int(annee) if annee.isdecimal() and len(annee) == 4 else None, request.GET.get("dispositif")


@require_safe
def convention(request, code):
    convention, user = get_convention(request, code), request.user
    peut = {volet: refusal_to_edit_convention(user, convention, volet) is None for volet in VOLETS}
    contexte = {
        "convention": convention,
        "annees": list_annees(user, convention, timezone.localdate()),
        "avenants": list_avenants(user).filter(convention=convention),
        "signataires": convention.signataires.all(),
        "deliberations": convention.deliberations.prefetch_related("conventions"),
        "pieces": convention.pieces.defer("octets").select_related("par"),
        "autres": list_autres_conventions(user, convention),
        "communs": list_depenses_communes(user, convention),
        "peut": peut | {"signataires": any(peut[f"signataires_{partie}"] for partie in Partie.values)},
    }
    return render(request, "reporting/convention.html", contexte)


@require_safe
def exercice(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    contexte = {
        "exercice": exercice,
        "axes": list_axes(exercice),
        "refus": refus,
        "manques": list_manques(exercice, timezone.localdate()) if refus is None else None,
        "transitions": exercice.transitions.select_related("par"),
        "refus_decision": refusal_to_review(request.user, exercice),
        "decision": DecisionForm(),
        "echeance": list_rapports_dus(request.user, [exercice], timezone.localdate())[exercice.pk],
        "commun": get_depense_commune(exercice),
        "precedent": get_precedent(exercice, list_exercices_lisibles(request.user)),
        "peut_reunir": exercice.rapport_commun_id or len(list_exercices_reunis(exercice)) > 1,
        "peut_prolonger": exercice.prolonge_au or exercice.prolongation,
        "photographies": exercice.photographies.defer("contenu"),
        "avenants": list_avenants(request.user).filter(exercice=exercice),
        "notification": get_notification(exercice),
    }
    return render(request, "reporting/exercice.html", contexte)


@require_POST
def transmettre(request, code, annee):
    exercice = get_exercice(request, code, annee)
    try:
        transmit(by=request.user, at=timezone.now(), exercice=exercice)
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
    review(by=request.user, at=timezone.now(), exercice=exercice, **form.cleaned_data)
    messages.success(request, "La décision est enregistrée.")
    return redirect("reporting:tableau_de_bord")


@require_safe
def execution(request, code, annee):
    exercice = get_exercice(request, code, annee)
    contexte = {"exercice": exercice, "contenu": build_execution(exercice)}
    return render(request, "reporting/execution.html", contexte)


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
        "refus_impression": refusal_to_print(avenant),
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
    lisibles = Document.objects.readable_by(request.user)
    document = get_object_or_404(lisibles.select_related("exercice__convention", "avenant"), pk=pk)
    return HttpResponse(
        bytes(document.octets),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{document.nom_fichier}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rapport_commun(request, code, annee):
    exercice = get_exercice(request, code, annee)
    reunis, rapport = list(list_exercices_reunis(exercice)), exercice.rapport_commun
    refus = refusal_to_report_together(request.user, reunis)
    initial = {"version": rapport.version, "depense_commune": rapport.depense_commune} if rapport else None
    form = DepenseCommuneForm(request.POST or None, initial=initial)
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record_depense(request, exercice, form):
            messages.success(request, "La dépense commune est enregistrée.")
            return redirect("reporting:rapport_commun", code, annee)
    contexte = {
        "exercice": exercice,
        "reunis": reunis,
        "commun": get_depense_commune(exercice),
        "form": form,
        "refus": refus,
        "refus_production": refusal_to_produce(request.user, exercice),
        "documents": Document.objects.readable_by(request.user)
        .about(exercice)
        .filter(nature=NatureDocument.COMMUN)
        .defer("octets", "contenu"),
    }
    return render(request, "reporting/rapport_commun.html", contexte, status=422 if form.errors else 200)


def _record_depense(request, exercice, form):
    try:
        record_depense_commune(
            by=request.user,
            at=timezone.now(),
            exercice=exercice,
            version=form.cleaned_data["version"],
            montant=form.cleaned_data["depense_commune"],
        )
    except ModifieEntreTemps as conflit:
        show_conflit(form, conflit)
        return False
    except ValidationError as erreur:
        form.add_error(None, erreur.messages)
        return False
    return True


@require_POST
def reunir_exercices(request, code, annee):
    exercice = get_exercice(request, code, annee)
    try:
        join_exercices(by=request.user, at=timezone.now(), exercice=exercice)
        messages.success(request, "Les conventions rendent compte par un seul rapport.")
    except ValidationError as erreur:
        messages.error(request, " ".join(erreur.messages))
    return redirect("reporting:rapport_commun", code, annee)


@require_POST
def separer_exercices(request, code, annee):
    exercice = get_exercice(request, code, annee)
    separate_exercices(by=request.user, at=timezone.now(), exercice=exercice)
    messages.success(request, "Chaque convention rend compte séparément.")
    return redirect("reporting:rapport_commun", code, annee)


@require_POST
def produire_rapport_commun(request, code, annee):
    exercice = get_exercice(request, code, annee)
    produce_rapport_commun(by=request.user, at=timezone.now(), exercice=exercice)
    messages.success(request, "Le rapport commun est produit.")
    return redirect("reporting:rapport_commun", code, annee)
