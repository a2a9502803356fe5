"""Two lines of one person with one entry date, in a file of any length, in bounded memory.

As long as identifiers only grow from line to line, as in a sorted extraction, no two are the same and there is nothing
to remember. Otherwise a 64-bit hash of each (identifier, entry) is kept, and lines of equal hashes are read again.
"""

from array import array
from collections import Counter
from itertools import compress, islice
from operator import lt

from conventions.personnes import IDENTIFIANT
from indicateurs.parcours.fautes import Fautes

# Hashes are noted for this many lines before the order of a file is trusted: little is read twice for a short one.
ESSAI = 500
MAX_SUSPECTS = 100_000
ENTREES_PAR_PART = 250_000
DOUBLON = ("doublon", "Une autre ligne a le même identifiant et la même date d’entrée.")


class Entrees:
    """What one process remembers. `en_ordre`: identifiers only grew, from `premier` to `dernier`; `complet`: `hashes`
    has those of all lines. When it is out of order and incomplete, the lines must be read again, without trust."""

    def __init__(self, confiance=True):
        self.hashes, self.en_ordre, self.complet = array("q"), confiance, True
        self.premier, self.dernier = None, ""

    def add(self, identifiants, entrees):
        """Note lines, given as two lists: identifiers, and any number that stands for the date; none of them blank."""
        if self.en_ordre and identifiants:
            self.en_ordre = self.dernier < identifiants[0] and all(
                map(lt, identifiants, islice(identifiants, 1, None))
            )
            if self.premier is None:
                self.premier = identifiants[0]
            self.dernier = identifiants[-1]
            if self.en_ordre and len(self.hashes) >= ESSAI:
                self.complet = False
                return
        self.hashes.extend(map(hash, zip(identifiants, entrees, strict=True)))

    def is_followed_by(self, premier, en_ordre):
        """Do the lines of another process, in order or not from its `premier` identifier, go on in the same order?"""
        return self.en_ordre and en_ordre and (premier is None or self.dernier < premier)


class Doublons:
    """Second reading of a file in which hashes were equal: which lines really repeat an identifier and an entry."""

    def __init__(self, lignes, suspects):
        self._lignes, self._suspects, self._vues, self.fautes = lignes, suspects, set(), Fautes()

    def read(self, numero, cellules):
        """Note the line as a fault when a former one has the same identifier and entry."""
        cellules = [*cellules, *[""] * (self._lignes.largeur - len(cellules))]
        cle = self._lignes.read_entree(numero, cellules, Fautes())
        if all(cle) and hash((cle[0], self._lignes.blocs.shift(cle[1]))) in self._suspects:
            if cle in self._vues:
                self.fautes.add(numero, IDENTIFIANT, *DOUBLON)
            self._vues.add(cle)


def find_suspects(entrees, qui=0, combien=1):
    """Hashes that come more than once in arrays of them: (the first MAX_SUSPECTS, how many more lines repeat another).

    One share of the values is looked at after the other, so that memory stays that of one share; of `combien` processes
    that divide the shares, this one is number `qui`. Two different entries have the same 64-bit hash with odds of 1 in
    10 million for 2,000,000 lines; suspects are then compared in full.
    """
    suspects, autres = set(), 0
    parts = min(256, combien * (1 + sum(map(len, entrees)) // ENTREES_PAR_PART // combien))
    for part in range(qui, parts, combien):
        choix = bytes(octet % parts == part for octet in range(256))
        lot = [h for tableau in entrees for h in compress(tableau, tableau.tobytes()[::8].translate(choix))]
        if len(set(lot)) == len(lot):
            continue
        for empreinte, nombre in Counter(lot).items():
            if nombre > 1 and len(suspects) < MAX_SUSPECTS:
                suspects.add(empreinte)
            else:
                autres += nombre - 1
    return suspects, autres
