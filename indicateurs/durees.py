"""What a histogram of days says: its mean, median, 9th decile and the bars of its chart. No Django, clock or file."""

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate, chain, count, takewhile

from referentiels.delais import Limite

MAX_BARRES = 20

Histogramme = Mapping[int, int]  # events by number of days


def compute_mediane(histogramme: Histogramme) -> int | float | None:
    """Median: the middle value, or the mean of the two middle ones; None when empty."""
    total = sum(histogramme.values())
    if not total:
        return None
    bas, haut = _get_rang(histogramme, (total - 1) // 2), _get_rang(histogramme, total // 2)
    return bas if total % 2 else (bas + haut) / 2


def compute_moyenne(histogramme: Histogramme) -> float | None:
    """Mean, rounded once to a tenth of a day, half-up; None when empty."""
    total = sum(histogramme.values())
    jours = sum(jours * nombre for jours, nombre in histogramme.items())
    # Of integers alone: fractions would be loaded by each process that reads a file.
    return (20 * jours + total) // (2 * total) / 10 if total else None


def compute_decile_9(histogramme: Histogramme) -> int | None:
    """Smallest value that nine values in ten do not exceed; None when empty."""
    total = sum(histogramme.values())
    return _get_rang(histogramme, (9 * total + 9) // 10 - 1) if total else None


def count_jours(limite: Limite) -> int:
    """Days of a limit as the bars of a chart are cut: a month counts 30. What is in time is counted by the calendar."""
    return limite.jours + 7 * limite.semaines + 30 * limite.mois


def compute_distribution(histogramme: Histogramme, limite: Limite) -> tuple[tuple[int, int, int], ...]:
    """Bars of a chart, each as (from, to, count), both included, at most MAX_BARRES, without a gap.

    Bars are of one width, and one ends on the limit; the first one begins at 0 (or at the smallest value), the last one
    takes all that is beyond the 99th centile.
    """
    if not histogramme:
        return ()
    borne = count_jours(limite)
    total = sum(histogramme.values())
    haut = max(_get_rang(histogramme, (99 * total + 99) // 100 - 1), borne)
    largeurs = [n for n in range(1, borne) if borne % n == 0] or [1]
    largeur = next(n for n in chain(largeurs, count(max(borne, 1))) if haut // n + 2 < MAX_BARRES)
    fins = list(
        takewhile(lambda fin: fin < haut + largeur, count(borne % largeur or min(borne, largeur), largeur))
    )
    plus_petit, plus_grand = min(histogramme), max(histogramme)
    if plus_grand > fins[-1]:
        fins.append(plus_grand)
    debuts = [min(0, plus_petit), *(fin + 1 for fin in fins[:-1])]
    return tuple(
        (de, a, sum(nombre for jours, nombre in histogramme.items() if de <= jours <= a))
        for de, a in zip(debuts, fins, strict=True)
    )


def _get_rang(histogramme: Histogramme, rang: int) -> int:
    """The value at position `rang` (from 0) of the sorted values."""
    valeurs = sorted(histogramme)
    return valeurs[bisect_right(list(accumulate(histogramme[valeur] for valeur in valeurs)), rang)]
