"""Drafts of référentiels, as texts: begun, written, published, thrown away."""

from copy import copy

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from referentiels.fautes import DefinitionInvalide
from referentiels.forms.duplication import DuplicationForm
from referentiels.forms.texte import PublicationForm, ReferentielForm
from referentiels.models import Referentiel
from referentiels.operations import (
    ReferentielPublie,
    discard_referentiel,
    draft_referentiel,
    publish_brouillon,
    record_texte,
)
from referentiels.policies import refusal_to_prepare_referentiels
from referentiels.queries import compare_au_precedent
from referentiels.recapitulations import recapitulate_publication, recapitulate_suppression
from referentiels.views.lecture import find_preparation, get_referentiel, read_referentiel
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation, show_retrait
from saisie.views.refus import say_refus


@require_http_methods(GESTE)
def nouveau_brouillon(request):
    check(refusal_to_prepare_referentiels(request.user))
    form = ReferentielForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        with say_refus(form, champ=None):
            brouillon = draft_referentiel(by=request.user, at=horloge.now(), source=source)
            messages.success(request, "Le brouillon est enregistré.")
            return redirect("referentiels:modifier", brouillon.code)
    contexte = {"form": form, "brouillon": None}
    return render(request, "referentiels/referentiel_form.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def dupliquer(request, code):
    check(refusal_to_prepare_referentiels(request.user))
    referentiel = get_referentiel(request, code)
    form = DuplicationForm(request.POST or None, referentiel=referentiel)
    if request.method == "POST" and form.is_valid():
        with say_refus(form):
            brouillon = draft_referentiel(by=request.user, at=horloge.now(), source=form.write_source())
            messages.success(request, f"Le brouillon est prêt, repris du référentiel {code}.")
            return redirect("referentiels:rediger", brouillon.code)
    contexte = {"form": form, "referentiel": referentiel}
    return render(request, "referentiels/dupliquer.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def modifier_brouillon(request, code):
    brouillon = find_preparation(request, code)
    form = ReferentielForm(
        request.POST or None,
        request.FILES or None,
        initial={"version": brouillon.version, "source": brouillon.source},
    )
    if request.method == "POST" and form.is_valid() and _record(request, brouillon, form):
        return redirect("referentiels:modifier", code)
    contexte = {"form": form, "brouillon": brouillon, "lecture": read_referentiel(brouillon)}
    return render(request, "referentiels/referentiel_form.html", contexte, status=422 if form.errors else 200)


def _record(request, brouillon, form):
    """Store the text; False, with what the other person wrote beside it, when somebody came first."""
    with say_refus(form, refus=(ReferentielPublie,)):
        record_texte(
            by=request.user,
            at=horloge.now(),
            brouillon=copy(brouillon),
            version=form.cleaned_data["version"],
            source=form.cleaned_data["source"],
        )
        messages.success(request, "Le brouillon est enregistré.")
        return True
    return False


@require_http_methods(GESTE)
def publier(request, code):
    brouillon = find_preparation(request, code)
    form = read_geste(request, PublicationForm, lire=lambda: _get_version(brouillon))
    try:
        if do_geste(request, form, _publish, refus=(ReferentielPublie,), brouillon=brouillon):
            messages.success(request, f"Le référentiel {brouillon.code} est publié.")
            return redirect("referentiels:lire", brouillon.code)
    except DefinitionInvalide as refus:
        form.add_error(None, list(refus.phrases))
    lecture = read_referentiel(brouillon)
    comparaison = None if lecture.fautes else compare_au_precedent(brouillon.contenu)
    contexte = {"brouillon": brouillon, "lecture": lecture, "comparaison": comparaison}
    recapitulation = recapitulate_publication(brouillon, lecture, comparaison)
    return show_recapitulation(request, recapitulation, form, "referentiels/publier.html", **contexte)


def _get_version(brouillon):
    return str(Referentiel.objects.values_list("version", flat=True).get(pk=brouillon.pk))


def _publish(*, by, at, brouillon, vu, confirme):
    """`publish_brouillon`, at the version the page showed; one that is no number is nobody’s."""
    version = int(vu) if vu == str(brouillon.version) else None
    publish_brouillon(by=by, at=at, brouillon=brouillon, version=version)


@require_http_methods(GESTE)
def supprimer_brouillon(request, code):
    find_preparation(request, code)
    try:
        return show_retrait(
            request,
            # The draft is locked by the operation that deletes it: a published one is refused there.
            lock=lambda: None,
            read=lambda: find_preparation(request, code),
            tell=lambda un: recapitulate_suppression(un, read_referentiel(un)),
            remove=lambda un, **qui: discard_referentiel(brouillon=un, **qui),
            bouton="Supprimer ce brouillon",
            succes="Le brouillon est supprimé.",
            suite=("referentiels:liste",),
        )
    except ReferentielPublie as refus:
        messages.error(request, str(refus))
        return redirect("referentiels:liste")
