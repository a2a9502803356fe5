"""The life of a convention: signatories, dates, signed copies."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comptes import horloge
from comptes.acces import check
from comptes.operations import ModifieEntreTemps
from conventions.forms.conventions import (
    DatesForm,
    PaiementForm,
    PieceConventionForm,
    SignatairesFormSet,
    VersionForm,
)
from conventions.models import Partie
from conventions.operations.conventions import (
    lock_conventions,
    record_dates,
    record_paiement,
    record_piece_convention,
    record_signataires,
    withdraw_piece_convention,
)
from conventions.policies import refusal_to_edit_convention
from conventions.queries.conventions import list_conventions
from conventions.queries.enveloppes import has_plafond
from conventions.recapitulations import CONSERVEE
from fichiers.recapitulations import recapitulate_piece
from fichiers.views import send_piece
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus


def get_convention(request, code):
    """The convention of an address, or 404 when the user may not know of it."""
    return get_object_or_404(list_conventions(request.user), code=code)


def _show(request, gabarit, convention, form, **contexte):
    contexte |= {"convention": convention, "form": form}
    return render(request, gabarit, contexte, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request, code):
    convention = get_convention(request, code)
    check(refusal_to_edit_convention(request.user, convention, "dates"))
    form = DatesForm(
        request.POST or None,
        instance=convention,
        aujourdhui=horloge.get_jour_venu(convention),
        has_plafond=has_plafond(convention.dispositif),
    )
    if request.method == "POST" and form.is_valid():
        ecriture = {"convention": convention, "version": form.cleaned_data["version"], "champs": form.champs}
        if _write(request, form, record_dates, **ecriture):
            messages.success(request, "Les dates de la convention sont enregistrées.")
            return redirect(convention)
    return _show(request, "conventions/vie.html", convention, form, titre="Dates de la convention")


@require_http_methods(["GET", "HEAD", "POST"])
def paiement(request, code):
    convention = get_convention(request, code)
    check(refusal_to_edit_convention(request.user, convention, "paiement"))
    form = PaiementForm(request.POST or None, instance=convention)
    if request.method == "POST" and form.is_valid():
        ecriture = {"convention": convention, "version": form.cleaned_data["version"], "champs": form.champs}
        if _write(request, form, record_paiement, **ecriture):
            messages.success(request, "Les modalités de paiement sont enregistrées.")
            return redirect(convention)
    return _show(request, "conventions/vie.html", convention, form, titre="Modalités de paiement")


def _write(request, form, operation, **arguments):
    """Run an operation of the form; False, with the reason written in it, when that cannot be."""
    with say_refus(form):
        operation(by=request.user, at=horloge.now(), **arguments)
        return True
    return False


@require_http_methods(["GET", "HEAD", "POST"])
def signataires(request, code):
    convention = get_convention(request, code)
    refus = {
        p: refusal_to_edit_convention(request.user, convention, f"signataires_{p}") for p in Partie.values
    }
    parties = [partie for partie in Partie.values if refus[partie] is None]
    check(None if parties else refus[Partie.ETAT])
    actuels = convention.signataires.filter(partie__in=parties)
    lignes = [{**vars(un), "ordre": rang} for rang, un in enumerate(actuels, start=1)]
    form = SignatairesFormSet(
        request.POST or None, initial=lignes, form_kwargs={"parties": parties}, prefix="signataires"
    )
    version = request.POST.get("version", convention.version)
    contexte = {"refus": [r for r in refus.values() if r], "version": version}
    if request.method == "POST" and form.is_valid():
        try:
            _record_signataires(request, convention, parties, form)
            messages.success(request, "Les signataires sont enregistrés.")
            return redirect(convention)
        except ModifieEntreTemps:
            contexte |= {"conflit": list(actuels), "version": convention.version}
    statut = 200 if request.method != "POST" else 422
    contexte |= {"convention": convention, "form": form}
    return render(request, "conventions/signataires.html", contexte, status=statut)


def _record_signataires(request, convention, parties, form):
    version = VersionForm(request.POST)
    record_signataires(
        by=request.user,
        at=horloge.now(),
        convention=convention,
        # No version, or one that is no number: nobody knows what was seen.
        version=version.cleaned_data["version"] if version.is_valid() else None,
        parties=parties,
        signataires=form.signataires,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def joindre(request, code):
    convention = get_convention(request, code)
    check(refusal_to_edit_convention(request.user, convention, "pieces"))
    form = PieceConventionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        ecriture = {"convention": convention, "nature": form.cleaned_data["nature"], **form.piece}
        if _write(request, form, record_piece_convention, **ecriture):
            messages.success(request, "La copie signée est jointe à la convention.")
            return redirect(convention)
    return _show(request, "conventions/vie.html", convention, form, titre="Joindre une copie signée")


@require_safe
def piece(request, code, pk):
    return send_piece(get_object_or_404(get_convention(request, code).pieces.kept(), pk=pk))


@require_http_methods(GESTE)
def retirer_piece(request, code, pk):
    convention = get_convention(request, code)
    check(refusal_to_edit_convention(request.user, convention, "pieces"))
    gardees = convention.pieces.kept().select_related("convention__departement", "par")
    retour = ("la convention", convention.get_absolute_url())
    return show_retrait(
        request,
        lock=lambda: lock_conventions([convention]),
        read=lambda: get_object_or_404(gardees, pk=pk),
        tell=lambda une: recapitulate_piece(
            une, f"{convention}, {une.get_nature_display().lower()}", retour, CONSERVEE
        ),
        remove=lambda une, **qui: withdraw_piece_convention(piece=une, **qui),
        bouton="Retirer la copie",
        succes="La copie est retirée.",
        suite=(convention,),
    )
