from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from conventions.views.exercice import get_exercice
from reporting import contents
from reporting.explications import explain_apports, explain_ligne, explain_simulation
from reporting.forms.simulation import HypothesesForm
from reporting.models import Photographie
from reporting.queries.decision import get_notification
from reporting.queries.execution import build_execution


@require_safe
def simulation(request, code, annee):
    """The same figures for the département and for the State, from the first draft; « et si… » is in the address."""
    exercice = get_exercice(request, code, annee)
    execution = build_execution(exercice)
    form = HypothesesForm(request.GET, execution=execution)
    form.is_valid()
    contexte = explain_execution(execution) | {
        "exercice": exercice,
        "notification": get_notification(exercice),
        "form": form,
        **_suppose(execution, form),
    }
    return render(request, "reporting/simulation.html", contexte)


@require_safe
def photographie(request, pk):
    """The execution as it stood: read from what was kept, never computed again."""
    photographies = Photographie.objects.readable_by(request.user)
    photographie = get_object_or_404(
        photographies.select_related("par", "exercice__convention__departement"), pk=pk
    )
    execution = contents.from_dict(contents.ContenuExecution, photographie.contenu)
    contexte = explain_execution(execution) | {
        "photographie": photographie,
        "exercice": photographie.exercice,
    }
    return render(request, "reporting/photographie.html", contexte)


def _suppose(execution, form):
    """What the address supposes, beside what is: in all, then each action with its field."""
    comparaison = contents.compare_simulations(
        execution,
        depenses=form.depenses,
        is_prolonge=form.get_prolongation(execution.simulation.is_prolonge),
    )
    return {
        "comparaison": comparaison,
        "hypotheses": [
            (action, *comparaison.get_lignes(action), form.get_champ(action.numero))
            for action in execution.actions
        ],
    }


def explain_execution(execution):
    """What the pages say of the simulation of an execution."""
    bareme = execution.simulation.bareme
    return {
        "contenu": execution,
        "simulation": execution.simulation,
        "lignes": [
            (action, ligne, explain_ligne(ligne, bareme, action.axe))
            for action, ligne in execution.actions_simulees
        ],
        "termes": explain_simulation(execution.simulation),
        "apports": explain_apports(execution.simulation),
    }
