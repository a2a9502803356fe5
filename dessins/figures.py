"""What every chart says of itself, in words: who does not see it reads the same numbers. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from nombres.formats import MISSING

# How a value is written in French; the caller knows its unit: `pourcent`, `nombre`, `format_euros`…
Ecriture = Callable[[Fraction], str]


@dataclass(frozen=True)
class CaseDeReleve:
    """One cell of the table of a chart; `adresse` leads to what it names."""

    texte: str
    adresse: str = ""
    is_nombre: bool = True


@dataclass(frozen=True)
class Releve:
    """The numbers of a chart: the names of its columns, and its rows, each headed by its first cell."""

    entetes: tuple[str, ...]
    lignes: tuple[tuple[CaseDeReleve, ...], ...]

    @property
    def colonnes(self) -> tuple[tuple[str, bool], ...]:
        """(its name, whether it holds numbers) of each column."""
        premiere = self.lignes[0] if self.lignes else ()
        return tuple(
            (nom, any(case.is_nombre for case in premiere[rang : rang + 1]))
            for rang, nom in enumerate(self.entetes)
        )


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart. `cle`: letters, digits and hyphens, of no other chart of the page. `constat`: what there is to see,
    said first of the description. `note`: under the chart, its source or how it is counted."""

    cle: str
    titre: str
    constat: str = ""
    note: str = ""
    gabarit: ClassVar[str]
    has_releve: ClassVar[bool] = True  # has it a table beside its drawing?
    is_vignette: ClassVar[bool] = (
        False  # within a row that says its numbers: no title, legend or table of its own
    )

    @property
    def description(self) -> str:
        """All of it in sentences."""
        return " ".join(phrase for phrase in (self.constat, self.tell_valeurs()) if phrase)

    def tell_valeurs(self) -> str:
        """Its numbers, in sentences."""
        raise NotImplementedError

    def build_releve(self) -> Releve:
        """The table of its numbers."""
        raise NotImplementedError


def write_valeur(valeur: Fraction | None, ecrire: Ecriture) -> str:
    """A value, or the dash of what is missing: never 0."""
    return MISSING if valeur is None else ecrire(valeur)
