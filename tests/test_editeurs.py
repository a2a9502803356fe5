"""Fifty people, several times each, on one form: nothing acknowledged is lost, nobody gets an error of the site.

On PostgreSQL in threads, each with a connection; on SQLite in a file, in a process of its own: in memory it belongs to
one connection.
"""

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.ampleur import count_cas
from tests.demo import SESSIONS
from tests.editeurs import edit_together, forget_version
from tests.sources import RACINE

pytestmark = pytest.mark.deux_bases

QUI = "valideur.29"
# Twenty times each with AMPLEUR=5.
EDITEURS, TOURS = 50, count_cas(4)


@pytest.fixture
def editer(transactional_db, tmp_path, monkeypatch):
    """`edit_together` on the database of this run; `sans_verification` of the house without its check."""
    if connection.vendor == "postgresql":
        return edit_in_threads
    copie = tmp_path / "base.sqlite3"
    with sqlite3.connect(copie) as fichier:
        connection.connection.backup(fichier)
    return lambda *combien, sans_verification=False: edit_apart(copie, *combien, sans_verification)


def edit_in_threads(editeurs, tours, sans_verification=False):
    rendre = forget_version() if sans_verification else lambda: None
    try:
        return edit_together(SESSIONS[QUI], editeurs, tours)
    finally:
        rendre()


def edit_apart(copie, editeurs, tours, sans_verification):
    environnement = os.environ | {
        "DATABASE_URL": f"sqlite:///{copie}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "true",
        "ALLOWED_HOSTS": "testserver",
    }
    commande = ["-m", "tests.editeurs", SESSIONS[QUI], editeurs, tours, int(sans_verification)]
    rendu = subprocess.run(
        [sys.executable, *map(str, commande)],
        env=environnement,
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert rendu.returncode == 0, rendu.stderr[-2000:]
    return json.loads(rendu.stdout)


def count_perdues(bilan):
    """Acknowledged writes that another one, typed on the same version, wrote over without knowing."""
    return len(bilan["vues"]) - len(set(bilan["vues"]))


def test_fifty_people_lose_nothing_and_see_no_error(editer):
    bilan = editer(EDITEURS, TOURS)
    statuts = {int(statut): combien for statut, combien in bilan["statuts"].items()}
    # Done, or told that somebody else came first.
    assert set(statuts) == {302, 422}
    assert sum(statuts.values()) == EDITEURS * TOURS
    assert count_perdues(bilan) == 0
    avant, apres = bilan["versions"]
    assert bilan["vues"] == list(range(avant, apres))
    assert statuts[302] == len(bilan["vues"]) == bilan["lignes"] >= TOURS
    assert bilan["is_derniere_stockee"]


def test_without_the_version_check_it_would_be_seen(editer):
    assert count_perdues(editer(8, 5, sans_verification=True)) > 0
