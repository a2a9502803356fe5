"""A draft written by forms, one page for each part of its text."""

from copy import copy

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from referentiels.forms.deplacement import DeplacementForm
from referentiels.forms.volets import VoletForm
from referentiels.operations import ReferentielPublie, record_texte
from referentiels.parties import (
    build_listes,
    build_sommaire,
    find_element,
    has_parent,
    list_suites_d_element,
)
from referentiels.recapitulations import recapitulate_retrait_d_element
from referentiels.redaction import move_table, remove_table
from referentiels.rubriques import find_partie, find_suite, list_parties, read_lieu, write_lieu
from referentiels.views.lecture import find_preparation
from referentiels.volets import make_element, make_volet
from saisie.views.recapitulation import GESTE, show_retrait
from saisie.views.refus import say_refus

ENREGISTRE = "Le brouillon est enregistré."


@require_safe
def sommaire(request, code):
    brouillon = find_preparation(request, code)
    contexte = {"brouillon": brouillon, "sommaire": build_sommaire(brouillon.source)}
    return render(request, "referentiels/sommaire.html", contexte)


@require_http_methods(GESTE)
def rubrique(request, code, rubrique):
    brouillon = find_lisible(request, code)
    page = next((une for une in list_parties() if une.code == rubrique), None)
    if page is None:
        raise Http404
    form = None
    if page.groupes:
        form = VoletForm(request.POST or None, brouillon=brouillon, volet=make_volet(brouillon.source, page))
        if _record(request, brouillon, form):
            return redirect(request.path)
    return _show(request, brouillon, page, form, titre=page.titre, suites=page.suites)


@require_http_methods(GESTE)
def ajouter(request, code, suite):
    brouillon = find_lisible(request, code)
    liste = find_suite(read_lieu(suite))
    if liste is None or not has_parent(brouillon.contenu, liste):
        raise Http404
    depart = {nom: request.GET[nom] for nom in ("nature", "axe") if nom in request.GET}
    volet = make_element(brouillon.source, liste, None, request.POST.get("nature") or depart.get("nature"))
    form = VoletForm(request.POST or None, brouillon=brouillon, volet=volet, depart=depart)
    if _record(request, brouillon, form):
        return redirect(get_retour(brouillon, liste))
    page = find_partie(liste.chemin)
    return _show(request, brouillon, page, form, titre=f"Ajouter\u00a0: {liste.libelle}", suite=liste)


@require_http_methods(GESTE)
def element(request, code, lieu):
    brouillon = find_lisible(request, code)
    un = find_element(brouillon.contenu, lieu, request.POST.get("vu", ""))
    if un is None:
        raise Http404
    volet = make_element(brouillon.source, un.suite, un.rang, request.POST.get("nature"))
    form = VoletForm(request.POST or None, brouillon=brouillon, volet=volet)
    if _record(request, brouillon, form):
        return redirect(get_retour(brouillon, un.suite))
    suites = list_suites_d_element(un)
    page = find_partie(un.chemin)
    return _show(request, brouillon, page, form, titre=un.titre, suite=un.suite, suites=suites, element=un)


@require_POST
def deplacer(request, code, lieu):
    brouillon = find_lisible(request, code)
    un = find_element(brouillon.contenu, lieu, request.POST.get("vu", ""))
    if un is None:
        raise Http404
    form = DeplacementForm(request.POST, element=un)
    if form.is_valid():
        with say_refus(form, refus=(ReferentielPublie,)):
            texte = move_table(brouillon.source, un.chemin, form.vers)
            _write(request, brouillon, brouillon.version, texte)
    for phrase in form.non_field_errors():
        messages.error(request, phrase)
    return redirect(get_retour(brouillon, un.suite))


@require_http_methods(GESTE)
def retirer(request, code, lieu):
    brouillon = find_lisible(request, code)
    un = find_element(brouillon.contenu, lieu)
    if un is None:
        raise Http404
    return show_retrait(
        request,
        # The version of the text that was read is asked by the operation, under its own lock.
        lock=lambda: None,
        read=lambda: brouillon,
        tell=lambda lu: recapitulate_retrait_d_element(
            lu, un, reverse("referentiels:element", args=[code, lieu])
        ),
        remove=lambda lu, **qui: record_texte(
            brouillon=lu, version=lu.version, source=remove_table(lu.source, un.chemin), **qui
        ),
        bouton="Retirer du brouillon",
        succes=f"«\u00a0{un.titre}\u00a0» est retiré du brouillon.",
        suite=(get_retour(brouillon, un.suite),),
        brouillon=brouillon,
    )


def find_lisible(request, code):
    """The draft of an address, whose text can be read by parts: 404 for one that is no TOML, which only its text
    mends."""
    brouillon = find_preparation(request, code)
    if not brouillon.contenu and build_sommaire(brouillon.source).illisible:
        raise Http404
    return brouillon


def get_retour(brouillon, suite):
    """The page on which a list is: its part, or the table it is within."""
    ou = [rang for rang, pas in enumerate(suite.chemin) if isinstance(pas, int)]
    if ou:
        lieu = write_lieu(suite.chemin[: ou[-1] + 1])
        return reverse("referentiels:element", args=[brouillon.code, lieu])
    return reverse("referentiels:rubrique", args=[brouillon.code, find_partie(suite.chemin).code])


def _record(request, brouillon, form):
    """Store what was typed; False, with the reasons beside it, when it is not. One may also ask to see it first."""
    if request.method != "POST" or not form.is_valid() or "apercu" in request.POST:
        return False
    with say_refus(form, refus=(ReferentielPublie,)):
        _write(request, brouillon, form.choose_version(brouillon), form.texte)
        return True
    return False


def _write(request, brouillon, version, texte):
    record_texte(by=request.user, at=horloge.now(), brouillon=copy(brouillon), version=version, source=texte)
    messages.success(request, ENREGISTRE)


def _show(request, brouillon, page, form, *, suites=(), **contexte):
    contexte |= {
        "brouillon": brouillon,
        "page": page,
        "form": form,
        "listes": build_listes(brouillon.source, suites),
        "sommaire": build_sommaire(brouillon.source),
    }
    statut = 422 if form and form.is_bound and form.errors else 200
    return render(request, "referentiels/rubrique.html", contexte, status=statut)
