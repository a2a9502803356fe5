"""Where lines come from: a CSV, a text without quotes, read faster. Memory is bounded.

A header stands below a title or not. Only a text without quotes can be cut. See also `feuille.FeuilleDeParcours`.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from copy import copy
from itertools import dropwhile, islice
from typing import BinaryIO, Protocol, Self

from fichiers.porte import MAX_COLONNES, FichierRefuse
from indicateurs.parcours.cellules import Case, Cellule, Rangee, is_blanche
from indicateurs.parcours.entetes import LONGUEUR_MAX, RECHERCHE, EntetesAttendus
from indicateurs.parcours.lignes import Lignes
from saisie.caracteres import clean_ligne

BLOC = 1 << 17  # with what is made of it, about the second level cache of a processor
PREMIER_BLOC = 1 << 16  # looked at line by line
MAX_LIGNE = 100_000
PREMIERES_RANGEES = 500  # looked at one by one
MAX_PREMIERES = 1_000  # lines, blank ones included, before the row of headers
MAX_TETE = 1_000_000  # characters looked at for the headers of a CSV
SEPARATEURS = ";,\t"
# Any separator but a letter, a digit, a quote or a space; what follows pads the line to the width of the table.
DECLARATION = re.compile(r"\ufeff?\"?sep=([^\w\s\"]|\t)\"?[;,\t]*", re.IGNORECASE)
RANGEES = 1_000

SuiviDeSource = Callable[[int, int], None]  # takes the lines read, and how much of `taille` is


class SourceDeLignes(Protocol):
    """Where lines come from: its length, its header and the line it stands at, its lines given to a `Lignes`, which
    answers with the number that follows the last, and given again one by one."""

    @property
    def taille(self) -> int: ...

    numero_entete: int
    entetes: list[str]

    def feed(self, lignes: Lignes, suivi: SuiviDeSource) -> int: ...
    def iter_rangees(self) -> Iterator[Rangee[Cellule]]: ...


def _make_refus_sans_fin(numero: int) -> FichierRefuse:
    message = f"Une ligne dépasse {MAX_LIGNE} caractères\u00a0: le fichier n’est pas un tableau."
    return FichierRefuse("ligne_sans_fin", message, numero)


def check_entetes(entetes: Sequence[str]) -> list[str]:
    if len(entetes) > MAX_COLONNES:
        raise FichierRefuse("trop_de_colonnes", f"Le fichier a plus de {MAX_COLONNES} colonnes.")
    if any(len(entete) > LONGUEUR_MAX for entete in entetes):
        message = f"Le nom d’une colonne dépasse {LONGUEUR_MAX} caractères\u00a0: donnez-lui un nom court."
        raise FichierRefuse("entete_trop_long", message)
    # On one line, as a page shows them and a browser sends them back.
    return [clean_ligne(entete) for entete in entetes]


def take_premieres(rangees: Iterable[Rangee[Case]]) -> list[Rangee[Case]]:
    """The first rows of a table: up to RECHERCHE that are not blank."""
    premieres, pleines = [], 0
    for rangee in islice(rangees, MAX_PREMIERES):
        premieres.append(rangee)
        pleines += not all(map(is_blanche, rangee[1]))
        if pleines == RECHERCHE:
            break
    return premieres


def _read_declaration(ligne: str) -> str:
    """The separator that a first line « sep=; » declares, as spreadsheets write and understand it, or ""."""
    trouve = DECLARATION.fullmatch(ligne.rstrip("\r\n"))
    return trouve[1] if trouve else ""


def _find_entete(
    lignes: dict[int, str],
    attendus: EntetesAttendus,
    lire: Callable[[dict[int, str], str], Iterable[Rangee[str]]],
) -> tuple[str, int, Sequence[str]]:
    """The separator of a text and its row of headers, (separator, number of the row, cells), from its first lines as
    {number: text}. `lire(lines, separator)` gives rows."""
    premiere = min(lignes, default=1)
    if separateur := _read_declaration(lignes.get(premiere, "")):
        lignes = {numero: ligne for numero, ligne in lignes.items() if numero > premiere}
    presents = [s for s in SEPARATEURS if any(s in ligne for ligne in lignes.values())]
    lectures = []
    for candidat in [separateur] if separateur else presents or SEPARATEURS[:1]:
        rangee, score = attendus.find(take_premieres(lire(lignes, candidat)))
        if rangee:
            lectures.append(((*score, len(rangee[1])), candidat, rangee))
    if not lectures:
        return separateur or SEPARATEURS[0], premiere, []
    _, separateur, (numero, cellules) = max(lectures, key=lambda lecture: lecture[0])
    return separateur, numero, cellules


class Csv:
    """A CSV, read by the csv module from its beginning to its end."""

    def __init__(self, fichier: BinaryIO, encodage: str, attendus: EntetesAttendus) -> None:
        self._fichier, self._encodage = fichier, encodage
        self.taille = fichier.seek(0, io.SEEK_END)
        lignes, longueur = {}, 0
        for numero, ligne in enumerate(islice(self._iter_texte(), MAX_PREMIERES), start=1):
            lignes[numero] = ligne
            longueur += len(ligne)
            if longueur > MAX_TETE:
                break
        self.separateur, self.numero_entete, entetes = _find_entete(lignes, attendus, self._try)
        if not entetes:  # none can be read: the fault of the first row says why
            self.numero_entete, entetes = next(((n, c) for n, c in self._iter_csv() if any(c)), (1, []))
        self.entetes = check_entetes(entetes)

    @staticmethod
    def _try(lignes: dict[int, str], separateur: str) -> Iterator[Rangee[str]]:
        """Rows of the first lines, as far as they can be read with that separator."""
        lecteur = csv.reader(lignes.values(), delimiter=separateur, strict=True)
        debut = premiere = min(lignes, default=1)
        with suppress(csv.Error):
            for cellules in lecteur:
                yield debut, cellules
                debut = premiere + lecteur.line_num

    def _iter_texte(self) -> Iterator[str]:
        self._fichier.seek(0)
        texte = io.TextIOWrapper(self._fichier, encoding=self._encodage, errors="replace", newline="")
        try:
            numero = 0
            while ligne := texte.readline(MAX_LIGNE):
                numero += 1
                if len(ligne) == MAX_LIGNE:
                    raise _make_refus_sans_fin(numero)
                yield ligne
        finally:
            texte.detach()

    def _iter_csv(self) -> Iterator[Rangee[str]]:
        lecteur = csv.reader(self._iter_texte(), delimiter=self.separateur, strict=True)
        debut = 1
        try:
            for cellules in lecteur:
                yield debut, cellules
                debut = lecteur.line_num + 1
        except csv.Error as erreur:
            message = "À partir de cette ligne, le texte est mal délimité (guillemet ou séparateur en trop)."
            raise FichierRefuse("csv_casse", message, debut) from erreur

    def feed(self, lignes: Lignes, suivi: SuiviDeSource) -> int:
        return feed_rangees(
            self.iter_rangees(), lignes, lambda: suivi(lignes.bilan.nombre, self._fichier.tell())
        )

    def iter_rangees(self) -> Iterator[Rangee[str]]:
        return dropwhile(lambda rangee: rangee[0] <= self.numero_entete, self._iter_csv())


class SansGuillemet(Csv):
    """A text in which no quote stands: its lines are cut where the characters are, some thousands at once."""

    def __init__(self, fichier: BinaryIO, encodage: str, attendus: EntetesAttendus) -> None:
        super().__init__(fichier, encodage, attendus)
        fichier.seek(0)
        for _ in range(self.numero_entete):
            fichier.readline()
        self._debut, self._fin, self._numero = fichier.tell(), self.taille, self.numero_entete + 1

    def cut(self, part: int, parts: int) -> Self:
        """One of `parts` equal parts of the lines, as another source; but for the first, lines are numbered from 0."""
        partie = copy(self)
        if part:
            partie._debut, partie._numero = self._find_coupe(part, parts), 0
        if part + 1 < parts:
            partie._fin = self._find_coupe(part + 1, parts)
        return partie

    def _find_coupe(self, part: int, parts: int) -> int:
        position = self._debut + (self._fin - self._debut) * part // parts
        return position + self._read(MAX_LIGNE, position).find(b"\n") + 1

    def _read(self, taille: int, position: int) -> bytes:
        # Without moving: processes forked from one another share the place where a file is read.
        return os.pread(self._fichier.fileno(), taille, position)

    def feed(self, lignes: Lignes, suivi: SuiviDeSource) -> int:
        numero, inspecter = self._numero, self._numero > 0
        for texte, lus in self._iter_blocs():
            if texte is None:
                raise _make_refus_sans_fin(numero)
            numero += lignes.read_texte(numero, texte, self.separateur, inspecter)
            inspecter = False
            suivi(lignes.bilan.nombre, lus)
        return numero

    def _iter_blocs(self) -> Iterator[tuple[str | None, int]]:
        """(text of whole lines, bytes read so far); the text is None for a line that does not end."""
        encodage = "utf-8" if self._encodage == "utf-8-sig" else self._encodage
        position, reste, taille = self._debut, b"", PREMIER_BLOC
        while morceau := self._read(min(taille, self._fin - position), position):
            position, taille = position + len(morceau), BLOC
            octets = reste + morceau
            coupe = octets.rfind(b"\n") + 1
            octets, reste = octets[:coupe], octets[coupe:]
            if len(reste) > MAX_LIGNE:
                yield None, position - self._debut
            if octets:
                if b"\r" in octets:
                    octets = octets.replace(b"\r\n", b"\n")
                yield octets.decode(encodage, "replace"), position - self._debut
        if reste:
            yield reste.decode(encodage, "replace") + "\n", position - self._debut


def feed_rangees(rangees: Iterator[Rangee[Cellule]], lignes: Lignes, suivi: Callable[[], None]) -> int:
    """Give rows to a `Lignes` by lots; `suivi` is called after each. Returns the number that follows
    that of the last row."""
    inspecter, numeros = True, (1,)
    while lot := list(islice(rangees, PREMIERES_RANGEES if inspecter else RANGEES)):
        numeros, cellules = zip(*lot, strict=True)
        lignes.read_rangees(numeros, cellules, inspecter)
        inspecter = False
        suivi()
    return numeros[-1] + 1
