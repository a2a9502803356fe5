"""What is at an address of the API is for programs: no session there, and never a page."""

from api.erreurs import make_erreur

RACINE = "/api/v1/"


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
