"""Where lines come from: a text without quotes, a CSV with quotes. Memory is bounded.

A source knows its header (`entetes`, at line `numero_entete`), gives its lines to a `Lignes` (`feed`), and gives them
again one by one (`iter_rangees`). Only a text without quotes can be cut in two (`cut`). See also `classeur.Classeur`.
"""

import csv
import io
from itertools import chain, islice

from conventions.depot import MAX_COLONNES, FichierRefuse

BLOC = 1 << 17  # with what is made of it, about the second level cache of a processor
PREMIER_BLOC = 1 << 16  # looked at line by line
MAX_LIGNE = 100_000
PREMIERES_RANGEES = 500  # looked at one by one
RANGEES = 1_000


def _make_refus_sans_fin(numero):
    message = f"Une ligne dépasse {MAX_LIGNE} caractères : le fichier n’est pas un tableau."
    return FichierRefuse("ligne_sans_fin", message, numero)


def check_entetes(entetes):
    if len(entetes) > MAX_COLONNES:
        raise FichierRefuse("trop_de_colonnes", f"Le fichier a plus de {MAX_COLONNES} colonnes.")
    return entetes


def _find_separateur(entete):
    """The commonest of ; , tab in the header."""
    return max(";,\t", key=entete.count)


class Texte:
    """A text in which no quote stands: lines and cells are cut where the characters are."""

    def __init__(self, fichier, encodage):
        self._fichier = fichier
        self._encodage = encodage
        fichier.seek(3 if encodage == "utf-8-sig" and fichier.read(3) == b"\xef\xbb\xbf" else 0)
        self.debut, self.numero, ligne = fichier.tell(), 0, ""
        while self.numero == 0 or (ligne and not ligne.strip(";,\t\r\n ")):
            ligne = self._read_ligne()
        self.separateur = _find_separateur(ligne)
        self.entetes = check_entetes(ligne.rstrip("\r\n").split(self.separateur) if ligne else [])
        self.numero_entete = self.numero
        self.debut, self.numero = fichier.tell(), self.numero + 1
        self.fin = fichier.seek(0, io.SEEK_END)
        self._inspecter = True

    def _read_ligne(self):
        octets = self._fichier.readline(4 * MAX_LIGNE)
        self.numero += 1
        if len(octets) >= MAX_LIGNE:
            raise _make_refus_sans_fin(self.numero)
        return octets.decode(self._encodage, "replace")

    def cut(self):
        """The second half of what is left, as another source; this one keeps the first half."""
        self._fichier.seek((self.debut + self.fin) // 2)
        self._fichier.readline(MAX_LIGNE)
        milieu = self._fichier.tell()
        autre = object.__new__(Texte)
        autre.__dict__ |= self.__dict__ | {"_inspecter": False, "debut": milieu, "numero": 0}
        self.fin = milieu
        return autre

    def reopen(self, fichier):
        """Read from another file object: after a fork, two processes would share one position."""
        self._fichier = fichier

    def feed(self, lignes, suivi):
        """Returns the number that comes after the last line."""
        numero = self.numero
        for texte, lus in self._iter_blocs():
            if texte is None:
                raise _make_refus_sans_fin(numero)
            numero += lignes.read_texte(numero, texte, self.separateur, self._inspecter)
            self._inspecter = False
            suivi(lignes.nombre, lus)
        return numero

    def iter_rangees(self):
        textes = (texte.split("\n")[:-1] for texte, _ in self._iter_blocs())
        for numero, ligne in enumerate(chain.from_iterable(textes), start=self.numero):
            yield numero, ligne.split(self.separateur)

    def _iter_blocs(self):
        """(text of whole lines, bytes read so far); the text is None for a line that does not end."""
        encodage = "utf-8" if self._encodage == "utf-8-sig" else self._encodage
        self._fichier.seek(self.debut)
        position, reste, taille = self.debut, b"", PREMIER_BLOC
        while position < self.fin and (morceau := self._fichier.read(min(taille, self.fin - position))):
            position, taille = position + len(morceau), BLOC
            octets = reste + morceau
            coupe = octets.rfind(b"\n") + 1
            octets, reste = octets[:coupe], octets[coupe:]
            if len(reste) > MAX_LIGNE:
                yield None, position - self.debut
            if octets:
                if b"\r" in octets:
                    octets = octets.replace(b"\r\n", b"\n")
                yield octets.decode(encodage, "replace"), position - self.debut
        if reste:
            yield reste.decode(encodage, "replace") + "\n", position - self.debut


class Csv:
    """A CSV with quotes, read by the csv module from its beginning to its end."""

    def __init__(self, fichier, encodage):
        self._fichier, self._encodage = fichier, encodage
        entete = next((ligne for ligne in self._iter_texte() if ligne.strip(";,\t\r\n ")), "")
        self.separateur = _find_separateur(entete)
        self.numero_entete, entetes = next(((n, c) for n, c in self._iter_csv() if any(c)), (1, []))
        self.entetes = check_entetes(entetes)

    def _iter_texte(self):
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

    def _iter_csv(self):
        lecteur = csv.reader(self._iter_texte(), delimiter=self.separateur, strict=True)
        debut = 1
        try:
            for cellules in lecteur:
                yield debut, cellules
                debut = lecteur.line_num + 1
        except csv.Error as erreur:
            message = "À partir de cette ligne, le texte est mal délimité (guillemet ou séparateur en trop)."
            raise FichierRefuse("csv_casse", message, debut) from erreur

    def feed(self, lignes, suivi):
        return feed_rangees(self.iter_rangees(), lignes, lambda: suivi(lignes.nombre, self._fichier.tell()))

    def iter_rangees(self):
        rangees = self._iter_csv()
        next((c for _, c in rangees if any(c)), None)
        return rangees


def feed_rangees(rangees, lignes, suivi):
    """Give rows (number, cells) to a `Lignes` by lots; `suivi` is called after each. Returns the number that follows
    that of the last row."""
    inspecter, numeros = True, (1,)
    while lot := list(islice(rangees, PREMIERES_RANGEES if inspecter else RANGEES)):
        numeros, cellules = zip(*lot, strict=True)
        lignes.read_rangees(numeros, cellules, inspecter)
        inspecter = False
        suivi()
    return numeros[-1] + 1
