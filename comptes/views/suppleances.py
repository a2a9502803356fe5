"""Acting for nobody any more."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_out
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from comptes import horloge
from comptes.pages import find_page
from comptes.suppleances import end_suppleance
from comptes.suppleants import SUPPLEANCE


@require_POST
def cesser(request):
    if _end(request, request.user):
        messages.success(request, "Vous n’agissez plus pour le compte de personne d’autre.")
    return redirect(find_page("accueil"))


def end_with_session(sender, request, user, **kwargs):
    """Whoever logs out acts for nobody any more."""
    _end(request, user)


user_logged_out.connect(end_with_session)


def _end(request, user):
    """End what the session says, in the name of who acts; False when it says nothing."""
    pk = request.session.pop(SUPPLEANCE, None)
    if pk is None:
        return False
    by = getattr(user, "agi_par", None) or user
    end_suppleance(by=by, at=horloge.now(), le=timezone.now(), pk=pk)
    return True
