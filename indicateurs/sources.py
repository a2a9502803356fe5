"""Where lines come from: a text without quotes, a CSV with quotes. Memory is bounded.

A source knows its header (`entetes`, at line `numero_entete`), gives its lines to a `Lignes` (`feed`), and gives them
again one by one (`iter_rangees`). Only a text without quotes can be cut in two (`cut`). The third source is `classeur.Classeur`.
"""

import csv
import io
from itertools import islice

from indicateurs.depot import MAX_COLONNES, FichierRefuse

BLOC = 1 << 18
PREMIER_BLOC = 1 << 16
MAX_LIGNE = 100_000
RANGEES = 2_000


def _make_refus_sans_fin(numero):
    return FichierRefuse("ligne_sans_fin", f"La ligne {numero} dépasse {MAX_LIGNE} caractères.")


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

    def count_lignes(self):
        """Number of line ends from here to the end of this half."""
        self._fichier.seek(self.debut)
        reste, nombre = self.fin - self.debut, 0
        while reste and (morceau := self._fichier.read(min(reste, 1 << 20))):
            reste -= len(morceau)
            nombre += morceau.count(b"\n")
        return nombre

    def reopen(self, fichier):
        """Read from another file object: after a fork, two processes would share one position."""
        self._fichier = fichier

    def feed(self, lignes, suivi):
        for numero, texte, lus in self._iter_blocs():
            lignes.read_texte(numero, texte, self.separateur, self._inspecter)
            self._inspecter = False
            suivi(lignes.nombre, lus)

    def iter_rangees(self):
        for numero, texte, _ in self._iter_blocs():
            for rang, ligne in enumerate(texte.split("\n")[:-1], start=numero):
                yield rang, ligne.split(self.separateur)

    def _iter_blocs(self):
        """(number of the first line, text of whole lines, bytes read so far)."""
        encodage = "utf-8" if self._encodage == "utf-8-sig" else self._encodage
        self._fichier.seek(self.debut)
        position, numero, reste, taille = self.debut, self.numero, b"", PREMIER_BLOC
        while position < self.fin and (morceau := self._fichier.read(min(taille, self.fin - position))):
            position, taille = position + len(morceau), BLOC
            octets = reste + morceau
            coupe = octets.rfind(b"\n") + 1
            octets, reste = octets[:coupe], octets[coupe:]
            if len(reste) > MAX_LIGNE:
                ligne = numero + octets.count(b"\n")
                raise _make_refus_sans_fin(ligne)
            if octets:
                texte = octets.replace(b"\r\n", b"\n").decode(encodage, "replace")
                yield numero, texte, position - self.debut
                numero += texte.count("\n")
        if reste:
            yield numero, reste.decode(encodage, "replace") + "\n", position - self.debut


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
            message = f"Ligne {debut} : le texte est mal délimité (guillemet ou séparateur en trop)."
            raise FichierRefuse("csv_casse", message) from erreur

    def feed(self, lignes, suivi):
        feed_rangees(self.iter_rangees(), lignes, lambda: suivi(lignes.nombre, self._fichier.tell()))

    def iter_rangees(self):
        rangees = self._iter_csv()
        next((c for _, c in rangees if any(c)), None)
        return rangees


def feed_rangees(rangees, lignes, suivi):
    """Give rows (number, cells) to a `Lignes` by lots; `suivi` is called after each."""
    inspecter = True
    while lot := list(islice(rangees, RANGEES)):
        numeros, cellules = zip(*lot, strict=True)
        lignes.read_rangees(numeros, cellules, inspecter)
        inspecter = False
        suivi()
