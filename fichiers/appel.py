"""Calls a child process that reads a file of a user: nothing comes back but plain JSON or the bytes of a file."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fichiers.enfant import MEMOIRE, SECONDES
from fichiers.porte import FichierRefuse

RACINE = Path(__file__).resolve().parents[1]
# The child limits its own processor time; this is for one that sleeps, or that waits for a processor.
ATTENTE = 30
PYTHON = (sys.executable, "-m")
ILLISIBLE = (
    f"Ce fichier n’a pas pu être lu en {SECONDES} secondes et avec {MEMOIRE // 1_000_000} Mo de mémoire\u00a0: "
    "il est endommagé ou trop lourd."
)


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
    """What the child `module` wrote; FichierRefuse when it died, for whatever reason. No secret is in its
    environment."""
    entree = json.dumps(ordre).encode() + b"\n" + octets
    with tempfile.TemporaryFile() as sortie:
        try:
            subprocess.run(  # noqa: S603 - a fixed command
                [*PYTHON, module],
                cwd=RACINE,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                input=entree,
                stdout=sortie,
                stderr=subprocess.DEVNULL,
                timeout=ATTENTE,
                check=True,
            )
        except subprocess.SubprocessError as erreur:
            raise make_refus() from erreur
        sortie.seek(0)
        return sortie.read()


def make_refus() -> FichierRefuse:
    """The refusal of a file that ended its reader."""
    return FichierRefuse("fichier_illisible", ILLISIBLE)
