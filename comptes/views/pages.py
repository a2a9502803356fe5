"""Pages that anybody reads: what the law asks to be said, and, once logged in, the help of one's role."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comptes.models import Role

A_COMPLETER = "à compléter par l’exploitant"
# {role: its help}; who types and who hands over read the same.
AIDES = {
    Role.AGENT_DEPARTEMENTAL: "comptes/aide/collectivite.html",
    Role.VALIDEUR_DEPARTEMENTAL: "comptes/aide/collectivite.html",
    Role.PREFECTURE: "comptes/aide/prefecture.html",
    Role.COMMISSAIRE: "comptes/aide/commissaire.html",
    Role.CENTRALE: "comptes/aide/centrale.html",
}


@login_not_required
@require_safe
def accessibilite(request):
    return _show(request, "comptes/accessibilite.html")


@login_not_required
@require_safe
def contact(request):
    return _show(request, "comptes/contact.html")


@login_not_required
@require_safe
def mentions_legales(request):
    return _show(request, "comptes/mentions_legales.html")


@login_not_required
@require_safe
def donnees_personnelles(request):
    return _show(request, "comptes/donnees_personnelles.html")


@require_safe
def aide(request):
    return render(request, "comptes/aide.html", {"aide": AIDES[request.user.role]})


def _show(request, gabarit):
    exploitant = {quoi: dit or A_COMPLETER for quoi, dit in settings.EXPLOITANT.items()}
    contexte = {"exploitant": exploitant, "session_heures": settings.SESSION_COOKIE_AGE // 3600}
    return render(request, gabarit, contexte)
