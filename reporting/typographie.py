"""French typography where pages leave the site: a sentence knows no HTML, and names and labels come from data."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from nombres.typographie import marque_ordinaux, write_typographie


class TypographieMiddleware:
    """« 1er » with its exponent, « l’accueil » with its apostrophe, « Date : » with its space, on whole pages and on
    pieces of them; what is typed, files and JSON stay as they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if not reponse.streaming and reponse.get("Content-Type", "").startswith("text/html"):
            page = reponse.content.decode(reponse.charset)
            reponse.content = write_typographie(marque_ordinaux(page))
        return reponse
