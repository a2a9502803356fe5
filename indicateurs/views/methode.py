from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from indicateurs.forms.methode import MethodeForm, MethodeReferenceForm
from indicateurs.operations.methode import record_methode, set_methode_reference
from indicateurs.policies.methode import refusal_to_set_methode_reference
from indicateurs.queries.methode import (
    get_declaration,
    get_declaration_precedente,
    get_fichier_confirme,
    get_methode_fixee,
    get_reference_annuelle,
    is_annee_connue,
)
from saisie.views.recapitulation import GESTE
from saisie.views.refus import say_refus


@require_http_methods(GESTE)
def methode(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    declaration = get_declaration(exercice)
    precedente = None if declaration or refus else get_declaration_precedente(exercice)
    fichier = None if declaration or refus else get_fichier_confirme(exercice)
    form = MethodeForm(
        request.POST or None,
        exercice=exercice,
        version=declaration.version if declaration else 0,
        declaration=declaration or precedente,
        fichier=fichier,
    )
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, form):
            return redirect("indicateurs:methode", code, annee)
    contexte = {
        "exercice": exercice,
        "declaration": declaration,
        "precedente": precedente,
        "fichier": fichier,
        "form": form,
        "refus": refus,
    }
    return render(request, "indicateurs/methode.html", contexte, status=422 if form.errors else 200)


@require_http_methods(GESTE)
def methode_reference(request, annee, dispositif):
    """What the délais of that year are compared with: 404 when nobody has an exercice of it."""
    check(refusal_to_set_methode_reference(request.user))
    if not is_annee_connue(dispositif, annee):
        raise Http404
    fixee = get_methode_fixee(dispositif, annee)
    form = MethodeReferenceForm(request.POST or None, fixee=fixee)
    if request.method == "POST" and form.is_valid() and _fix(request, dispositif, annee, form):
        return redirect("referentiels:methode", annee, dispositif)
    contexte = {
        "dispositif": dispositif,
        "annee": annee,
        "form": form,
        "reference": get_reference_annuelle(dispositif, annee),
    }
    return render(request, "indicateurs/methode_reference.html", contexte, status=422 if form.errors else 200)


def _fix(request, dispositif, annee, form):
    """Store the choices; False, with what a colleague chose beside each field, when they came first."""
    with say_refus(form):
        set_methode_reference(
            by=request.user,
            at=horloge.now(),
            dispositif=dispositif,
            annee=annee,
            version=form.cleaned_data["version"],
            champs=form.champs,
        )
        messages.success(
            request, "La méthode de référence est fixée\u00a0: les comparaisons en tiennent compte."
        )
        return True
    return False


def _record(request, exercice, form):
    """Store the declaration; False, with what the other person wrote beside each field, when somebody came first."""
    version = form.cleaned_data["version"]
    with say_refus(form):
        record_methode(
            by=request.user, at=horloge.now(), exercice=exercice, version=version, champs=form.champs
        )
        messages.success(request, "La déclaration de méthode est enregistrée.")
        return True
    return False
