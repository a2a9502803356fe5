"""What everybody reads of the référentiels."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comptes.acces import check
from referentiels.differences import list_differences
from referentiels.models import Referentiel
from referentiels.policies import refusal_to_prepare_referentiels
from referentiels.queries import build_lecture, compare_au_precedent, find_precedent, list_referentiels
from referentiels.redaction import write_toml


def get_referentiel(request, code):
    """The référentiel of an address, or 404 when the user may not read it."""
    return get_object_or_404(Referentiel.objects.visible_to(request.user), code=code)


def find_preparation(request, code):
    """The draft of an address: 403 for who may not prepare référentiels, 404 once published."""
    check(refusal_to_prepare_referentiels(request.user))
    brouillon = get_referentiel(request, code)
    if brouillon.is_publie:
        raise Http404
    return brouillon


def read_referentiel(referentiel):
    """What a référentiel says: of a published one, what was published."""
    return build_lecture(referentiel.source, referentiel.contenu if referentiel.is_publie else None)


@require_safe
def referentiels(request):
    contexte = {
        "referentiels": list_referentiels(request.user),
        "refus": refusal_to_prepare_referentiels(request.user),
    }
    return render(request, "referentiels/referentiels.html", contexte)


@require_safe
def referentiel(request, code):
    referentiel = get_referentiel(request, code)
    lecture = read_referentiel(referentiel)
    contexte = {
        "referentiel": referentiel,
        "lecture": lecture,
        "comparaison": None if lecture.fautes else compare_au_precedent(referentiel.contenu),
        "refus": refusal_to_prepare_referentiels(request.user),
    }
    return render(request, "referentiels/referentiel.html", contexte)


@require_safe
def telecharger(request, code):
    """The file of a référentiel, as it was typed; of one that has no text, written from what it says."""
    referentiel = get_referentiel(request, code)
    texte = get_texte(referentiel)
    return HttpResponse(
        texte,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{referentiel.code}.toml"'},
    )


@require_safe
def differences(request, code):
    """The text of a référentiel and that of the one before it, line by line."""
    referentiel = get_referentiel(request, code)
    precedent = find_precedent(referentiel.contenu)
    blocs = list_differences(get_texte(precedent), get_texte(referentiel)) if precedent else []
    contexte = {"referentiel": referentiel, "precedent": precedent, "blocs": blocs}
    return render(request, "referentiels/differences.html", contexte)


def get_texte(referentiel):
    """The text of a référentiel, written from what it says where nobody typed one."""
    return referentiel.source or write_toml(referentiel.contenu)
