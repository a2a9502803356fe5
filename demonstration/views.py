"""What the site writes in a demo, read by anybody: who is invited there has no other mailbox."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from comptes.models import Courriel, EtatCourriel
from demonstration.boite import read_message
from reporting.views.pagination import paginate

# The others have no text any more.
LISIBLES = (EtatCourriel.ENVOYE, EtatCourriel.A_ENVOYER)


def en_demonstration(vue):
    """A page of a demo. Anywhere else there is none, and who is not logged in is asked to, as by any other page."""

    @wraps(vue)
    def answer(request, *args, **kwargs):
        if settings.DEMO_RECUL:
            return vue(request, *args, **kwargs)
        if request.user.is_authenticated:
            return find_nothing(request)
        return redirect_to_login(request.get_full_path())

    return login_not_required(answer)


@require_safe
def find_nothing(request):
    raise Http404


@en_demonstration
@require_safe
def courriels(request):
    ecrits = Courriel.objects.select_related("a")
    contexte = {"lisibles": LISIBLES, **paginate(request, ecrits)}
    return render(request, "demonstration/courriels.html", contexte)


@en_demonstration
@require_safe
def courriel(request, courriel):
    """A mail as whoever gets it would read it; one that waits, as it will leave."""
    ecrit = get_object_or_404(Courriel.objects.filter(etat__in=LISIBLES), pk=courriel)
    envoye = read_message(ecrit.pk) if ecrit.etat == EtatCourriel.ENVOYE else None
    contexte = {
        "courriel": ecrit,
        "envoye": envoye,
        "corps": envoye.get_content() if envoye else ecrit.corps,
    }
    return render(request, "demonstration/courriel.html", contexte)
