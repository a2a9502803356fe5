"""The page of an act that is not undone: a GET says what it does, a POST does it, or shows the same page again."""

from django.contrib import messages
from django.shortcuts import redirect, render

from comptes import horloge
from comptes.acces import Refus
from saisie.forms.gestes import RetraitForm
from saisie.operations import remove_as_seen
from saisie.views.refus import say_refus

GESTE = ["GET", "HEAD", "POST"]


def read_geste(request, classe, **arguments):
    """The form of an act, with what was sent if anything was: an empty submission is one."""
    return classe(request.POST if request.method == "POST" else None, **arguments)


def do_geste(request, form, operation, *, refus=(), **objets):
    """Do the act that was sent; False when none was, or when it cannot be done: the form then says why. `refus` are
    the classes of what else may refuse it, whose `str()` is the sentence."""
    if not form.is_bound or not form.is_valid():
        return False
    with say_refus(form, champ=None, refus=(Refus, *refus)):
        operation(by=request.user, at=horloge.now(), **objets, **form.cleaned_data)
        return True
    return False


def show_recapitulation(request, recapitulation, form, gabarit="saisie/recapitulation.html", **contexte):
    """The page of an act, with what was typed and why it was not done."""
    contexte |= {"recapitulation": recapitulation, "form": form}
    return render(request, gabarit, contexte, status=422 if form.errors else 200)


def show_retrait(request, *, lock, read, tell, remove, bouton, succes, suite, **contexte):
    """The page of what removes something: a GET says what goes with it, a POST removes what was shown, and leads to
    `suite` (of `redirect`). `lock`, `read`, `tell` and `remove` are those of `remove_as_seen`."""
    form = read_geste(request, RetraitForm, bouton=bouton, lire=lambda: tell(read()).version)
    if do_geste(request, form, remove_as_seen, lock=lock, read=read, tell=tell, remove=remove):
        messages.success(request, succes)
        return redirect(*suite)
    objet = read()
    if objet is None:
        # Removed at the same instant from another tab.
        messages.info(request, "Il n’y a plus rien à retirer.")
        return redirect(*suite)
    return show_recapitulation(request, tell(objet), form, **contexte)
