from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conventions.classeur.appel import annotate_classeur
from conventions.depot import FichierRefuse
from conventions.forms.classeur import DepotForm
from conventions.models import Sujet
from conventions.operations.acces import check
from conventions.operations.classeur import discard_depot, store_depot
from conventions.policies import refusal_to_edit
from conventions.queries.saisie import get_depot
from conventions.views.exercice import get_exercice
from indicateurs.classeur.ecriture import write_classeur
from indicateurs.forms.classeur import read_choix, read_depot
from indicateurs.operations.classeur import ClasseurARevoir, confirm_depot
from indicateurs.operations.valeurs import ConflitsDeSaisie
from indicateurs.queries.classeur import build_apercu, build_classeur
from indicateurs.views.exercice import SAISIE, list_axes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(SAISIE)
def classeur(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    form = DepotForm(request.POST or None, request.FILES or None, read=partial(read_depot, exercice))
    if request.method == "POST":
        check(refus)
        if form.is_valid():
            store_depot(
                by=request.user,
                at=timezone.now(),
                exercice=exercice,
                sujet=Sujet.INDICATEURS,
                nom_fichier=form.cleaned_data["fichier"].name,
                octets=form.octets,
            )
            return redirect("indicateurs:apercu_classeur", code, annee)
    depot = None if refus else get_depot(request.user, exercice, Sujet.INDICATEURS)
    contexte = {
        "exercice": exercice,
        "axes": list_axes(exercice),
        "form": form,
        "refus": refus,
        "depot": depot,
    }
    return render(request, "indicateurs/classeur.html", contexte, status=422 if form.errors else 200)


@require_safe
def telecharger_classeur(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    octets = write_classeur(build_classeur(exercice, timezone.localtime()))
    return _answer_xlsx(octets, f"calpae-{code}-{annee}.xlsx")


@require_safe
def apercu_classeur(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    depot = get_depot(request.user, exercice, Sujet.INDICATEURS)
    apercu = _preview(request, exercice, depot)
    if apercu is None:
        return redirect("indicateurs:classeur", code, annee)
    return _render_apercu(request, exercice, depot, apercu)


@require_safe
def annoter_classeur(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    depot = get_depot(request.user, exercice, Sujet.INDICATEURS)
    apercu = _preview(request, exercice, depot)
    if apercu is None:
        return redirect("indicateurs:classeur", code, annee)
    marques = [vars(anomalie) for anomalie in apercu.marques]
    try:
        octets = annotate_classeur(bytes(depot.octets), marques)
    except FichierRefuse as refus:
        messages.error(request, refus.message)
        return redirect("indicateurs:classeur", code, annee)
    return _answer_xlsx(octets, f"calpae-{code}-{annee}-annote.xlsx")


@require_POST
def confirmer_classeur(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    depot = get_depot(request.user, exercice, Sujet.INDICATEURS)
    lu = _read(request, exercice, depot)
    if lu is None:
        return redirect("indicateurs:classeur", code, annee)
    choix, versions = read_choix(request.POST, lu.figures)
    try:
        nombre = confirm_depot(
            by=request.user,
            at=timezone.now(),
            exercice=exercice,
            depot=depot,
            classeur=lu,
            choix=choix,
            versions=versions,
        )
    except (ClasseurARevoir, ConflitsDeSaisie, ValidationError) as arret:
        return _explain(request, exercice, depot, arret)
    messages.success(request, f"{nombre} indicateur(s) enregistré(s)." if nombre else "Rien n’avait changé.")
    return redirect("indicateurs:classeur", code, annee)


def _explain(request, exercice, depot, arret):
    """The preview again, choices kept, when it could not be confirmed; the upload page when the deposit is gone."""
    apercu = getattr(arret, "apercu", None)
    if apercu is not None:
        return _render_apercu(request, exercice, depot, apercu, status=422)
    texte = " ".join(arret.messages) if isinstance(arret, ValidationError) else str(arret)
    messages.error(request, f"{texte} Vérifiez l’aperçu, ou déposez de nouveau le classeur.")
    return redirect("indicateurs:apercu_classeur", exercice.convention.code, exercice.annee)


@require_POST
def abandonner_classeur(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    discard_depot(by=request.user, exercice=exercice, sujet=Sujet.INDICATEURS)
    messages.success(request, "Le classeur déposé est abandonné : rien n’a été enregistré.")
    return redirect("indicateurs:classeur", code, annee)


def _read(request, exercice, depot):
    """The deposited workbook read again, or None with the reason said to the user."""
    if depot is None:
        messages.info(request, "Aucun classeur n’est en attente : déposez-en un.")
        return None
    try:
        return read_depot(exercice, bytes(depot.octets))
    except FichierRefuse as refus:
        messages.error(request, refus.message)
        return None


def _preview(request, exercice, depot):
    """What the deposited workbook would do today, before any choice; None as `_read`."""
    lu = _read(request, exercice, depot)
    return lu and build_apercu(
        exercice, lu.identite.versions, lu.figures, lu.anomalies, {}, timezone.localdate()
    )


def _render_apercu(request, exercice, depot, apercu, status=200):
    contexte = {"exercice": exercice, "depot": depot, "apercu": apercu, "refait": status != 200}
    return render(request, "indicateurs/classeur_apercu.html", contexte, status=status)


def _answer_xlsx(octets, nom):
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"}
    return HttpResponse(octets, content_type=XLSX, headers=entetes)
