"""Reads all the lines of a source: in two processes when it is long and may be cut. Says what they are together."""

import json
import os
import time
from contextlib import suppress
from functools import partial

from fichiers.porte import FichierRefuse
from indicateurs.parcours.doublons import HorsOrdre, find_suspects, list_doublons
from indicateurs.parcours.lignes import LectureArretee
from indicateurs.parcours.processus import share

MAX_LIGNES = 2_000_000
TAILLE_A_PARTAGER = 4_000_000
ENTRE_DEUX_SUIVIS = 0.2


class Suivi:
    """Says on the standard output how far one process is, a few times a second: number `part` of `parts` that read what
    is `taille` long."""

    def __init__(self, part, parts, taille):
        self._part, self._parts, self._taille, self._dernier = part, parts, max(1, taille / parts), 0

    def __call__(self, lignes, lus):
        if time.monotonic() - self._dernier > ENTRE_DEUX_SUIVIS:
            self._dernier = time.monotonic()
            avancee = min(1, lus / self._taille) / self._parts
            os.write(1, json.dumps({"qui": self._part, "lignes": lignes, "part": avancee}).encode() + b"\n")


def read_lignes(source, make_lignes):
    """Bilan of the lines of a source; `make_lignes(en_ordre=…)` gives a `Lignes`, one for each process."""
    partage = source.is_coupable and source.taille > TAILLE_A_PARTAGER and len(os.sched_getaffinity(0)) > 1
    parts = 2 if partage else 1
    bilan = _read(source, partial(make_lignes, en_ordre=True), parts) or _read(source, make_lignes, parts)
    if bilan.arrete:
        return bilan
    if not (bilan.nombre or bilan.fautes.nombre):
        bilan.fautes.add(None, None, "fichier_vide", "Le fichier n’a aucune ligne sous l’en-tête.")
    if bilan.nombre > MAX_LIGNES:
        bilan.fautes.add(None, None, "trop_de_lignes", f"Le fichier dépasse {MAX_LIGNES} lignes.")
    elif bilan.entrees.hashes:
        _check_doublons(source, make_lignes(), bilan, parts)
    return bilan


def _read(source, make_lignes, parts):
    """Bilan of all lines; None when identifiers that were trusted to grow do not."""
    bilan = None
    with suppress(HorsOrdre):
        for lu in share(partial(_read_part, source, make_lignes), parts):
            if lu and bilan:
                bilan.add(lu)
            else:
                bilan = lu
            if not bilan or bilan.arrete:
                break
        return bilan
    return None


def _read_part(source, make_lignes, part, parts):
    lignes = make_lignes()
    suivi = Suivi(part, parts, source.taille)
    try:
        suite = (source.cut(part, parts) if parts > 1 else source).feed(lignes, suivi)
    except LectureArretee:
        return lignes.close(arrete=True)
    except FichierRefuse as refus:
        lignes.bilan.fautes.add(refus.ligne, None, refus.code, refus.message)
        return lignes.close(arrete=True)
    return lignes.close(suite)


def _check_doublons(source, lignes, bilan, parts):
    suspects, sans_examen = set(), 0
    for trouves, autres in share(partial(find_suspects, bilan.entrees.hashes), parts):
        suspects, sans_examen = suspects | trouves, sans_examen + autres
    if suspects:
        doublons = list_doublons(source.iter_rangees(), lignes, suspects)
        bilan.fautes.add_all(doublons, sans_detail=sans_examen)
