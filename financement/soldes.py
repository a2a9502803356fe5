"""What the State gave for a year and was not spent: what may be carried over to the next. Pure: no Django, no clock."""

from decimal import Decimal

from conventions.calculations import Montants
from nombres.exacts import EXACT, sum_known


def compute_solde(etat: Montants, report: Montants) -> Decimal | None:
    """State credits of one action left at the end of a year, ≥ 0; None when an executed amount is missing.

    `etat`, `report`: of the year's own credits and of those carried over to it. Source: carry-over of the
    unspent State credits (domaine.md, financing). Without credits there is nothing to carry: 0.
    """
    disponible = sum_known((etat.prevu, report.prevu))
    if disponible is None:
        return Decimal(0)
    depense = sum_known((etat.execute, report.execute))
    if depense is None or any(ligne.prevu is not None and ligne.execute is None for ligne in (etat, report)):
        return None
    return max(EXACT.subtract(disponible, depense), Decimal(0))
