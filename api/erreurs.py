"""What the API answers when it does not do what is asked: one shape, in French, whoever refuses."""

from collections.abc import Iterable, Mapping

from django.http import JsonResponse

# What is said of a status where whoever answers it has no sentence of its own.
PHRASES: Mapping[int, str] = {
    400: "Cette requête ne se lit pas\u00a0: vérifiez son corps, son type et son encodage (UTF-8).",
    401: "Il faut un jeton valable, dans l’en-tête «\u00a0Authorization: Bearer\u00a0».",
    403: "Ce jeton ne permet pas cela.",
    404: "Il n’y a rien à cette adresse, ou rien que ce jeton puisse lire.",
    405: "Cette adresse ne connaît pas cette méthode.",
    413: "Ce qui est envoyé est trop gros.",
    422: "Ce qui est envoyé n’est pas ce qui est attendu\u00a0: voyez chaque erreur.",
    429: "Trop d’appels en une minute avec ce jeton\u00a0: attendez, puis reprenez moins vite.",
    500: "Le site a rencontré une erreur\u00a0: rien n’est enregistré. Elle est notée, réessayez plus tard.",
}


class Empechement(Exception):
    """A call that is not done: the status it is answered with, why, and each fault with its place."""

    def __init__(self, statut: int, detail: str = "", erreurs: Iterable[Mapping[str, object]] = ()) -> None:
        self.statut, self.detail, self.erreurs = statut, detail, list(erreurs)
        super().__init__(statut, detail)


def make_erreur(statut: int, detail: str = "", erreurs: Iterable[Mapping[str, object]] = ()) -> JsonResponse:
    """The answer: `erreurs` are {"champ", "message"}, with what else is known of each."""
    contenu = {"detail": detail or PHRASES.get(statut, PHRASES[400]), "erreurs": list(erreurs)}
    return JsonResponse(contenu, status=statut)
