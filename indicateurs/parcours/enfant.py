"""The child process that reads a user's file: only it, and its own child, ever parse one.

It is started by `appel` as a plain Python without Django, puts limits on itself, reads what to do as JSON on its
standard input, and answers on its standard output, one JSON object a line: `{"qui", "lignes", "part"}` as it goes on,
then `{"resultat"}` or `{"entetes"}` or `{"refus"}`. If it dies, its parent says so in one sentence.
"""

import gc
import json
import os
import resource
import signal
import sys
import time
from array import array
from contextlib import suppress
from datetime import date
from pathlib import Path

from conventions import enfant
from conventions.depot import FichierRefuse, check_depot, find_entree_feuille, find_nature
from indicateurs.delais import DateParcours, FormatParcours, Limite, RegleDelai, build_comptes, list_comptes
from indicateurs.parcours.cellules import EN_ERREUR, FORMULE_SANS_VALEUR
from indicateurs.parcours.doublons import Doublons, find_suspects
from indicateurs.parcours.entetes import (
    find_places,
    list_colonnes_utiles,
    list_fautes_entete,
    list_ignorees,
    make_attendus,
)
from indicateurs.parcours.examen import MAX_FORMULES, Examen
from indicateurs.parcours.feuille import Classeur
from indicateurs.parcours.lignes import LectureArretee, Lignes
from indicateurs.parcours.sources import Csv, Texte
from indicateurs.parcours.valeurs import find_inconnues

MAX_LIGNES = 2_000_000
TAILLE_A_PARTAGER = 4_000_000
ENTRE_DEUX_SUIVIS = 0.2
MEMOIRE = {"csv": 400_000_000, "xlsx": 1_200_000_000}
SECONDES_CPU = 300


def main():
    """Do the one job read on the standard input."""
    # Millions of short-lived tuples and no cycle: nothing to look for.
    gc.disable()
    try:
        reponse = Travail(json.load(sys.stdin)).run()
    except FichierRefuse as refus:
        reponse = {"refus": [refus.code, refus.message, refus.ligne]}
    _write(1, reponse)


