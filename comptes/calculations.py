"""How long whoever guesses passwords waits: counts in, durations out."""

from dataclasses import dataclass
from datetime import timedelta

PREMIERE_ATTENTE = timedelta(minutes=1)
ATTENTE_MAX = timedelta(minutes=15)


@dataclass(frozen=True)
class Frein:
    """`tolerance` failures in a row cost nothing; one is forgotten `memoire` after the last."""

    tolerance: int
    memoire: timedelta


FREIN_COMPTE = Frein(tolerance=4, memoire=timedelta(hours=24))
# An office goes out by one address: it is slowed only by what several people do not miss in an hour.
FREIN_ADRESSE = Frein(tolerance=29, memoire=timedelta(hours=1))


def compute_attente(echecs: int, frein: Frein) -> timedelta:
    """How long nobody may try again after so many failures: nothing, then a minute that doubles, up to a quarter of
    an hour."""
    de_trop = echecs - frein.tolerance
    if de_trop <= 0:
        return timedelta(0)
    fois: int = 2 ** min(de_trop - 1, 10)
    return min(PREMIERE_ATTENTE * fois, ATTENTE_MAX)


def compute_echecs(echecs: int, depuis: timedelta, frein: Frein) -> int:
    """Failures that still count `depuis` after the last of them."""
    return 0 if depuis > frein.memoire else echecs
