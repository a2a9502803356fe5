"""« 1er » has its exponent wherever a page says it: sentences of refusals, errors and messages know no HTML."""

from reporting.formats import marque_ordinaux


class OrdinauxMiddleware:
    """Marks the ordinals of the pages, whole or in pieces; what is typed, files and JSON stay as they are."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reponse = self.get_response(request)
        if not reponse.streaming and reponse.get("Content-Type", "").startswith("text/html"):
            reponse.content = marque_ordinaux(reponse.content.decode(reponse.charset))
        return reponse