def limit_ressources(nature, *, is_attendu):
    """Nothing this process does can take the machine's memory, its disk or its time; less of them when a request waits
    for it (`is_attendu`)."""
    for limite, valeur in (
        (resource.RLIMIT_AS, enfant.MEMOIRE if is_attendu else MEMOIRE[nature]),
        (resource.RLIMIT_CPU, enfant.SECONDES if is_attendu else SECONDES_CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limite, (valeur, valeur))


def _write(tube, reponse):
    os.write(tube, json.dumps(enfant.clean(reponse)).encode() + b"\n")


def _build_regle(table):
    return RegleDelai(
        **table
        | {"limite": Limite(**table["limite"]), "sauf_organismes": frozenset(table["sauf_organismes"])}
    )


def _build_format(table):
    return FormatParcours(tuple(DateParcours(**d) for d in table["dates"]), tuple(table["organismes"]))


class Suivi:
    """Says how far one process is, a few times a second: it reads `fraction` of the file, `total` long."""

    def __init__(self, qui, total, fraction=1):
        self._qui, self._total, self._fraction, self._dernier = qui, max(1, total), fraction, 0

    def __call__(self, lignes, lus):
        if time.monotonic() - self._dernier > ENTRE_DEUX_SUIVIS:
            self._dernier = time.monotonic()
            part = self._fraction * min(1, lus / self._total)
            _write(1, {"qui": self._qui, "lignes": lignes, "part": part})


class Travail:
    """One job, as `appel.compute_fichier` or `appel.read_entete` writes it."""

    def __init__(self, table):
        self._table = table
        self._fichier = Path(table["chemin"]).open("rb")  # noqa: SIM115 - this process lives as long as it
        self._nature = find_nature(self._fichier, table["nom"])
        limit_ressources(self._nature, is_attendu=table["action"] == "entetes")
        self._regles = [_build_regle(r) for r in table["regles"]]
        self._format = _build_format(table["format"])
        self._attendus = make_attendus(self._regles, self._format, table["correspondance"])

    def run(self):
        """What to answer; raises FichierRefuse when the file does not pass the gate."""
        if self._nature == "xlsx":
            return self._run_classeur()
        depot = check_depot(self._fichier, self._table["nom"])
        source = (Texte if depot.coupe_simple else Csv)(self._fichier, depot.encodage, self._attendus)
        return self._answer(source, os.fstat(self._fichier.fileno()).st_size)

    def _answer(self, source, taille, en_erreur=None, constats=None):
        if self._table["action"] == "entetes":
            return {"entetes": list(source.entetes), "inconnues": self._find_inconnues(source)}
        lignes, ignorees = self._make_lignes(source, en_erreur or {})
        if not lignes.fautes.nombre:
            self._read(source, lignes, taille)
        return {
            "resultat": {
                "lignes": lignes.nombre,
                "nb_erreurs": lignes.fautes.nombre,
                "erreurs": lignes.fautes.premieres,
                "ignorees": ignorees,
                "comptes": [] if lignes.fautes.nombre else list_comptes(lignes.compute_comptes()),
                "constats": {"ligne_entete": source.numero_entete, "mots": lignes.list_mots()}
                | (constats or {}),
            }
        }

    def _find_inconnues(self, source):
        """{column: [texts]} of the values of closed lists that must be asked about, once all columns are known."""
        utiles, presents = list_colonnes_utiles(self._regles, self._format), set(source.entetes)
        connus = {c: entete for c, entete in self._table["correspondance"].items() if entete in presents}
        places, fautes = find_places(source.entetes, utiles, connus)
        if fautes or list_fautes_entete(source.entetes):
            return {}
        return find_inconnues(source.iter_rangees(), places, self._format, self._table["valeurs"])

    def _make_lignes(self, source, en_erreur, confiance=True):
        """What will read the lines, with the faults of the header; and the headers that are not used."""
        table, numero, entetes = self._table, source.numero_entete, source.entetes
        periode = [date.fromisoformat(table[cle]) for cle in ("debut", "fin", "arrete_au")]
        utiles = list_colonnes_utiles(self._regles, self._format)
        places, fautes = find_places(entetes, utiles, table["correspondance"])
        fautes = list_fautes_entete(entetes) or fautes
        if fautes:
            places = {}
        lignes = Lignes(
            self._regles,
            self._format,
            periode,
            date.fromisoformat(table["aujourdhui"]),
            places,
            len(entetes),
            en_erreur,
            table["valeurs"],
            confiance,
        )
        for colonne, code, message in fautes:
            lignes.fautes.add(numero, colonne, code, message)
        return lignes, list_ignorees(entetes, places) if places else []

    def _read(self, source, lignes, taille):
        try:
            if isinstance(source, Texte) and taille > TAILLE_A_PARTAGER and len(os.sched_getaffinity(0)) > 1:
                suspects = self._read_a_deux(source, lignes, taille)
            else:
                _feed(source, lignes, Suivi(0, taille))
                suspects = self._find_suspects(source, lignes)
        except LectureArretee:
            return
        if not (lignes.nombre or lignes.fautes.nombre):
            message = "Le fichier n’a aucune ligne sous l’en-tête."
            lignes.fautes.add(None, None, "fichier_vide", message)
        if lignes.nombre > MAX_LIGNES:
            message = f"Le fichier dépasse {MAX_LIGNES} lignes."
            lignes.fautes.add(None, None, "trop_de_lignes", message)
            return
        _check_doublons(source, lignes, *suspects)

    def _read_a_deux(self, source, lignes, taille):
        """Read the second half in a process of its own, then look for duplicates, each in half of the values.

        Returns what `find_suspects` does."""
        autre = source.cut()
        vers_lui, de_lui = os.pipe(), os.pipe()
        pid = os.fork()
        if not pid:
            os.close(vers_lui[1])
            _exit_after(self._read_moitie, autre, lignes, taille, vers_lui[0], de_lui[1])
        os.close(de_lui[1])
        try:
            suite = _feed(source, lignes, Suivi(0, taille / 2, 0.5))
        except LectureArretee:
            os.kill(pid, signal.SIGKILL)
            raise
        with os.fdopen(de_lui[0], "rb") as recu, os.fdopen(vers_lui[1], "wb") as envoi:
            lues = json.loads(recu.readline())
            en_ordre = lignes.blocs.entrees.is_followed_by(*lues["ordre"])
            _write(envoi.fileno(), {"hashes": not en_ordre})
            suspects, autres = set(), 0
            if not en_ordre:
                miens = self._hash_entrees(source, lignes)
                siens = _read_tableau(recu)
                _write_tableau(envoi, miens)
                suspects, autres = find_suspects([miens, siens], 0, 2)
                siens, autres_siens = json.loads(recu.readline())
                suspects, autres = suspects | set(siens), autres + autres_siens
        os.waitpid(pid, 0)
        source.fin = autre.fin
        erreurs = [(n and n + (suite or 0), *reste) for n, *reste in lues["erreurs"]]
        comptes = build_comptes(lues["comptes"])
        lignes.merge(lues["lignes"], lues["nb_erreurs"], erreurs, comptes, lues["mots"])
        return suspects, autres

    def _read_moitie(self, source, lignes, taille, de_lui, vers_lui):
        """The second half: its lines are numbered from 0, since what is before is not read yet."""
        with Path(self._table["chemin"]).open("rb") as fichier:
            source.reopen(fichier)
            with suppress(LectureArretee):
                _feed(source, lignes, Suivi(1, taille / 2, 0.5))
            self._answer_moitie(source, lignes, de_lui, vers_lui)

    def _answer_moitie(self, source, lignes, de_lui, vers_lui):
        entrees = lignes.blocs.entrees
        lues = {
            "lignes": lignes.nombre,
            "nb_erreurs": lignes.fautes.nombre,
            "erreurs": lignes.fautes.premieres,
            "comptes": list_comptes(lignes.compute_comptes()),
            "ordre": [entrees.premier, entrees.en_ordre],
            "mots": lignes.list_mots(),
        }
        with os.fdopen(de_lui, "rb") as recu, os.fdopen(vers_lui, "wb") as envoi:
            _write(envoi.fileno(), lues)
            if json.loads(recu.readline())["hashes"]:
                miens = self._hash_entrees(source, lignes)
                _write_tableau(envoi, miens)
                suspects, autres = find_suspects([_read_tableau(recu), miens], 1, 2)
                _write(envoi.fileno(), [list(suspects), autres])

    def _find_suspects(self, source, lignes):
        if lignes.blocs.entrees.en_ordre:
            return set(), 0
        return find_suspects([self._hash_entrees(source, lignes)])

    def _hash_entrees(self, source, lignes):
        """Hashes of all the entries read; the lines are read again if the order of the first ones was trusted."""
        if not lignes.blocs.entrees.complet:
            relues, _ = self._make_lignes(source, lignes.en_erreur, confiance=False)
            with suppress(LectureArretee):
                _feed(source, relues, lambda *avancee: None)
            return relues.blocs.entrees.hashes
        return lignes.blocs.entrees.hashes

    def _run_classeur(self):
        """The gate here, calamine in a process of its own: both start at once, but nothing is looked at in the workbook
        before the gate has let it pass."""
        passage, reponse = os.pipe(), os.pipe()
        pid = os.fork()
        if not pid:
            os.close(passage[1])
            _exit_after(self._read_classeur, passage[0], reponse[1])
        os.close(passage[0])
        os.close(reponse[1])
        try:
            depot = check_depot(self._fichier, self._table["nom"])
            examen = Examen(self._fichier)
            with os.fdopen(passage[1], "wb") as tube, os.fdopen(reponse[0], "rb") as retour:
                vus = [depot.en_erreur, examen.formules, examen.masquees]
                tube.write(json.dumps(vus).encode() + b"\n")
                tube.close()
                recu = retour.read()
        except BrokenPipeError:
            recu = b""
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if not recu:
            raise FichierRefuse(
                "classeur_illisible", "Ce classeur est endommagé ou trop grand\u00a0: il ne peut être lu."
            )
        return json.loads(recu)

    def _read_classeur(self, passage, reponse):
        try:
            source = Classeur(self._table["chemin"], self._attendus)
            refus = None
        except FichierRefuse as erreur:
            refus = erreur
        except BaseException:
            # calamine raises its own classes, or a panic that is no Exception; to the user they are one thing.
            refus = FichierRefuse(
                "classeur_illisible", "Ce classeur est endommagé\u00a0: il ne peut être lu."
            )
        with os.fdopen(passage, "rb") as tube:
            vus = json.loads(tube.readline())
        if refus:
            _write(reponse, {"refus": [refus.code, refus.message, refus.ligne]})
            return
        entree = find_entree_feuille(self._fichier, source.rang) if any(vus) else None
        _write(reponse, self._answer_classeur(source, entree, *vus))

    def _answer_classeur(self, source, entree, en_erreur, formules, masquees):
        """`entree` is the name in the archive of the sheet that is read, None when it is not known."""
        illisibles = {(n, c - source.decalage): EN_ERREUR for nom, n, c in en_erreur if entree in (None, nom)}
        for nom, cellules in formules.items():
            if entree not in (None, nom):
                continue
            if len(cellules) > MAX_FORMULES:
                return {"refus": [*FORMULE_SANS_VALEUR, cellules[0][0] or None]}
            illisibles |= {(n, c - source.decalage): FORMULE_SANS_VALEUR for n, c in cellules}
        numeros = {n for nom, rangees in masquees.items() if entree in (None, nom) for n in rangees}
        constats = {"lignes_masquees": source.count_lignes(numeros), "feuille": source.nom}
        return self._answer(source, source.taille, illisibles, constats)


def _write_tableau(tube, tableau):
    tube.write(b"%d\n" % len(tableau))
    tube.write(memoryview(tableau).cast("B"))
    tube.flush()


def _read_tableau(tube):
    return array("q", tube.read(8 * int(tube.readline())))


def _exit_after(action, *arguments):
    """End a forked process after its one action, without what the interpreter does on leaving."""
    try:
        action(*arguments)
        os._exit(0)
    finally:
        os._exit(1)


def _feed(source, lignes, suivi):
    try:
        return source.feed(lignes, suivi)
    except FichierRefuse as refus:
        lignes.fautes.add(refus.ligne, None, refus.code, refus.message)
    return None


def _check_doublons(source, lignes, suspects, sans_examen):
    if not suspects:
        return
    doublons = Doublons(lignes, suspects)
    for numero, cellules in source.iter_rangees():
        doublons.read(numero, cellules)
    lignes.fautes.merge(doublons.fautes.nombre + sans_examen, doublons.fautes.premieres)
