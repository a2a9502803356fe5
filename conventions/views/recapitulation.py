"""The page of an act that is not undone: a GET says what it does, a POST does it, or shows the same page again."""

from django.core.exceptions import ValidationError
from django.shortcuts import render

from comptes import horloge
from comptes.operations import ModifieEntreTemps
from conventions.operations.acces import Refus

GESTE = ["GET", "HEAD", "POST"]


def read_geste(request, classe, **arguments):
    """The form of an act, with what was sent if anything was: an empty submission is one."""
    return classe(request.POST if request.method == "POST" else None, **arguments)


def do_geste(request, form, operation, **objets):
    """Do the act that was sent; False when none was, or when it cannot be done: the form then says why."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        operation(by=request.user, at=horloge.now(), **objets, **form.cleaned_data)
    except ModifieEntreTemps as conflit:
        form.show_conflit(conflit)
        return False
    except ValidationError as fautes:
        form.add_error(None, fautes)
        return False
    except Refus as refus:
        form.add_error(None, str(refus))
        return False
    return True


def show_recapitulation(request, recapitulation, form, gabarit="recapitulation.html", **contexte):
    """The page of an act, with what was typed and why it was not done."""
    contexte |= {"recapitulation": recapitulation, "form": form}
    return render(request, gabarit, contexte, status=422 if form.errors else 200)
