"""Rows the database itself refuses to change, whoever asks: triggers, on SQLite and on PostgreSQL.

Each app lists its own `verrous` in its AppConfig: `hold_verrous` has them created after each `migrate` (SQLite drops
the triggers of a table when a migration rebuilds it) and checked at each start. Emptying a whole table (TRUNCATE on
PostgreSQL, as tests do) is not stopped: it asks for other rights than those of the site.
"""

from dataclasses import dataclass

from django.core.checks import Error, register
from django.db import DatabaseError, connections
from django.db.models.signals import post_migrate


@dataclass(frozen=True)
class Verrou:
    """Rows of `table` that may be neither updated nor deleted: those where `condition` (SQL over OLD) holds.

    With `ordres`, one of the two only; the condition of an UPDATE alone may also speak of NEW.
    As long as `ouvert` (SQL over OLD) holds, an UPDATE passes that leaves the columns of `figees` as they are.
    """

    table: str
    message: str  # French, what the database answers
    condition: str = ""
    ordres: tuple[str, ...] = ("UPDATE", "DELETE")
    ouvert: str = ""
    figees: tuple[str, ...] = ()

    @property
    def noms(self):
        """Names of its triggers, by the order each one refuses."""
        return {ordre: f"verrou_{self.table}_{ordre.lower()}" for ordre in self.ordres}

    def make_condition(self, ordre, identique):
        """When the trigger of `ordre` refuses, "" for always; `identique` compares two values, NULL or not."""
        conditions = [self.condition] if self.condition else []
        if self.ouvert and ordre == "UPDATE":
            memes = " AND ".join(f"NEW.{colonne} {identique} OLD.{colonne}" for colonne in self.figees)
            conditions.append(f"NOT ({self.ouvert} AND {memes})")
        return " AND ".join(f"({une})" for une in conditions)


def hold_verrous(app):
    """Have the `verrous` of an AppConfig created after each migration and checked at each start."""

    def create(using, **kwargs):
        create_verrous(app.verrous, connections[using])

    def check(app_configs, databases=None, **kwargs):
        return list_errors(app.verrous, databases)

    post_migrate.connect(create, sender=app, weak=False)
    register(check, "verrous")


def create_verrous(verrous, connection):
    """Create, or create again, the triggers of tables that exist."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for verrou in verrous:
            if verrou.table in tables:
                for ordre in _SQL[connection.vendor](verrou):
                    cursor.execute(ordre)


def drop_verrous(verrous, connection):
    """Remove the triggers: tests only, where a whole SQLite table is emptied row by row between two of them."""
    with connection.cursor() as cursor:
        for verrou in verrous:
            for nom in verrou.noms.values():
                suite = "" if connection.vendor == "sqlite" else f" ON {verrou.table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {nom}{suite}")


def list_verrous_manquants(verrous, connection):
    """Names of the triggers that are not there although their table is."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(_PRESENTS[connection.vendor])
        presents = {nom for (nom,) in cursor.fetchall()}
    return [
        nom
        for verrou in verrous
        if verrou.table in tables
        for nom in verrou.noms.values()
        if nom not in presents
    ]


def list_errors(verrous, databases):
    """Errors of the system check: one per trigger that is missing.

    `migrate`, the command that creates them, asks for the checks of a database by name (`databases`) before it runs:
    nothing is said then, or it could never mend what is missing. A database that does not answer is another's matter.
    """
    if databases:
        return []
    try:
        manquants = list_verrous_manquants(verrous, connections["default"])
    except DatabaseError:
        return []
    return [
        Error(
            f"The database does not hold the trigger {nom}: rows that must not change could be changed.",
            hint="Run `manage.py migrate`: it creates them again.",
            id="conventions.E001",
        )
        for nom in manquants
    ]


def _make_sql_sqlite(verrou):
    for ordre, nom in verrou.noms.items():
        condition = verrou.make_condition(ordre, "IS")
        quand = f"WHEN {condition} " if condition else ""
        yield f"DROP TRIGGER IF EXISTS {nom}"
        yield (
            f"CREATE TRIGGER {nom} BEFORE {ordre} ON {verrou.table} FOR EACH ROW {quand}"
            f"BEGIN SELECT RAISE(ABORT, '{verrou.message}'); END"
        )


def _make_sql_postgresql(verrou):
    fonction = f"verrou_{verrou.table}"
    yield (
        f"CREATE OR REPLACE FUNCTION {fonction}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{verrou.message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for ordre, nom in verrou.noms.items():
        condition = verrou.make_condition(ordre, "IS NOT DISTINCT FROM")
        quand = f"WHEN ({condition}) " if condition else ""
        yield (
            f"CREATE OR REPLACE TRIGGER {nom} BEFORE {ordre} ON {verrou.table} FOR EACH ROW {quand}"
            f"EXECUTE FUNCTION {fonction}()"
        )


_SQL = {"sqlite": _make_sql_sqlite, "postgresql": _make_sql_postgresql}
_PRESENTS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
