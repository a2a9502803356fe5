"""What a table that leaves the site is: its columns, declared once for every format and for its dictionary. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from nombres.exacts import arrondi
from saisie.caracteres import clean_ligne, clean_texte

EUROS = "#,##0.00"
POURCENT = "0.0%"


class TypeColonne(Enum):
    """What the cells of a column are, as its dictionary says it."""

    TEXTE = "texte"
    ENTIER = "nombre entier"
    DECIMAL = "nombre décimal"
    DATE = "date"
    BOOLEEN = "oui ou non"


@dataclass(frozen=True)
class NombreEcrit:
    """A number with the way a workbook shows it, where the column does not say it of all."""

    valeur: Decimal | Fraction
    format: str


Case: TypeAlias = str | int | bool | Decimal | Fraction | date | NombreEcrit | None


@dataclass(frozen=True)
class ColonneExport:
    """One column. `read` gives its cell of what the rows are made of; None is an empty cell."""

    code: str  # its name for a machine: ASCII, no blank
    titre: str
    type: TypeColonne
    description: str
    read: Callable[[Any], Case]
    unite: str = ""
    largeur: int = 12  # characters
    decimales: int = 2  # of a DECIMAL, kept at most
    format: str = ""  # how a workbook shows its numbers, "" as they are

    def __post_init__(self) -> None:
        _clean_mots(self, "titre", "description", "unite")


@dataclass(frozen=True)
class TableExport:
    """Its columns, and what a file of it says of itself: (what, words), below its dictionary."""

    titre: str  # of its sheet
    colonnes: tuple[ColonneExport, ...]
    notice: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _clean_mots(self, "titre")
        object.__setattr__(
            self, "notice", tuple((clean_ligne(q), clean_texte(dit)) for q, dit in self.notice)
        )

    def list_rangees(self, lignes: Iterable[Any]) -> Iterator[list[Case]]:
        """The cells of each of `lignes`, the same in every format: texts without what no one can read, exact numbers
        rounded once, to the decimals of their column."""
        lues = [(un.read, _PREPARE.get(un.type), un.decimales) for un in self.colonnes]
        for ligne in lignes:
            rangee: list[Case] = []
            for read, prepare, decimales in lues:
                case = read(ligne)
                rangee.append(case if case is None or prepare is None else prepare(case, decimales))
            yield rangee


def _clean_mots(declare: ColonneExport | TableExport, *champs: str) -> None:
    """Headings and what is said of a file, as its cells: some are names that people typed."""
    for champ in champs:
        object.__setattr__(declare, champ, clean_ligne(getattr(declare, champ)))


DICTIONNAIRE = "Dictionnaire"
# (heading, width) of what a dictionary says of each column.
COLONNES_DICTIONNAIRE = (
    ("Colonne", 28),
    ("Nom technique", 26),
    ("Type", 16),
    ("Unité", 14),
    ("Description", 100),
)


def list_dictionnaire(table: TableExport, nombre: int) -> Iterator[tuple[str, ...]]:
    """The rows of the dictionary sheet, headings included: a column each, then what the file says of itself and its
    number of rows."""
    yield tuple(titre for titre, _ in COLONNES_DICTIONNAIRE)
    for un in table.colonnes:
        yield un.titre, un.code, un.type.value, un.unite, un.description
    yield ()
    yield from table.notice
    yield "Lignes", str(nombre)


@lru_cache(maxsize=8192)
def _clean(texte: str) -> str | None:
    """Most texts of a table are said by many of its rows."""
    return clean_texte(texte) or None


def _prepare_texte(case: Any, decimales: int) -> Case:
    return _clean(str(case))


def _prepare_nombre(case: Any, decimales: int) -> Case:
    if isinstance(case, NombreEcrit):
        return NombreEcrit(arrondi(case.valeur, decimales), case.format)
    return arrondi(case, decimales) if isinstance(case, Fraction) else case


_PREPARE = {TypeColonne.TEXTE: _prepare_texte, TypeColonne.DECIMAL: _prepare_nombre}
