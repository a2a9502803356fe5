"""Two lines of one person with one entry date, in a file of any length, in bounded memory.

As long as identifiers only grow from line to line, as in a sorted extraction, no two are the same and nothing is kept.
Otherwise a 64-bit hash of each (identifier, entry) is, and lines of equal hashes are read again.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from operator import lt
from typing import Protocol

from fichiers.personnes import IDENTIFIANT
from indicateurs.parcours.cellules import Cellule, Rangee
from indicateurs.parcours.comptage import JAMAIS
from indicateurs.parcours.fautes import Fautes

MAX_SUSPECTS = 100_000
ENTREES_PAR_LOT = 500_000
DOUBLON = ("doublon", "Une autre ligne a le même identifiant et la même date d’entrée.")


class HorsOrdre(Exception):
    """Identifiers, trusted to grow from line to line, do not."""


class LecteurDEntrees(Protocol):
    """What reads the lines: a `lignes.Lignes`."""

    def pad(self, cellules: Sequence[Cellule]) -> list[Cellule]: ...
    def read_entree(self, numero: int, cellules: Sequence[Cellule], fautes: Fautes) -> tuple[str, int]: ...


@dataclass
class Entrees:
    """What tells duplicates: when identifiers are trusted to grow (`en_ordre`), the first one and the last; otherwise
    the hashes of all lines."""

    en_ordre: bool = False
    hashes: "array[int]" = field(default_factory=lambda: array("q"))
    premier: str = ""
    dernier: str = ""

    def add(self, identifiants: Sequence[str], entrees: Collection[int]) -> None:
        """Note lines, given as two columns: identifiers, and dates as `comptage` encodes them. A line that lacks either
        repeats nothing. Raises HorsOrdre."""
        if JAMAIS in entrees or not all(identifiants):
            presentes = [i and e != JAMAIS for i, e in zip(identifiants, entrees, strict=True)]
            identifiants, entrees = (
                list(compress(identifiants, presentes)),
                list(compress(entrees, presentes)),
            )
        if not self.en_ordre:
            self.hashes.extend(map(hash, zip(identifiants, entrees, strict=True)))
        elif identifiants:
            if identifiants[0] <= self.dernier or not all(
                map(lt, identifiants, islice(identifiants, 1, None))
            ):
                raise HorsOrdre
            self.premier, self.dernier = self.premier or identifiants[0], identifiants[-1]

    def merge(self, suivantes: "Entrees") -> None:
        """Add those of the lines that follow. Raises HorsOrdre."""
        if self.en_ordre and suivantes.premier:
            if suivantes.premier <= self.dernier:
                raise HorsOrdre
            self.premier, self.dernier = self.premier or suivantes.premier, suivantes.dernier
        self.hashes += suivantes.hashes


def find_suspects(hashes: "array[int]", part: int = 0, parts: int = 1) -> tuple[set[int], int]:
    """Hashes that come more than once in an array, among one of `parts` equal parts of all values: (the first
    MAX_SUSPECTS, how many more lines repeat another).

    One lot of values is looked at after the other, so that memory stays that of one lot. Two different entries have the
    same 64-bit hash with odds of 1 in 10 million for 2,000,000 lines; suspects are then compared in full.
    """
    suspects: set[int] = set()
    autres = 0
    lots = min(256, parts * (1 + len(hashes) // ENTREES_PAR_LOT // parts))
    octets = hashes.tobytes()[::8]
    for lot in range(part, lots, parts):
        choix = bytes(octet % lots == lot for octet in range(256))
        valeurs = list(compress(hashes, octets.translate(choix)))
        if len(set(valeurs)) == len(valeurs):
            continue
        for valeur, nombre in Counter(valeurs).items():
            if nombre > 1 and len(suspects) < MAX_SUSPECTS:
                suspects.add(valeur)
            else:
                autres += nombre - 1
    return suspects, autres


def list_doublons(
    rangees: Iterable[Rangee[Cellule]], lignes: LecteurDEntrees, suspects: Collection[int]
) -> Fautes:
    """Fautes of the rows, read again, that really repeat an identifier and an entry."""
    fautes = Fautes()
    vues: set[tuple[str, int]] = set()
    for numero, cellules in rangees:
        cle = lignes.read_entree(numero, lignes.pad(cellules), Fautes())
        if cle[0] and cle[1] != JAMAIS and hash(cle) in suspects:
            if cle in vues:
                fautes.add(numero, IDENTIFIANT, *DOUBLON)
            vues.add(cle)
    return fautes
