"""An exercice read point by point: its last round, with the marks of whoever reads it for the State; by the
collectivité, its own draft, as the State will read it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comptes import horloge
from comptes.acces import check
from conventions.models import ETATS_TRANSMIS
from conventions.views.exercice import get_exercice
from reporting.operations.lecture import mark_vu
from reporting.policies import refusal_to_mark_vu
from reporting.queries.lecture import VUES, read_lecture, read_lecture_du_brouillon
from reporting.queries.remises import get_remise_a_lire

SANS_REMISE = (
    "Cet exercice a été transmis avant que ses remises ne soient conservées\u00a0: il se lit sur ses pages."
)


@require_safe
def lecture(request, code, annee):
    lecture = _read(request, code, annee)
    if lecture is None:
        messages.info(request, SANS_REMISE)
        return redirect("reporting:exercice", code, annee)
    vue = _read_vue(request.GET)
    contexte = {
        "exercice": lecture.exercice,
        "lecture": lecture,
        "vue": vue,
        "vues": lecture.vues,
        "suite": lecture.list_suite(vue),
        "peut_marquer": lecture.is_a_marquer,
        "depuis": f"?{urlencode({'depuis': 'lecture', 'vue': vue})}",
    }
    return render(request, "reporting/lecture.html", contexte)


def _read(request, code, annee):
    """What `request.user` reads at this address, or 404: what was handed over; the draft of a collectivité, as long
    as it is one. None of what was handed over before rounds were kept."""
    if request.user.is_departemental:
        exercice = get_exercice(request, code, annee)
        if exercice.etat not in ETATS_TRANSMIS:
            jour = horloge.get_jour_compte(exercice.convention)
            return read_lecture_du_brouillon(request.user, exercice, jour)
    remise = get_remise_a_lire(request.user, code, annee)
    if remise:
        return read_lecture(request.user, remise)
    if get_exercice(request, code, annee).etat not in ETATS_TRANSMIS:
        raise Http404
    return None


def _read_vue(envoi):
    """The view asked for; everything, for a word that is none."""
    vue = envoi.get("vue", "")
    return vue if vue in VUES else ""


@require_POST
def marquer_vu(request, code, annee):
    lecture = _read(request, code, annee)
    if lecture is None:
        raise Http404
    check(refusal_to_mark_vu(request.user, lecture.exercice))
    point = next((un.point for un in lecture.points if un.point.id == request.POST.get("point")), None)
    adresse, vue = reverse("reporting:lecture", args=[code, annee]), _read_vue(request.POST)
    if point is None:
        # Of a page older than this round.
        messages.info(request, "Ce point n’est plus là\u00a0: rien n’est marqué.")
        return redirect(adresse)
    mark_vu(
        by=request.user,
        at=horloge.now(),
        remise=lecture.remise,
        ancre=point.ancre,
        cle=point.cle,
        is_vu=request.POST.get("vu") == "1",
    )
    suite = f"?{urlencode({'vue': vue})}" if vue else ""
    suivant = _read(request, code, annee).find_suivant(point.id, vue)
    return redirect(f"{adresse}{suite}#{suivant}")
