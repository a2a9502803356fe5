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


# What else the version before could hold: (object, year, day).
VOTES = (
    ("avenant", 2021, "2021-05-03"),  # of the only avenant of that year
    ("rapport", 2021, "2022-03-25"),  # one of two: nobody knows which
    ("rapport", 2021, "2022-03-28"),
    ("avenant", 2020, "2020-07-10"),  # of an avenant that the site has not
    ("convention", None, "2020-01-31"),  # later than the signature
)


def record_votes(base):
    for objet, annee, le in VOTES:
        vote = base.execute(
            "INSERT INTO conventions_deliberation (objet, annee, organe, numero, collectivite_id, date_vote) "
            "VALUES (?, ?, 'commission_permanente', ?, '22D', ?)",
            (objet, annee, f"{objet} {annee} {le}", le),
        ).lastrowid
        base.execute(
            "INSERT INTO conventions_deliberation_conventions (deliberation_id, convention_id) VALUES (?, 1)",
            (vote,),
        )
    base.commit()


@pytest.fixture(scope="module")
def ancienne(tmp_path_factory):
    """The file of the version before, and how many rows it had, once this version has taken it over."""
    fichier = tmp_path_factory.mktemp("bases") / "ancienne.sqlite3"
    with closing(sqlite3.connect(fichier)) as base:
        base.executescript(gzip.decompress(PRECEDENTE.read_bytes()).decode())
        record_votes(base)
    avant = count_rangees(fichier)
    manage(fichier, "migrate", "--verbosity", "0")
    return fichier, avant


def test_what_people_wrote_before_is_still_there(ancienne):
    fichier, avant = ancienne
    assert avant["conventions_action"] > 10
    # What a vote approves says so by a key of its own. A table that was not there is empty, but for the ends of the
    # journals that were there.
    apres = {nom: rangees for nom, rangees in count_rangees(fichier).items() if rangees or nom in avant}
    assert apres.pop("comptes_tetedejournal") > 0
    assert apres == {
        nom: rangees for nom, rangees in avant.items() if nom != "conventions_deliberation_conventions"
    }


def test_each_vote_approves_what_it_was_recorded_on_where_that_is_certain(ancienne):
    """The version before said « of the rapport 2020 »: the only vote on it is tied to it. Another one approves nothing,
    and is still there."""
    with open_base(ancienne[0]) as base:
        tout = (
            "SELECT {}, d.numero FROM {} t LEFT JOIN conventions_deliberation d ON d.id = t.deliberation_id"
        )
        lus = [
            *base.execute(tout.format("'convention'", "conventions_convention")),
            *base.execute(tout.format("annee", "conventions_exercice") + " ORDER BY annee"),
            *base.execute(tout.format("t.numero", "avenants_avenant")),
        ]
        votes = base.execute("SELECT count(*) FROM conventions_deliberation").fetchone()[0]
    assert lus == [
        ("convention", "2019-22-01"),
        (2019, "2020-22-12"),
        (2020, "2021-22-08"),
        (2021, None),
        (1, "avenant 2021 2021-05-03"),
    ]
    assert votes == 3 + len(VOTES)


def test_the_tables_are_those_of_a_new_site(ancienne, tmp_path):
    neuve = tmp_path / "neuve.sqlite3"
    manage(neuve, "migrate", "--verbosity", "0")
    assert read_schema(ancienne[0]) == read_schema(neuve)


def test_the_site_starts_on_it(ancienne):
    """Every trigger holds, bodies included; nothing is left to migrate; each object of the journal still is one."""
    # Of a database that is named, `check` says nothing of its triggers.
    manage(ancienne[0], "check")
    manage(ancienne[0], "migrate", "--check", "--skip-checks")
    with open_base(ancienne[0]) as base:
        types = {un for (un,) in base.execute("SELECT DISTINCT type_objet FROM comptes_trace")}
        connus = {
            f"{app}.{modele}"
            for app, modele in base.execute("SELECT app_label, model FROM django_content_type")
        }
    assert types - {""} <= connus
