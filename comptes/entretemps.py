"""A write lost to somebody else, where no form can say so: a button that deletes, a page whose object just went."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render

from comptes.envois import read_envoi
from comptes.operations import ModifieEntreTemps


class EntreTempsMiddleware:
    """What a view does not catch of these is a page that says the sentence, and shows what was written: never an error
    of the site, never a text lost. 409; or the 404 of an object that went or that one may not know of, the 403 of what
    is closed meanwhile, with the texts that were sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if request.method != "POST":
            return None
        envoi = read_envoi(request)
        if isinstance(exception, Http404 | PermissionDenied):
            if not (envoi and envoi.textes):
                return None
            if isinstance(exception, Http404):
                return show_envoi(request, envoi, [], 404)
            return show_envoi(request, envoi, [str(exception)], 403)
        if isinstance(exception, ModifieEntreTemps):
            return show_envoi(request, envoi, [str(exception)], 409)
        if isinstance(exception, ValidationError):
            return show_envoi(request, envoi, exception.messages, 409)
        return None


def show_envoi(request, envoi, phrases, statut):
    """Why nothing was written, and the texts that were sent, to be copied."""
    contexte = {"phrases": phrases, "envoi": envoi}
    return render(request, "comptes/entretemps.html", contexte, status=statut)
