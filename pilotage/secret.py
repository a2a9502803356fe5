"""Statistical secrecy: what is left out of a table that is published, so that no count from 1 to 4 can be worked out
of it, nor by one of those it is about (domaine.md: published aggregates hide counts from 1 to 4). No Django.

A row, the linked indicators of one convention, is kept or left out whole: its terms, what is left between them, its
rates. Sums of rows are published beside them, over sets that are nested or apart (a région, France). What a reader
works out of a table is then the sum of the rows left out of each set that is published, column by column, less what one
collectivité knows of itself: these remainders are held to the same rule as what is printed. Several tables of one year
are read together: `is_suite_sure`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

SEUIL = 5  # the smallest count that is published, besides 0
CAS_D_UNE_DUREE = (
    11  # the fewest cases whose median, or mean, in days is published: of fewer, it is nearly somebody's
)
# What is no count of people: a structure is no secret. Any other unit is taken for people.
UNITES_DE_CHOSES = frozenset(("structures", "plateformes", "ETP", "jours"))

Cle = TypeVar("Cle", bound=Hashable)
# The counts of a row: its terms, and their differences where a reader subtracts.
Effectifs = tuple[int | Decimal, ...]


@dataclass(frozen=True)
class Masques(Generic[Cle]):
    """What is not published: rows by key, sums by the rank of their set."""

    lignes: frozenset[Cle]
    ensembles: frozenset[int]


def is_publiable(effectifs: Effectifs) -> bool:
    """May these counts be printed as they are? None is from 1 to 4."""
    return all(effectif == 0 or effectif >= SEUIL for effectif in effectifs)


def is_duree_publiable(cas: int | Decimal | None) -> bool:
    """May a median, or a mean, of days be printed? It rests on enough cases."""
    return cas is not None and cas >= CAS_D_UNE_DUREE


def find_masques(
    lignes: Mapping[Cle, Effectifs],
    ensembles: Sequence[Collection[Cle]],
    *,
    d_office: Collection[Cle] = (),
    dites: Collection[Cle] = (),
    inities: Mapping[Cle, Hashable] | None = None,
) -> Masques[Cle]:
    """What is left out of a table of `lignes` and of the sums of `ensembles`, nested or apart; as few rows as comes
    easily, the smallest first. Raises ValueError when two sets overlap otherwise.

    Rows `d_office` are left out whatever they count; those already `dites` elsewhere hide nothing by being left out.
    `inities` says who knows a row as its own: each row somebody else, without it.
    """
    ordonnes = sorted(range(len(ensembles)), key=lambda rang: len(ensembles[rang]))
    table = _Table(
        lignes, [frozenset(un) & lignes.keys() for un in ensembles], d_office, dites, inities or {}
    )
    for rang in ordonnes:
        table.settle(rang)
    return Masques(frozenset(table.masquees), frozenset(table.fermes))


def is_reste_sur(
    lignes: Mapping[Cle, Effectifs], reste: Collection[Cle], inities: Mapping[Cle, Hashable] | None = None
) -> bool:
    """May the sum of the rows left out `reste` be known, and what is left of it without those of any one insider?"""
    siennes: dict[Hashable, set[Cle]] = {}
    for cle in reste:
        siennes.setdefault((inities or {}).get(cle, cle), set()).add(cle)
    restes = [set(reste), *(set(reste) - unes for unes in siennes.values())]
    return all(is_publiable(_sum(lignes, un)) for un in restes)


@dataclass(frozen=True)
class Somme(Generic[Cle]):
    """A sum that is published: the rows left out that it counts, and what rows left out were then."""

    cachees: frozenset[Cle]
    lignes: Mapping[Cle, Effectifs]


def is_suite_sure(sommes: Sequence[Somme[Cle]], inities: Mapping[Cle, Hashable] | None = None) -> bool:
    """May these sums, of one table or of several of the same year, be known together?

    Rows left out are worked out of what two sums do not share. So of two sums the rows left out are the same, apart, or
    some of them; and what the larger one adds is held to the rule as if it were printed, with what its rows were in
    each table: what is worked out of one is known of the other, where it did not change.
    """
    for une in sommes:
        deduites = set(une.cachees)
        for autre in sommes:
            commun = une.cachees & autre.cachees
            if commun and commun not in (une.cachees, autre.cachees):
                return False
            if autre.cachees < une.cachees:
                deduites -= autre.cachees
        if not all(is_reste_sur(autre.lignes, deduites & autre.lignes.keys(), inities) for autre in sommes):
            return False
    return True


def _sum(lignes: Mapping[Cle, Effectifs], cles: Iterable[Cle]) -> Effectifs:
    return tuple(map(sum, zip(*(lignes[cle] for cle in cles), strict=True)))


class _Table(Generic[Cle]):
    """A table while it is decided on: the rows left out, and the sets whose sum is."""

    def __init__(
        self,
        lignes: Mapping[Cle, Effectifs],
        ensembles: Sequence[frozenset[Cle]],
        d_office: Collection[Cle],
        dites: Collection[Cle],
        inities: Mapping[Cle, Hashable],
    ) -> None:
        for un in ensembles:
            if any(un & autre and not (un <= autre or autre <= un) for autre in ensembles):
                raise ValueError("two sets of rows overlap")
        self.lignes, self.ensembles = lignes, ensembles
        self.dites, self.inities = frozenset(dites), inities
        self.masquees = {
            cle for cle, effectifs in lignes.items() if cle in d_office or not is_publiable(effectifs)
        }
        self.fermes: set[int] = set()

    def settle(self, rang: int) -> None:
        """Publish the sum of a set, with other rows left out if it takes that; or leave it out."""
        ensemble = self.ensembles[rang]
        if not ensemble or not is_publiable(_sum(self.lignes, ensemble)):
            self.fermes.add(rang)
            return
        while not is_reste_sur(self.lignes, self._list_deduites(rang), self.inities):
            visibles = ensemble - self.masquees - self.dites
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
