"""The remarks that the parts of one page show, read once, when the first of them asks."""

from remarques.queries.fils import read_remarques


class RemarquesDeLaPage:
    """What the reader of a page may read of the remarks of its exercice: three queries at most, however many places of
    it the page shows."""

    def __init__(self, request):
        self._request, self._lues = request, {}

    def read(self, exercice):
        """The `Remarques` of an exercice."""
        if exercice.pk not in self._lues:
            self._lues[exercice.pk] = read_remarques(self._request.user, exercice)
        return self._lues[exercice.pk]


def tell_remarques(request):
    """A context processor: `remarques_de_la_page`, for the tags of `fils`."""
    return {"remarques_de_la_page": RemarquesDeLaPage(request)}
