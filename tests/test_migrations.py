"""A site already in service passes to this version: its data stay, and its tables become those of a new site."""

import gzip
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.sources import RACINE

pytestmark = pytest.mark.une_base

# One département of the demo as the version before wrote it, without the bytes of its files: tests/bases/README.md.
PRECEDENTE = RACINE / "tests" / "bases" / "2026-11-28.sql.gz"


def manage(base, *commande):
    """Run a command of the site on the SQLite file `base`."""
    return subprocess.run(
        [sys.executable, RACINE / "manage.py", *commande],
        env=os.environ | {"DATABASE_URL": f"sqlite:///{base}", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def open_base(fichier):
    return closing(sqlite3.connect(f"file:{fichier}?mode=ro", uri=True))


def read_schema(fichier):
    """{(kind, name): what it is}, whatever the order in which columns and constraints came."""
    schema = {}
    with open_base(fichier) as base:
        objets = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        for genre, nom, sql in base.execute(objets).fetchall():
            schema[genre, nom] = " ".join((sql or "").split())
            if genre == "table":
                colonnes = base.execute(f'SELECT name, type, "notnull", pk FROM pragma_table_info("{nom}")')
                liens = base.execute(f'SELECT "from", "table", "to" FROM pragma_foreign_key_list("{nom}")')
                regles = re.findall(r'CONSTRAINT "\w+" CHECK .*?(?=, CONSTRAINT|\)$)', schema[genre, nom])
                schema[genre, nom] = (sorted(colonnes), sorted(liens), sorted(regles))
    return schema


def count_rangees(fichier):
    """{table: number of rows} of what people wrote."""
    with open_base(fichier) as base:
        noms = [nom for (nom,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            nom: base.execute(f'SELECT count(*) FROM "{nom}"').fetchone()[0]
            for nom in noms
            if nom.split("_")[0] in ("comptes", "conventions", "indicateurs", "avenants", "reporting")
        }


@pytest.fixture(scope="module")
def ancienne(tmp_path_factory):
    """The file of the version before, and how many rows it had, once this version has taken it over."""
    fichier = tmp_path_factory.mktemp("bases") / "ancienne.sqlite3"
    with closing(sqlite3.connect(fichier)) as base:
        base.executescript(gzip.decompress(PRECEDENTE.read_bytes()).decode())
    avant = count_rangees(fichier)
    manage(fichier, "migrate", "--verbosity", "0")
    return fichier, avant


def test_what_people_wrote_before_is_still_there(ancienne):
    fichier, avant = ancienne
    assert avant["conventions_action"] > 10
    # What a vote approves says so by a key of its own.
    assert count_rangees(fichier) == {
        nom: rangees for nom, rangees in avant.items() if nom != "conventions_deliberation_conventions"
    }


def test_each_vote_approves_what_it_was_recorded_on(ancienne):
    """The version before said « of the convention », « of the rapport 2020 » : the only vote on each is tied to it."""
    with open_base(ancienne[0]) as base:
        votes = base.execute("SELECT id, numero FROM conventions_deliberation ORDER BY date_vote").fetchall()
        la_convention = base.execute("SELECT deliberation_id FROM conventions_convention").fetchall()
        rapports = base.execute(
            "SELECT annee, deliberation_id FROM conventions_exercice ORDER BY annee"
        ).fetchall()
    (premier, _), (deuxieme, _), (troisieme, _) = votes
    assert la_convention == [(premier,)]
    assert rapports == [(2019, deuxieme), (2020, troisieme), (2021, None)]


def test_the_tables_are_those_of_a_new_site(ancienne, tmp_path):
    neuve = tmp_path / "neuve.sqlite3"
    manage(neuve, "migrate", "--verbosity", "0")
    assert read_schema(ancienne[0]) == read_schema(neuve)


def test_the_site_starts_on_it(ancienne):
    """Every trigger holds, bodies included; nothing is left to migrate; each object of the journal still is one."""
    manage(ancienne[0], "check", "--database", "default")
    manage(ancienne[0], "migrate", "--check")
    with open_base(ancienne[0]) as base:
        types = {un for (un,) in base.execute("SELECT DISTINCT type_objet FROM comptes_trace")}
        connus = {
            f"{app}.{modele}"
            for app, modele in base.execute("SELECT app_label, model FROM django_content_type")
        }
    assert types - {""} <= connus
