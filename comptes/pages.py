"""Pages by their name, for what is no page itself. Those that a floor above shows are in `config/pages.py`."""

from django.conf import settings
from django.urls import reverse


def find_page(nom: str, *places: object) -> str:
    """The address of a page of a floor above, by what it is called below it; `places`: those of its address."""
    return reverse(settings.PAGES[nom], args=places)


def get_url(nom: str, *places: object) -> str:
    """The address of a page of one's own floor, for an operation that tells somebody of it: it answers no request."""
    return reverse(nom, args=places)
