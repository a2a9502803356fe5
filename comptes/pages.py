"""The pages a floor leads to and does not show: which they are, `config/pages.py` says."""

from django.conf import settings
from django.urls import reverse


def find_page(nom: str, *places: object) -> str:
    """The address of a page of a floor above, by what it is called below it; `places`: those of its address."""
    return reverse(settings.PAGES[nom], args=places)
