"""The days of the demonstration."""

from datetime import date, datetime, time

from django.utils import timezone


def make_instant(annee, mois, jour):
    """A moment of the demo's past, in the site's time zone."""
    return timezone.make_aware(datetime.combine(date(annee, mois, jour), time(10, 30)))
