from contextlib import suppress

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import Refus, check
from comptes.gestes import Geste
from comptes.queries import list_auteurs
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from indicateurs.forms.cibles import CiblesForm
from indicateurs.operations.cibles import record_cibles
from indicateurs.queries.cadre import list_annees_cibles, list_cibles_dites, name_cible
from indicateurs.views.exercice import get_axe
from saisie.comparaison import CasesModifiees
from saisie.views.recapitulation import GESTE
from saisie.views.refus import say_refus


@require_http_methods(GESTE)
def cibles(request, code, annee, axe):
    exercice = get_exercice(request, code, annee)
    axe = get_axe(exercice, axe)
    refus = refusal_to_edit(request.user, exercice)
    form = _make_form(request, exercice, axe, refus)
    if request.method == "POST":
        check(refus)
        if form.is_valid() and _record(request, exercice, form):
            messages.success(request, "Les cibles sont enregistrées.")
            return redirect("indicateurs:cibles", code, annee, axe.code)
        # Read again: what somebody else saved is shown beside what is typed.
        form = _make_form(request, exercice, axe, refus).repeat(form)
        form.show_conflits(_list_auteurs(form, exercice))
    contexte = {
        "exercice": exercice,
        "axe": axe,
        "axes": exercice.referentiel.definition.axes_mesures,
        "form": form,
        "refus": refus,
    }
    return render(request, "indicateurs/cibles.html", contexte, status=422 if form.errors else 200)


def _make_form(request, exercice, axe, refus):
    convention, cibles = exercice.convention, list_cibles_dites(exercice)
    prefetch_related_objects([convention], "exercices")
    return CiblesForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        refus=refus,
        convention=convention,
        indicateurs=[i for i in exercice.referentiel.definition.list_axe(axe.code) if i.attend_une_cible],
        annees=sorted({*list_annees_cibles(exercice), *(an for _, an in cibles)}),
        cibles=cibles,
    )


def _record(request, exercice, form):
    """Store the targets; False when that cannot be: each cell will say what somebody else saved in it."""
    with say_refus(form, refus=(Refus,)), suppress(CasesModifiees):
        record_cibles(by=request.user, at=horloge.now(), exercice=exercice, vus=form.vus, saisis=form.saisies)
        return True
    return False


def _list_auteurs(form, exercice):
    noms = {name_cible(*cle): cle for cle in form.typees}
    traces = list_auteurs(exercice.convention, Geste.FIXER_CIBLES, noms)
    return {noms[nom]: trace for nom, trace in traces.items()}
