"""Reads all the lines of a source: in two processes when it is long and may be cut. Says what they are together."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from fichiers.porte import FichierRefuse
from indicateurs.parcours.doublons import HorsOrdre, find_suspects, list_doublons
from indicateurs.parcours.lignes import Bilan, LectureArretee, Lignes
from indicateurs.parcours.processus import share
from indicateurs.parcours.sources import SansGuillemet, SourceDeLignes

MAX_LIGNES = 2_000_000
TAILLE_A_PARTAGER = 4_000_000
ENTRE_DEUX_SUIVIS = 0.2
PERDUE = "The process that had a part of the file died: what it read is lost."


class Suivi:
    """Says on the standard output how far one process is, a few times a second: number `part` of `parts` that read what
    is `taille` long."""

    def __init__(self, part: int, parts: int, taille: int) -> None:
        self._part, self._parts, self._taille, self._dernier = part, parts, max(1, taille / parts), 0.0

    def __call__(self, lignes: int, lus: int) -> None:
        if time.monotonic() - self._dernier > ENTRE_DEUX_SUIVIS:
            self._dernier = time.monotonic()
            avancee = min(1, lus / self._taille) / self._parts
            os.write(1, json.dumps({"qui": self._part, "lignes": lignes, "part": avancee}).encode() + b"\n")


def read_lignes(source: SourceDeLignes, make_lignes: Callable[..., Lignes]) -> Bilan:
    """What the lines of a source are together; `make_lignes(en_ordre=…)` is called once for each process. Raises
    ChildProcessError when one of them dies."""
    partage = (
        isinstance(source, SansGuillemet)
        and source.taille > TAILLE_A_PARTAGER
        and len(os.sched_getaffinity(0)) > 1
    )
    parts = 2 if partage else 1
    bilan = _read(source, partial(make_lignes, en_ordre=True), parts) or _read(source, make_lignes, parts)
    if bilan is None:
        raise ChildProcessError(PERDUE)
    if bilan.arrete:
        return bilan
    if not (bilan.nombre or bilan.fautes.nombre):
        bilan.fautes.add(None, None, "fichier_vide", "Le fichier n’a aucune ligne sous l’en-tête.")
    if bilan.nombre > MAX_LIGNES:
        bilan.fautes.add(None, None, "trop_de_lignes", f"Le fichier dépasse {MAX_LIGNES} lignes.")
    elif bilan.entrees.hashes:
        _check_doublons(source, make_lignes(), bilan, parts)
    return bilan


def _read(source: SourceDeLignes, make_lignes: Callable[..., Lignes], parts: int) -> Bilan | None:
    """What all lines are; None when identifiers that were trusted to grow do not."""
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


def _read_part(source: SourceDeLignes, make_lignes: Callable[..., Lignes], part: int, parts: int) -> Bilan:
    lignes = make_lignes()
    suivi = Suivi(part, parts, source.taille)
    partie = source.cut(part, parts) if parts > 1 and isinstance(source, SansGuillemet) else source
    try:
        suite = partie.feed(lignes, suivi)
    except LectureArretee:
        return lignes.close(arrete=True)
    except FichierRefuse as refus:
        lignes.bilan.fautes.add(refus.ligne, None, refus.code, refus.message)
        return lignes.close(arrete=True)
    return lignes.close(suite)


def _check_doublons(source: SourceDeLignes, lignes: Lignes, bilan: Bilan, parts: int) -> None:
    suspects: set[int] = set()
    sans_examen = 0
    for lot in share(partial(find_suspects, bilan.entrees.hashes), parts):
        if lot is None:
            raise ChildProcessError(PERDUE)
        suspects, sans_examen = suspects | lot[0], sans_examen + lot[1]
    if suspects:
        doublons = list_doublons(source.iter_rangees(), lignes, suspects)
        bilan.fautes.add_all(doublons, sans_detail=sans_examen)
