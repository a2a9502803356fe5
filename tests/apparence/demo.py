"""The demo of a site, made as `make demo` makes it, in a database of its own, on the demo's own day.

Nothing of the site is imported: its `manage.py`, the variables of its environment and its WSGI application are what
outlives a redrawing of its modules."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from gel import DEPUIS

ICI = Path(__file__).parent
AUJOURDHUI = "2022-04-28"  # as the Makefile has it
MOT_DE_PASSE = "apparence-de-la-demo"
# Of each answer, where the server says how many SQL queries it took.
EN_TETE = "X-Requetes"
# Of a request: what is written to answer it is undone.
EN_TETE_ESSAI = "X-Essai"
COMMANDES = (
    ["migrate", "--verbosity", "0"],
    ["charger_territoires"],
    ["charger_referentiels"],
    ["donnees_demo", "--departements", "6", "--graine", "2021"],
    ["travailler", "--une-fois"],
)
# What the Makefile makes of the static files, the rest of what it needs being there already.
STATIQUES = [
    "make",
    "-o",
    ".venv/.runtime",
    "-o",
    ".venv/bin/python",
    "-o",
    ".env",
    "staticfiles/staticfiles.json",
]
# Seconds that a server has to answer.
PATIENCE = 120


@dataclass(frozen=True)
class Demo:
    """A site (its root) and where its demo is: a database that holds it, in a directory to throw away."""

    racine: Path
    base: Path

    @property
    def environnement(self):
        """Every variable said, so that the .env of a machine changes nothing."""
        return {
            **os.environ,
            "SECRET_KEY": "apparence-0123456789-0123456789-0123456789-0123456789",
            "DEBUG": "false",
            "HTTPS": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "CSRF_TRUSTED_ORIGINS": "",
            "BEHIND_PROXY": "false",
            "TIME_ZONE": "Europe/Paris",
            "UPLOAD_MAX_BYTES": "400000000",
            "SILENCE_MAX": "60",
            "SESSION_COOKIE_AGE": "43200",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{self.base}",
            "DEPOTS_DIR": str(self.base.parent / "depots"),
            "DEMO_MOT_DE_PASSE": MOT_DE_PASSE,
            "DEMO_AUJOURDHUI": AUJOURDHUI,
            "DEMO_DEPUIS": DEPUIS,
        }

    def manage(self, *commande):
        return self.run(sys.executable, str(ICI / "gel.py"), *commande)

    def run(self, *commande):
        """What one command writes, at the root of the site; raises RuntimeError with it when it fails."""
        fini = subprocess.run(
            commande,
            cwd=self.racine,
            env=self.environnement,
            capture_output=True,
            text=True,
            check=False,
        )
        if fini.returncode:
            raise RuntimeError(f"{' '.join(commande)}: {fini.stdout}{fini.stderr}")
        return fini.stdout

    def fill(self):
        self.base.touch()
        for commande in COMMANDES:
            self.manage(*commande)

    def collect_statiques(self):
        """The static files the site serves, in its `staticfiles/`."""
        self.run(*STATIQUES)

    def copy(self, dossier):
        """The same demo in another database, that what is written to leaves this one as it is."""
        autre = Demo(self.racine, dossier / "base.sqlite3")
        with closing(sqlite3.connect(self.base)) as ici, closing(sqlite3.connect(autre.base)) as la:
            ici.backup(la)
        return autre

    @contextmanager
    def serve(self, travailleurs):
        """The address of the site, answered while the context lasts."""
        with closing(socket.socket()) as prise:
            prise.bind(("127.0.0.1", 0))
            port = prise.getsockname()[1]
        adresse = f"http://127.0.0.1:{port}"
        serveur = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "serveur:application", "--bind", f"127.0.0.1:{port}"),
                *("--chdir", str(self.racine), "--pythonpath", f"{self.racine},{ICI}"),
                *("--workers", str(travailleurs), "--timeout", "120", "--no-control-socket"),
                *("--log-level", "warning"),
            ],
            cwd=self.racine,
            env=self.environnement,
            # It tells every refusal, which is asked for; what breaks answers 500, and is told at the end.
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(serveur, adresse)
            yield adresse
        finally:
            serveur.terminate()
            serveur.wait()


def _wait(serveur, adresse):
    echeance = time.monotonic() + PATIENCE
    while time.monotonic() < echeance and serveur.poll() is None:
        try:
            with urllib.request.urlopen(f"{adresse}/connexion/"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError("the site does not answer")


def find_outil(nom):
    """The path of a tool of the machine; raises RuntimeError where there is none."""
    trouve = shutil.which(nom)
    if not trouve:
        raise RuntimeError(f"{nom} is needed")
    return trouve
