"""The days of a demo, as the environment says them."""

from datetime import date, timedelta

from django.core.exceptions import ImproperlyConfigured


def read_recul(aujourdhui, depuis):
    """How far behind ours the days of the site are (a timedelta of whole days): the site's day was `aujourdhui` on our
    day `depuis` (AAAA-MM-JJ; both empty in production). Raises ImproperlyConfigured."""
    if not aujourdhui and not depuis:
        return timedelta(0)
    try:
        recul = date.fromisoformat(depuis) - date.fromisoformat(aujourdhui)
    except ValueError as erreur:
        raise ImproperlyConfigured(
            "DEMO_AUJOURDHUI and DEMO_DEPUIS are two days (AAAA-MM-JJ), or both empty: see .env.example."
        ) from erreur
    if recul < timedelta(0):
        raise ImproperlyConfigured(
            "DEMO_AUJOURDHUI is after DEMO_DEPUIS: a demo does not live in the future."
        )
    return recul
