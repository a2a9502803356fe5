"""What time it is for the site. Everything the field dates (deadlines, signatures, the `at` of operations) asks here.

A demo lives some years ago: its days go on one by one, as ours do, so that what is done later is dated later. Whoever
must not be deceived (sessions, locks of accounts, ages of tokens and files) reads the real clock.
"""

from datetime import UTC

from django.conf import settings
from django.utils import timezone

from comptes.fuseaux import compute_jour_compte, compute_jour_venu


def now():
    """The present instant of the site, aware. In a demo, its clocks show what ours do: days are taken off the hour of
    the site's time zone, which may be of summer there and of winter here."""
    return (timezone.localtime() - settings.DEMO_RECUL).astimezone(UTC)


def today():
    """The day of the site, in its time zone: where no territory is known."""
    return timezone.localdate(now())


def get_jour_compte(convention):
    """The day that the deadlines of a convention are held against now (`fuseaux.compute_jour_compte`)."""
    return compute_jour_compte(now(), convention.departement_id)


def get_jour_venu(convention):
    """The last day that has come for a convention: what is dated after it is to come (`fuseaux.compute_jour_venu`)."""
    return compute_jour_venu(now(), convention.departement_id)


def tell_jour(request):
    """For every page: the day of the site, and whether it is that of a demo, which a banner says."""
    return {"jour_du_site": today(), "is_demonstration": bool(settings.DEMO_RECUL)}
