"""On which line of a TOML text each of its keys is. `tomllib` keeps no place of what it reads. Pure."""

import re
import tomllib

from referentiels.fautes import Chemin

JETON = re.compile(
    r'''(?P<rien>[^\S\n]+|\#[^\n]*)
    |(?P<mot>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|'[^']*'|[^\s\[\]{}=,.\#"']+)
    |(?P<signe>[\[\]{}=,.\n])''',
    re.DOTALL | re.VERBOSE,
)


def locate_cles(texte: str) -> dict[Chemin, int]:
    """{path: its line} of each key, table and element of a list, of a text that `tomllib` reads."""
    lecteur = _Lecteur()
    for jeton in JETON.finditer(texte):
        if jeton.lastgroup == "mot":
            lecteur.take_mot(jeton[0])
        elif jeton.lastgroup == "signe":
            lecteur.take_signe(jeton[0])
        lecteur.ligne += jeton[0].count("\n")
    return lecteur.lignes


def find_ligne(lignes: dict[Chemin, int], chemin: Chemin) -> int | None:
    """The line of what is at a path, or of the nearest table that would hold it; None where that is the whole text."""
    return next((lignes[chemin[:n]] for n in range(len(chemin), 0, -1) if chemin[:n] in lignes), None)


class _Lecteur:
    """What is being read: a key (`cle`, its steps so far) or else a value, within brackets (`ouverts`: each with its
    path, and the rank of the element for a list)."""

    def __init__(self) -> None:
        self.lignes: dict[Chemin, int] = {}
        self.ligne = 1
        self.table: Chemin = ()
        self.rangs: dict[Chemin, int] = {}  # of the last table of each [[suite]]
        self.entete = 0  # brackets of the header that is open
        self.cle: list[str] | None = []
        self.valeur: Chemin = ()
        self.ouverts: list[tuple[Chemin, int | None]] = []

    def take_mot(self, mot: str) -> None:
        if self.cle is None:
            self.lignes.setdefault(self.valeur, self.ligne)
        else:
            self.cle.append(_read_cle(mot) if mot[0] in "\"'" else mot)

    def take_signe(self, signe: str) -> None:
        if signe in "[{":
            self.open(signe)
        elif signe in "]}":
            self.close()
        elif signe == "=" and self.cle is not None:
            ou = self.ouverts[-1][0] if self.ouverts else self.table
            self.valeur, self.cle = self.put(ou, self.cle), None
        elif signe == ",":
            self.begin_suivant()
        elif signe == "\n" and not self.ouverts:
            self.cle, self.entete = [], 0

    def open(self, signe: str) -> None:
        if self.cle is not None:
            self.entete += 1
            return
        self.lignes.setdefault(self.valeur, self.ligne)
        self.ouverts.append((self.valeur, None if signe == "{" else -1))
        self.begin_suivant()

    def close(self) -> None:
        if self.ouverts:
            self.ouverts.pop()
            self.cle = None
        elif self.cle:
            self.table = self.put((), self.cle)
            if self.entete == 2:
                self.rangs[self.table] = self.rangs.get(self.table, -1) + 1
                self.table = (*self.table, self.rangs[self.table])
            self.lignes[self.table] = self.ligne
            self.cle = []

    def begin_suivant(self) -> None:
        """A key of the table, or an element of the list, that is open."""
        chemin, rang = self.ouverts[-1]
        if rang is None:
            self.cle = []
        else:
            self.ouverts[-1] = (chemin, rang + 1)
            self.valeur = (*chemin, rang + 1)

    def put(self, ou: Chemin, cle: list[str]) -> Chemin:
        """The path of a key, through the last table of each suite it goes by."""
        chemin = ou
        for rang, pas in enumerate(cle, 1):
            chemin = (*chemin, pas)
            self.lignes.setdefault(chemin, self.ligne)
            if rang < len(cle) and chemin in self.rangs:
                chemin = (*chemin, self.rangs[chemin])
        return chemin


def _read_cle(ecrite: str) -> str:
    lue: str = tomllib.loads(f"cle = {ecrite}")["cle"]
    return lue
