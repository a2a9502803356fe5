"""What is at an address of the API is for programs: no session there, and never a page."""

import re

from api.adresses import build_document
from api.erreurs import make_erreur
from api.routes import RACINE

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")  # of a pattern of Django: « <int:annee> »


class GuichetMiddleware:
    """No cookie is read under `RACINE`: a token alone says who calls, so that no page of another site can make a
    browser call. Whatever is refused before or around a view is said in JSON too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(RACINE):
            return self.get_response(request)
        request.COOKIES = {}
        reponse = self.get_response(request)
        if reponse.status_code < 400 or reponse.get("Content-Type", "").startswith("application/json"):
            return reponse
        # The same answer, whose headers protect who reads it, in other words.
        dite = make_erreur(reponse.status_code)
        reponse.content, reponse["Content-Type"] = dite.content, dite["Content-Type"]
        return reponse

    def process_view(self, request, view_func, args, kwargs):
        """A filter that an address does not know is refused, not ignored: a tool that misspells one would take all
        for some."""
        if not request.path_info.startswith(RACINE):
            return None
        connus = list_filtres(request.resolver_match.route, request.method)
        inconnus = [] if connus is None else [un for un in request.GET if un not in connus]
        fautes = [{"champ": un, "message": "Ce filtre n’existe pas.", "code": "inconnu"} for un in inconnus]
        return make_erreur(422, erreurs=fautes) if fautes else None


def list_filtres(motif, methode):
    """The names that the address of a pattern may be called with, None of one that the document does not have."""
    operations = build_document()["paths"].get("/" + _PLACE.sub(r"{\1}", motif), {})
    if methode.lower() not in operations:
        return None
    return {un["name"] for un in operations[methode.lower()].get("parameters", ()) if un["in"] == "query"}
