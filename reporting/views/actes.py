"""One page for every act that only moves an exercice."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from comptes import horloge
from comptes.acces import check
from conventions.forms.exercices import ActeForm
from conventions.models import Acte
from conventions.policies import refusal_of_acte
from conventions.transitions import DESTINATIONS_COMPLETES
from conventions.views.exercice import get_exercice
from indicateurs.operations.transmission import ExerciceIncomplet
from indicateurs.queries.brouillons import list_brouillons_a_laisser
from indicateurs.queries.manques import list_manques
from reporting.operations.passages import do_acte
from reporting.policies import refusal_to_end
from reporting.queries.decision import get_dossier
from reporting.queries.versions import get_version_de_l_acte
from reporting.recapitulations_actes import SUITES, recapitulate_acte
from saisie.views.recapitulation import GESTE, do_geste, read_geste, show_recapitulation


@require_http_methods(GESTE)
def acte(request, code, annee, acte):
    if acte not in SUITES:
        raise Http404
    exercice, acte = get_exercice(request, code, annee), Acte(acte)
    check(refusal_of_acte(request.user, exercice, acte))
    is_complet = acte in DESTINATIONS_COMPLETES
    brouillons = list_brouillons_a_laisser(exercice) if is_complet else []
    form = read_geste(
        request,
        ActeForm,
        acte=acte,
        brouillons=brouillons,
        lire=lambda: get_version_de_l_acte(request.user, exercice, acte),
    )
    if do_geste(request, form, do_acte, refus=(ExerciceIncomplet,), exercice=exercice, acte=acte):
        messages.success(request, f"{acte.label}\u00a0: c’est fait.")
        return redirect("reporting:exercice", code, annee)
    manques = list_manques(exercice, horloge.get_jour_compte(exercice.convention)) if is_complet else []
    recapitulation = recapitulate_acte(exercice, acte, _find_refus(exercice, acte, manques))
    contexte = {"exercice": exercice, "manques": manques, "brouillons": brouillons}
    return show_recapitulation(request, recapitulation, form, "reporting/acte.html", **contexte)


def _find_refus(exercice, acte, manques):
    if manques:
        return str(ExerciceIncomplet(manques))
    return refusal_to_end(get_dossier(exercice)) if acte == Acte.CLORE else None
