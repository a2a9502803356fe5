"""Where one convention stands, one year; for the State, in depth."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from conventions.views.exercice import get_exercice
from pilotage.queries.approfondi import build_approfondi
from pilotage.queries.position import build_position


@require_safe
def position(request, code, annee):
    exercice = get_exercice(request, code, annee)
    user = request.user
    contexte = {
        "exercice": exercice,
        "position": build_position(user, exercice),
        "approfondi": None if user.is_departemental else build_approfondi(user, exercice),
    }
    return render(request, "pilotage/position.html", contexte)
