"""What every workbook looks like: the sheets it always has, how the others are titled, where a table begins; what it is
once read, as plain values."""

from collections.abc import Iterable
from typing import NotRequired, TypedDict

IDENTITE, LISEZ_MOI, A_CORRIGER = "Identité", "Lisez-moi", "À corriger"
TITRES_RESERVES = (IDENTITE, LISEZ_MOI, A_CORRIGER, "History")
LIGNE_ENTETE = 5
# The colour of the cells one fills.
SAISIE = "FEF7DA"
# The column that says what a line is about, wherever the line was moved to.
CODE = "code"


class CelluleBrute(TypedDict):
    """What one cell holds. Types are openpyxl's: n number, s text, b boolean, d date, e error, f formula."""

    t: str
    v: str
    p: NotRequired[bool]  # is it shown as a percentage?


class FeuilleBrute(TypedDict):
    """One sheet: the cells that hold something, by row (its number as a text) and by letter of column."""

    titre: str
    fusions: list[str]  # merged areas
    masquees: list[int]  # hidden rows
    lignes: dict[str, dict[str, CelluleBrute]]


class ClasseurBrut(TypedDict):
    """What the child process says of a workbook."""

    feuilles: list[FeuilleBrute]


def make_titre(code: str, pris: Iterable[str]) -> str:
    """Title of a sheet: Excel forbids some characters, more than 31 of them, and two titles alike."""
    titre = "".join("-" if signe in "[]:*?/\\'" else signe for signe in code)[:31] or "-"
    refuses = {t.casefold() for t in (*TITRES_RESERVES, *pris)}
    base, rang = titre[:28], 2
    while titre.casefold() in refuses:
        titre, rang = f"{base} {rang}", rang + 1
    return titre
