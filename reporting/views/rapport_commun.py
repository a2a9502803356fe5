"""One report for the conventions of one collectivité."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from comptes import horloge
from comptes.acces import check
from conventions.forms.exercices import DepenseCommuneForm
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_report_together
from conventions.queries.conventions import list_exercices_reunis
from conventions.views.exercice import get_exercice
from financement.operations.rapport_commun import join_exercices, record_depense_commune, separate_exercices
from financement.queries.rapport_commun import get_depense_commune
from reporting.models import Document, NatureDocument
from reporting.operations.documents import produce_rapport_commun
from reporting.policies import refusal_to_produce
from reporting.queries.remarques import count_remarques
from reporting.recapitulations import recapitulate_separation
from reporting.taches import dessiner_document
from reporting.views.documents import tell_produit
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import announce_refus, say_refus


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
        "remarques_a_annexer": count_remarques(reunis) if rapport else 0,
        "documents": Document.objects.readable_by(request.user)
        .about(exercice)
        .filter(nature=NatureDocument.COMMUN)
        .defer("octets", "contenu"),
    }
    return render(request, "reporting/rapport_commun.html", contexte, status=422 if form.errors else 200)


def _record_depense(request, exercice, form):
    with say_refus(form):
        record_depense_commune(
            by=request.user,
            at=horloge.now(),
            exercice=exercice,
            version=form.cleaned_data["version"],
            montant=form.cleaned_data["depense_commune"],
        )
        return True
    return False


@require_POST
def reunir_exercices(request, code, annee):
    exercice = get_exercice(request, code, annee)
    with announce_refus(request):
        join_exercices(by=request.user, at=horloge.now(), exercice=exercice)
        messages.success(request, "Les conventions rendent compte par un seul rapport.")
    return redirect("reporting:rapport_commun", code, annee)


@require_http_methods(GESTE)
def separer_exercices(request, code, annee):
    exercice = get_exercice(request, code, annee)
    reunis = list(list_exercices_reunis(exercice))
    check(refusal_to_report_together(request.user, reunis))
    return show_retrait(
        request,
        lock=lambda: [lock_exercice(un) for un in reunis],
        read=lambda: get_exercice(request, code, annee),
        tell=lambda un: recapitulate_separation(un, reunis),
        remove=lambda un, **qui: separate_exercices(exercice=un, **qui),
        bouton="Séparer les conventions",
        succes="Chaque convention rend compte séparément.",
        suite=("reporting:rapport_commun", code, annee),
        exercice=exercice,
    )


@require_POST
def produire_rapport_commun(request, code, annee):
    exercice = get_exercice(request, code, annee)
    document = produce_rapport_commun(
        by=request.user,
        at=horloge.now(),
        exercice=exercice,
        avec_remarques="avec_remarques" in request.POST,
        enqueue=dessiner_document.enqueue,
    )
    tell_produit(request, document)
    return redirect("reporting:rapport_commun", code, annee)
