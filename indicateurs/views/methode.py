from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from comptes.operations import ModifieEntreTemps
from conventions.operations.acces import check
from conventions.policies import refusal_to_edit
from conventions.views.conflit import show_conflit
from conventions.views.exercice import get_exercice
from indicateurs.forms.methode import MethodeForm
from indicateurs.forms.situation import SituationsForm
from indicateurs.operations.methode import record_methode
from indicateurs.operations.situation import record_situations
from indicateurs.queries.lignes import get_definition
from indicateurs.queries.methode import get_declaration, get_declaration_precedente
from indicateurs.queries.pourquoi import list_situations
from indicateurs.views.exercice import SAISIE, get_axe, list_axes


@require_http_methods(SAISIE)
def methode(request, code, annee):
    exercice = get_exercice(request, code, annee)
    refus = refusal_to_edit(request.user, exercice)
    declaration = get_declaration(exercice)
    precedente = None if declaration or refus else get_declaration_precedente(exercice)
    form = MethodeForm(
        request.POST or None,
        exercice=exercice,
        version=declaration.version if declaration else 0,
        declaration=declaration or precedente,
    )
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, form):
            return redirect("indicateurs:methode", code, annee)
    contexte = {
        "exercice": exercice,
        "declaration": declaration,
        "precedente": precedente,
        "form": form,
        "refus": refus,
    }
    return render(request, "indicateurs/methode.html", contexte, status=422 if form.errors else 200)


def _record(request, exercice, form):
    """Store the declaration; False, with what the other person wrote beside each field, when somebody came first."""
    version = form.cleaned_data["version"]
    try:
        record_methode(
            by=request.user, at=timezone.now(), exercice=exercice, version=version, champs=form.champs
        )
    except ModifieEntreTemps as conflit:
        show_conflit(form, conflit)
        return False
    messages.success(request, "La déclaration de méthode est enregistrée.")
    return True


@require_http_methods(SAISIE)
def situation(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    indicateurs = [i for i in get_definition(exercice.referentiel).list_axe(axe.code) if i.is_saisi]
    form = SituationsForm(
        request.POST or None,
        exercice=exercice,
        indicateurs=indicateurs,
        situations=list_situations(exercice.convention),
    )
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record_situations(request, exercice, form):
            return redirect("indicateurs:situation", code, annee, axe.code)
    contexte = {"exercice": exercice, "axe": axe, "axes": list_axes(exercice), "form": form, "refus": refus}
    return render(request, "indicateurs/situation.html", contexte, status=422 if form.errors else 200)


def _record_situations(request, exercice, form):
    """Store the lines, all or none; False, with the reason above them, when a figure cannot be kept."""
    try:
        record_situations(by=request.user, at=timezone.now(), exercice=exercice, situations=form.situations)
    except ValidationError as erreur:
        form.add_error(None, erreur.messages)
        return False
    messages.success(request, "La situation initiale est enregistrée.")
    return True
