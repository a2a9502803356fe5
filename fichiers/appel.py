"""Starts a child process, and calls those that read a file of a user: nothing comes back but plain JSON, or bytes."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from fichiers.enfant import MEMOIRE, SECONDES
from fichiers.porte import FichierRefuse

RACINE = Path(__file__).resolve().parents[1]
# The child limits its own processor time; this is for one that sleeps, or that waits for a processor.
ATTENTE = 30
PYTHON = (sys.executable, "-m")
# What a child that reads files of users knows of us.
SANS_SECRET: Mapping[str, str] = {}
ILLISIBLE = (
    f"Ce fichier n’a pas pu être lu en {SECONDES} secondes et avec {MEMOIRE // 1_000_000} Mo de mémoire\u00a0: "
    "il est endommagé ou trop lourd."
)


@contextmanager
def start_enfant(
    module: str,
    *,
    entree: int | IO[bytes],
    sortie: int | IO[bytes],
    erreurs: int | IO[bytes] = subprocess.DEVNULL,
    environnement: Mapping[str, str] = SANS_SECRET,
) -> Iterator[subprocess.Popen[bytes]]:
    """`module` at work in a process of its own; ended, with its own children, whatever happens here."""
    processus = subprocess.Popen(  # noqa: S603 - our own module; what it works on is on its standard input
        [*PYTHON, module],
        cwd=RACINE,
        env=environnement,
        stdin=entree,
        stdout=sortie,
        stderr=erreurs,
        start_new_session=True,
    )
    try:
        yield processus
    finally:
        with suppress(ProcessLookupError):
            os.killpg(processus.pid, signal.SIGKILL)
        for tube in (processus.stdin, processus.stdout):
            if tube:
                tube.close()
        processus.wait()


def ask(module: str, ordre: Mapping[str, Any], octets: bytes) -> dict[str, Any]:
    """What a child answered, as plain values; raises FichierRefuse with its sentence, or ILLISIBLE when it died."""
    try:
        reponse = json.loads(call(module, ordre, octets))
    except ValueError as erreur:
        raise make_refus() from erreur
    if not isinstance(reponse, dict):
        raise make_refus()
    if "refus" in reponse:
        raise FichierRefuse(*reponse["refus"])
    return reponse


def call(module: str, ordre: Mapping[str, Any], octets: bytes) -> bytes:
    """What the child `module` wrote; FichierRefuse when it died, for whatever reason."""
    with (
        tempfile.TemporaryFile() as sortie,
        start_enfant(module, entree=subprocess.PIPE, sortie=sortie) as processus,
    ):
        try:
            processus.communicate(json.dumps(ordre).encode() + b"\n" + octets, timeout=ATTENTE)
        except subprocess.TimeoutExpired as erreur:
            raise make_refus() from erreur
        if processus.returncode:
            raise make_refus()
        sortie.seek(0)
        return sortie.read()


def make_refus() -> FichierRefuse:
    """The refusal of a file that ended its reader."""
    return FichierRefuse("fichier_illisible", ILLISIBLE)
