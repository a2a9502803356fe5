"""Calls the child process that opens workbooks: nothing comes back from it but plain JSON or the bytes of a file."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from conventions.depot import FichierRefuse

RACINE = Path(__file__).resolve().parents[2]
# The child limits its own processor time; this is for one that sleeps.
SECONDES = 40
ENFANT = [sys.executable, "-m", "conventions.classeur.enfant"]
ILLISIBLE = (
    "Ce classeur est endommagé ou trop lourd : il ne peut pas être lu. Enregistrez-le au format .xlsx."
)


def read_classeur(octets):
    """Cells of an uploaded workbook as plain JSON (see `enfant.read`); raises FichierRefuse with one sentence."""
    try:
        reponse = json.loads(_call({"geste": "lire"}, octets))
    except ValueError as erreur:
        raise FichierRefuse("classeur_illisible", ILLISIBLE) from erreur
    if "refus" in reponse:
        raise FichierRefuse("classeur_illisible", reponse["refus"])
    return reponse


def annotate_classeur(octets, marques):
    """The same workbook, coloured and commented: `marques` as `enfant.annotate` takes them. Raises FichierRefuse."""
    annote = _call({"geste": "annoter", "marques": marques}, octets)
    if not annote.startswith(b"PK"):
        raise FichierRefuse("classeur_illisible", ILLISIBLE)
    return annote


def _call(ordre, octets):
    """What the child wrote; FichierRefuse when it died, for whatever reason. No secret is in its environment."""
    entree = json.dumps(ordre).encode() + b"\n" + octets
    with tempfile.TemporaryFile() as sortie:
        try:
            subprocess.run(  # noqa: S603 - a fixed command
                ENFANT,
                cwd=RACINE,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                input=entree,
                stdout=sortie,
                stderr=subprocess.DEVNULL,
                timeout=SECONDES,
                check=True,
            )
        except subprocess.SubprocessError as erreur:
            raise FichierRefuse("classeur_illisible", ILLISIBLE) from erreur
        sortie.seek(0)
        return sortie.read()
