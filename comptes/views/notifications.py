"""What one was told: the page behind the bell. Reading it marks nothing: a click does."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comptes import horloge
from comptes.forms import PreferencesForm
from comptes.models import NatureNotification
from comptes.notifications import mark_lue, mark_toutes_lues
from comptes.queries import list_notifications
from comptes.resumes import get_preferences, record_preferences

PAR_PAGE = 30


@require_safe
def notifications(request):
    """What still asks for something, or what was only said; by pages, the latest first."""
    a_faire, informations = list_notifications(request.user)
    nombre_a_faire = a_faire.count()
    voir = request.GET.get("voir") or ("a_faire" if nombre_a_faire else "informations")
    montrees = a_faire if voir == "a_faire" else informations
    contexte = {
        "voir": voir,
        "nombre_a_faire": nombre_a_faire,
        "page": Paginator(montrees, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "comptes/notifications.html", contexte)


@require_POST
def ouvrir_notification(request, pk):
    """Mark one as read, and go where it leads."""
    return redirect(_read(request, pk).url)


@require_POST
def lire_notification(request, pk):
    """Mark one as read, and stay."""
    lue = _read(request, pk)
    voir = "a_faire" if lue.is_a_faire else "informations"
    return redirect(f"{reverse('comptes:notifications')}?voir={voir}")


def _read(request, pk):
    lue = mark_lue(by=request.user, at=horloge.now(), pk=pk)
    if lue is None:
        raise Http404
    return lue


@require_POST
def lire_notifications(request):
    """Mark all as read."""
    nombre = mark_toutes_lues(by=request.user, at=horloge.now())
    dit = "Toutes vos notifications sont lues." if nombre else "Vous aviez tout lu."
    messages.success(request, dit)
    return redirect("comptes:notifications")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request):
    """What one is written of what one is told."""
    voulu = get_preferences(request.user)
    ecrites = [une for une in NatureNotification.values if une not in voulu.muettes]
    form = PreferencesForm(request.POST or None, initial={"rythme": voulu.rythme, "natures": ecrites})
    if request.method == "POST" and form.is_valid():
        record_preferences(
            by=request.user, at=horloge.now(), rythme=form.cleaned_data["rythme"], muettes=form.muettes
        )
        messages.success(request, "Vos préférences de courriel sont enregistrées.")
        return redirect("comptes:preferences")
    return render(request, "comptes/preferences.html", {"form": form}, status=422 if form.errors else 200)
