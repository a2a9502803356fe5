"""What a number of a workbook may really be, when it is not the count one was asked for. Pure."""

from datetime import date, timedelta
from decimal import Decimal

from nombres.formats import nombre_exact
from referentiels.definitions import Indicateur

ORIGINE_EXCEL = date(1899, 12, 30)


def find_doute(
    indicateur: Indicateur, nombre: Decimal | None, precedent: Decimal | None, debut: date, fin: date
) -> str:
    """Why a number may not be what was meant, or "": a percentage, or a date as spreadsheets number them.

    `precedent` is last year's number or None; nothing is refused, since both may be true counts.
    """
    if nombre is None:
        return ""
    loin = precedent is None or not precedent / 2 <= nombre <= precedent * 2
    if nombre == int(nombre) and 0 < nombre < 1_000_000:
        jour = ORIGINE_EXCEL + timedelta(days=int(nombre))
        if loin and debut <= jour <= fin + timedelta(days=366):
            dit = f"{nombre_exact(nombre)} est aussi le numéro que le tableur donne au {jour:%d/%m/%Y}"
            return f"{dit}\u00a0: vérifiez."
    if indicateur.is_proportion and nombre <= 100 and precedent is not None and precedent >= 200:
        return (
            f"{nombre_exact(nombre)}\u00a0: est-ce un pourcentage\u202f? On attend un nombre "
            f"({indicateur.unite})\u202f; l’an dernier, {nombre_exact(precedent)}."
        )
    return ""
