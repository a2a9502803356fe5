"""Work that a colleague left unsaved."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from comptes import horloge
from comptes.acces import check
from comptes.operations import Disparu
from conventions.operations.brouillons import take_over_brouillon, take_over_depot
from conventions.policies import refusal_to_edit
from conventions.views.exercice import get_exercice
from indicateurs.queries.brouillons import CLASSEUR, SAISIE, list_brouillons

PRISES_EN_CHARGE = {SAISIE: take_over_brouillon, CLASSEUR: take_over_depot}


@require_POST
def reprendre_brouillon(request, code, annee, nature, brouillon):
    """The draft of a colleague becomes one's own, in the page it was left on."""
    exercice = get_exercice(request, code, annee)
    check(refusal_to_edit(request.user, exercice))
    lui = next((un for un in list_brouillons(exercice) if (un.nature, un.pk) == (nature, brouillon)), None)
    if lui is None or nature not in PRISES_EN_CHARGE:
        raise Http404
    try:
        PRISES_EN_CHARGE[nature](by=request.user, at=horloge.now(), exercice=exercice, pk=brouillon)
        messages.success(
            request, f"Le brouillon de {lui.par} est à vous\u00a0: relisez-le, puis enregistrez."
        )
    except Disparu:
        messages.warning(request, "Ce brouillon vient d’être enregistré ou abandonné.")
        return redirect(exercice)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    return redirect(lui.url)
