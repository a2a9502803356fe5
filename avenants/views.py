from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from avenants.forms import AnnulationForm, AvenantForm, ProlongationForm, SecondArreteForm
from avenants.models import NatureAvenant
from avenants.operations import cancel_extension, draft_avenant, extend_exercice, record_avenant
from avenants.policies import refusal_to_cancel_extension, refusal_to_edit_avenant, refusal_to_extend
from avenants.queries import list_avenants
from avenants.recapitulations import recapitulate_annulation, recapitulate_second_arrete
from comptes import horloge
from comptes.acces import Refus, check
from conventions.operations.exercices import open_second_arrete
from conventions.policies import refusal_to_edit, refusal_to_open_second_arrete
from conventions.queries.exercices import get_version_de_vie
from conventions.views.exercice import get_exercice
from financement.queries.montants import list_actions, list_colonnes
from indicateurs.queries.cadre import list_cibles
from saisie.views.conflit import show_conflit
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation
from saisie.views.refus import say_refus


def get_avenant(request, code, annee, numero):
    """The avenant of an address, or 404 when the user may not read it."""
    return get_object_or_404(
        list_avenants(request.user),
        exercice__convention__code=code,
        exercice__annee=annee,
        numero=numero,
    )


def make_form(request, exercice, avenant=None):
    """The form of an avenant, with the amounts and targets in force beside each cell."""
    return AvenantForm(
        request.POST or None,
        instance=avenant,
        exercice=exercice,
        actions=list_actions(exercice),
        colonnes=list_colonnes(exercice),
        cibles_en_vigueur=list_cibles(exercice),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def nouveau(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    form = make_form(request, exercice)
    if request.method == "POST" and form.is_valid() and (avenant := _record(request, exercice, None, form)):
        return redirect("reporting:avenant", code, annee, avenant.numero)
    contexte = {"exercice": exercice, "form": form}
    return render(request, "avenants/avenant_form.html", contexte, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier(request, code, annee, numero):
    avenant = get_avenant(request, code, annee, numero)
    check(refusal_to_edit_avenant(request.user, avenant))
    form = make_form(request, avenant.exercice, avenant)
    if request.method == "POST" and form.is_valid() and _record(request, avenant.exercice, avenant, form):
        return redirect("reporting:avenant", code, annee, form.cleaned_data["numero"])
    contexte = {"exercice": avenant.exercice, "avenant": avenant, "form": form}
    return render(request, "avenants/avenant_form.html", contexte, status=422 if form.errors else 200)


def _record(request, exercice, avenant, form):
    """Store the form and return the avenant; None, with the reason in the form, when that cannot be."""
    saisie = {"champs": form.champs, "montants": form.montants, "cibles": form.cibles}

    def say_conflit(conflit):
        show_conflit(form, conflit, stockes=form.list_stockes(conflit.objet))

    # Signed, or handed over, since the page was opened: what was typed stays on it.
    with say_refus(form, say_conflit, champ=None, refus=(Refus,)):
        if avenant is None:
            avenant = draft_avenant(by=request.user, at=horloge.now(), exercice=exercice, **saisie)
        else:
            version = form.cleaned_data["version"]
            avenant = record_avenant(
                by=request.user, at=horloge.now(), avenant=avenant, version=version, **saisie
            )
        messages.success(request, f"L’avenant n°\u00a0{avenant.numero} est enregistré.")
        return avenant
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def prolongation(request, code, annee):
    exercice = get_exercice(request, code, annee)
    form = ProlongationForm(request.POST or None, aujourdhui=horloge.get_jour_venu(exercice.convention))
    if request.method == "POST":
        check(refusal_to_extend(request.user, exercice))
        if form.is_valid():
            with say_refus(form, champ=None):
                extend_exercice(by=request.user, at=horloge.now(), exercice=exercice, **form.cleaned_data)
                messages.success(request, "L’exécution est prolongée\u202f; les échéances sont déplacées.")
                return redirect("avenants:prolongation", code, annee)
    return _show_prolongation(request, exercice, form=form)


def _show_prolongation(request, exercice, form):
    definition, jusqu_a = exercice.referentiel.definition, exercice.prolonge_au or exercice.prolongation
    contexte = {
        "exercice": exercice,
        "jusqu_a": jusqu_a,
        "rapport_sans": definition.compute_echeance_rapport(exercice.annee, None, exercice.fin),
        "rapport_avec": definition.compute_echeance_rapport(exercice.annee, jusqu_a, exercice.fin),
        "avenant": _get_report(exercice),
        "form": form,
        "refus": refusal_to_extend(request.user, exercice),
        "refus_annulation": refusal_to_cancel_extension(request.user, exercice),
        "refus_second": refusal_to_open_second_arrete(request.user, exercice),
    }
    return render(request, "avenants/prolongation.html", contexte, status=422 if form.errors else 200)


def _get_report(exercice):
    """The avenant de report of an exercice, or None."""
    return exercice.avenants.filter(nature=NatureAvenant.REPORT).first()


@require_http_methods(GESTE)
def annuler_prolongation(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_cancel_extension(request.user, exercice))
    form = read_geste(request, AnnulationForm, lire=lambda: get_version_de_vie(exercice))
    if do_geste(request, form, cancel_extension, exercice=exercice):
        messages.success(request, "La prolongation est annulée\u202f; les échéances reprennent leur date.")
        return redirect("avenants:prolongation", code, annee)
    recapitulation = recapitulate_annulation(exercice, _get_report(exercice))
    return show_recapitulation(request, recapitulation, form, exercice=exercice)


@require_http_methods(GESTE)
def ouvrir_second_arrete(request, code, annee):
    exercice = get_exercice(request, code, annee)
    check(refusal_to_open_second_arrete(request.user, exercice))
    form = read_geste(request, SecondArreteForm, lire=lambda: get_version_de_vie(exercice))
    if do_geste(request, form, open_second_arrete, exercice=exercice):
        messages.success(
            request, "Le second arrêté est ouvert\u00a0: l’exercice est de nouveau en brouillon."
        )
        return redirect("reporting:exercice", code, annee)
    return show_recapitulation(request, recapitulate_second_arrete(exercice), form, exercice=exercice)
