"""Has a document drawn from its frozen contents, by a child process (`dessinateur`) with a limit of time and of memory:
whatever somebody typed, neither the site nor the worker waits for it or falls with it.
"""

import json
import logging
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fichiers.appel import start_enfant

logger = logging.getLogger(__name__)

ENFANT = "reporting.dessinateur"
# How the child ends: what a limit refused it; an error of ours, or one of Python's own.
TROP_LOURD, ERREUR = 3, 4
ERREURS = (ERREUR, 1)
# On the clock of the wall: a machine where many draw is slow, and not wrong.
SECONDES_MAX = 240
ENTRE_DEUX_SUIVIS = 0.5


class TropLourd(Exception):
    """The document asks for more time or memory than a drawing may take."""


class DessinImpossible(Exception):
    """The drawing stopped on an error of ours; its class and place are logged."""


def draw(nature: str, contenu: dict[str, Any], suivi: Callable[[], None] | None = None) -> bytes:
    """The PDF of frozen contents (JSON, as `Document.contenu`). Raises TropLourd or DessinImpossible.

    `suivi()` is called twice a second; what it raises ends the drawing.
    """
    with tempfile.TemporaryDirectory(prefix="calpae-dessin-") as dossier:
        entree, erreurs = Path(dossier) / "entree", Path(dossier) / "erreurs"
        entree.write_text(json.dumps({"nature": nature, "contenu": contenu}), encoding="utf-8")
        code, octets = _run(dossier, entree, erreurs, suivi)
        if code == 0 and octets:
            return octets
        if code in ERREURS:
            logger.error("A document was not drawn (%s): %s", nature, erreurs.read_text(errors="replace"))
            raise DessinImpossible
        # Ended by a limit, or by a library that was refused memory.
        raise TropLourd


def _run(dossier: str, entree: Path, erreurs: Path, suivi: Callable[[], None] | None) -> tuple[int, bytes]:
    """(exit code, bytes) of a child."""
    environnement = os.environ | {
        # It needs none, and is given none.
        "DATABASE_URL": "sqlite:///:memory:",
        "SECRET_KEY": "dessin",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings"),
        "TMPDIR": dossier,
        # It starts no program: looking for a library, Python would ask a compiler and a linker, twenty times.
        "PATH": "",
    }
    with (
        entree.open("rb") as contenu,
        erreurs.open("wb") as journal,
        start_enfant(
            ENFANT, entree=contenu, sortie=subprocess.PIPE, erreurs=journal, environnement=environnement
        ) as processus,
    ):
        return _wait(processus, suivi)


def _wait(processus: subprocess.Popen[bytes], suivi: Callable[[], None] | None) -> tuple[int, bytes]:
    limite = time.monotonic() + SECONDES_MAX
    while time.monotonic() < limite:
        try:
            octets, _ = processus.communicate(timeout=ENTRE_DEUX_SUIVIS)
            return processus.returncode, octets
        except subprocess.TimeoutExpired:
            if suivi:
                suivi()
    return -signal.SIGKILL, b""
