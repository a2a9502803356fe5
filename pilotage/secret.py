"""Statistical secrecy: what is left out of a table that is published, so that no count from 1 to 4 can be worked out
of it, nor by one of those it is about (domaine.md: published aggregates hide counts from 1 to 4). No Django.

A row, one indicator of one collectivité, is kept or left out whole: its terms, what is left between them, its rate.
Sums of rows are published beside them, over sets that are nested or apart (a région, France). What a reader works out
of a table is then the sum of the rows left out of each set that is published, column by column, less what one
collectivité knows of itself: these remainders are held to the same rule as what is printed.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

SEUIL = 5  # the smallest count that is published, besides 0

Cle = TypeVar("Cle", bound=Hashable)
Effectifs = tuple[int, ...]  # the counts of a row: its terms, and their differences where a reader subtracts


@dataclass(frozen=True)
class Masques(Generic[Cle]):
    """What is not published: rows by key, sums by the rank of their set."""

    lignes: frozenset[Cle]
    ensembles: frozenset[int]


def is_publiable(effectifs: Effectifs) -> bool:
    """May these counts be printed as they are? None is from 1 to 4."""
    return all(effectif == 0 or effectif >= SEUIL for effectif in effectifs)


def find_masques(lignes: Mapping[Cle, Effectifs], ensembles: Sequence[Collection[Cle]]) -> Masques[Cle]:
    """What is left out of a table of `lignes` and of the sums of `ensembles`, nested or apart; as few rows as comes
    easily, the smallest first. Raises ValueError when two sets overlap otherwise."""
    ordonnes = sorted(range(len(ensembles)), key=lambda rang: len(ensembles[rang]))
    table = _Table(lignes, [frozenset(un) & lignes.keys() for un in ensembles])
    for rang in ordonnes:
        table.settle(rang)
    return Masques(frozenset(table.masquees), frozenset(table.fermes))


class _Table(Generic[Cle]):
    """A table while it is decided on: the rows left out, and the sets whose sum is."""

    def __init__(self, lignes: Mapping[Cle, Effectifs], ensembles: Sequence[frozenset[Cle]]) -> None:
        for un in ensembles:
            if any(un & autre and not (un <= autre or autre <= un) for autre in ensembles):
                raise ValueError("two sets of rows overlap")
        self.lignes, self.ensembles = lignes, ensembles
        self.masquees = {cle for cle, effectifs in lignes.items() if not is_publiable(effectifs)}
        self.fermes: set[int] = set()

    def settle(self, rang: int) -> None:
        """Publish the sum of a set, with other rows left out if it takes that; or leave it out."""
        ensemble = self.ensembles[rang]
        if not ensemble or not is_publiable(self._sum(ensemble)):
            self.fermes.add(rang)
            return
        while not self._is_sur(self._list_deduites(rang)):
            visibles = ensemble - self.masquees
            if not visibles:
                self.fermes.add(rang)
                return
            self._mask(rang, min(visibles, key=lambda cle: (self._cost(rang, cle), self.lignes[cle])))

    def _list_deduites(self, rang: int) -> set[Cle]:
        """The rows left out of a set whose sum a reader works out: those of no smaller set that is published."""
        dites = {cle for plus_petit in self._list_ouverts(rang) for cle in self.ensembles[plus_petit]}
        return (self.masquees & self.ensembles[rang]) - dites

    def _list_ouverts(self, rang: int) -> list[int]:
        """The sets within a set whose sum is published."""
        return [
            autre
            for autre, ensemble in enumerate(self.ensembles)
            if autre != rang
            and autre not in self.fermes
            and ensemble <= self.ensembles[rang]
            and (ensemble < self.ensembles[rang] or autre < rang)
        ]

    def _cost(self, rang: int, cle: Cle) -> int:
        """How many sums of several rows are lost with a row."""
        return sum(
            cle in self.ensembles[un] and len(self.ensembles[un]) > 1 for un in self._list_ouverts(rang)
        )

    def _mask(self, rang: int, cle: Cle) -> None:
        self.masquees.add(cle)
        self.fermes.update(un for un in self._list_ouverts(rang) if cle in self.ensembles[un])

    def _is_sur(self, deduites: Collection[Cle]) -> bool:
        """May the sum of these rows be known, and what is left of it without any one of them?"""
        restes = [deduites, *({un for un in deduites if un != cle} for cle in deduites)]
        return all(is_publiable(self._sum(reste)) for reste in restes)

    def _sum(self, cles: Iterable[Cle]) -> Effectifs:
        return tuple(map(sum, zip(*(self.lignes[cle] for cle in cles), strict=True)))
