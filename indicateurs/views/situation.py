from contextlib import suppress

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from comptes.gestes import Geste
from comptes.queries import list_auteurs
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from indicateurs.forms.situation import SituationsForm
from indicateurs.operations.situation import record_situations
from indicateurs.queries.cadre import list_situations, list_situations_a_reprendre
from indicateurs.views.exercice import get_axe
from saisie.comparaison import CasesModifiees
from saisie.views.recapitulation import GESTE
from saisie.views.refus import say_refus


@require_http_methods(GESTE)
def situation(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    form = _make_form(request, exercice, axe)
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, form):
            messages.success(request, "La situation initiale est enregistrée.")
            return redirect("indicateurs:situation", code, annee, axe.code)
        # Read again: what somebody else saved is shown beside what is typed.
        form = _make_form(request, exercice, axe).repeat(form)
        form.show_conflits(list_auteurs(exercice.convention, Geste.FIXER_SITUATION, form.typees))
    contexte = {
        "exercice": exercice,
        "axe": axe,
        "axes": exercice.referentiel.definition.axes_mesures,
        "form": form,
        "refus": refus,
        "a_reprendre": refus is None and form.a_reprendre,
        "reprises": "reprendre" in request.GET,
    }
    return render(request, "indicateurs/situation.html", contexte, status=422 if form.errors else 200)


def _make_form(request, exercice, axe):
    return SituationsForm(
        request.POST if request.method == "POST" else None,
        exercice=exercice,
        indicateurs=[i for i in exercice.referentiel.definition.list_axe(axe.code) if i.is_saisi],
        situations=list_situations(exercice),
        d_avant=list_situations_a_reprendre(exercice),
        reprendre="reprendre" in request.GET,
    )


def _record(request, exercice, form):
    """Store the lines, all or none; False when that cannot be: each cell will say what somebody else saved in it."""
    with say_refus(form), suppress(CasesModifiees):
        record_situations(
            by=request.user, at=horloge.now(), exercice=exercice, vus=form.vus, saisis=form.saisies
        )
        return True
    return False
