"""Rows the database itself refuses to change, whoever asks: triggers, on SQLite and on PostgreSQL.

Each app lists its own `verrous` in its AppConfig: `hold_verrous` has them created after each `migrate` and checked at
each start, bodies included. They are taken away before a migration that has something to do: SQLite cannot rebuild a
table that the trigger of another one names, and a data migration may change what the site may not. Emptying a whole
table (TRUNCATE on PostgreSQL, as tests do) is not stopped: it asks for other rights than those of the site.
"""

from dataclasses import dataclass

from django.core.checks import Error, register
from django.db import DatabaseError, connections
from django.db.models.signals import post_migrate, pre_migrate

# What the row of each order is called in its trigger; an UPDATE may neither leave nor enter what is held.
LIGNES = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
TOUS_ORDRES = tuple(LIGNES)


@dataclass(frozen=True)
class Verrou:
    """Rows of `table` that the `ordres` may not touch: those where `condition` holds, all of them without one.

    The condition is SQL that both databases read, over OLD, NEW, or `LIGNE`: the row of the order, the one it was and
    the one it becomes for an UPDATE. It may ask other tables. As long as `ouvert` (SQL over OLD) holds, an UPDATE
    passes that leaves the columns of `figees` as they are. `volet` tells apart those of one table and one order.
    """

    table: str
    message: str  # French, what the database answers
    condition: str = ""
    ordres: tuple[str, ...] = ("UPDATE", "DELETE")
    ouvert: str = ""
    figees: tuple[str, ...] = ()
    volet: str = ""

    @property
    def noms(self):
        """Names of its triggers, by the order each one refuses."""
        racine = f"verrou_{self.table}{self.volet and '_'}{self.volet}"
        return {ordre: f"{racine}_{ordre.lower()}" for ordre in self.ordres}

    def make_condition(self, ordre, identique):
        """When the trigger of `ordre` refuses, "" for always; `identique` compares two values, NULL or not."""
        conditions = []
        if self.condition:
            # A condition without LIGNE is the same for each.
            lues = dict.fromkeys(self.condition.replace("LIGNE.", f"{ligne}.") for ligne in LIGNES[ordre])
            conditions.append(" OR ".join(f"({une})" for une in lues))
        if self.ouvert and ordre == "UPDATE":
            memes = " AND ".join(f"NEW.{colonne} {identique} OLD.{colonne}" for colonne in self.figees)
            conditions.append(f"NOT ({self.ouvert} AND {memes})")
        return " AND ".join(f"({une})" for une in conditions)


def hold_verrous(app):
    """Have the `verrous` of an AppConfig created after each migration and checked at each start."""

    def drop(using, plan=(), **kwargs):
        if plan:
            drop_verrous(app.verrous, connections[using])

    def create(using, **kwargs):
        create_verrous(app.verrous, connections[using])

    def check(app_configs, databases=None, **kwargs):
        return list_errors(app.verrous, databases)

    pre_migrate.connect(drop, sender=app, weak=False)
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
    """Remove the triggers of tables that exist: before a migration."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for verrou in verrous:
            if verrou.table in tables:
                for nom in verrou.noms.values():
                    suite = "" if connection.vendor == "sqlite" else f" ON {verrou.table}"
                    cursor.execute(f"DROP TRIGGER IF EXISTS {nom}{suite}")


def list_verrous_manquants(verrous, connection):
    """Names of the triggers that are not there although their table is, or that do not say what they should: emptied,
    narrowed, disabled."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(_PRESENTS[connection.vendor])
        presents = {nom: tuple(dit) for nom, *dit in cursor.fetchall()}
    return [
        nom
        for verrou in verrous
        if verrou.table in tables
        for nom, attendu in _ATTENDUS[connection.vendor](verrou).items()
        if presents.get(nom) != attendu
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
            f"The database does not hold the trigger {nom} as it should: rows that must not change could be changed.",
            hint="Run `manage.py migrate`: it creates them again.",
            id="comptes.E001",
        )
        for nom in manquants
    ]


def _make_sql_sqlite(verrou):
    for nom, (texte,) in _describe_sqlite(verrou).items():
        yield f"DROP TRIGGER IF EXISTS {nom}"
        yield texte


def _describe_sqlite(verrou):
    """{name of a trigger: (its whole text,)}, as SQLite keeps it."""
    textes = {}
    for ordre, nom in verrou.noms.items():
        condition = verrou.make_condition(ordre, "IS")
        quand = f"WHEN {condition} " if condition else ""
        textes[nom] = (
            f"CREATE TRIGGER {nom} BEFORE {ordre} ON {verrou.table} FOR EACH ROW {quand}"
            f"BEGIN SELECT RAISE(ABORT, '{verrou.message}'); END",
        )
    return textes


def _make_sql_postgresql(verrou):
    corps = {nom: corps for nom, (*_, corps) in _describe_postgresql(verrou).items()}
    for ordre, nom in verrou.noms.items():
        yield f"CREATE OR REPLACE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $${corps[nom]}$$"
        yield (
            f"CREATE OR REPLACE TRIGGER {nom} BEFORE {ordre} ON {verrou.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {nom}()"
        )


# Of pg_trigger.tgtype: for each row, before; then the order.
_TGTYPES = {"INSERT": 1 + 2 + 4, "DELETE": 1 + 2 + 8, "UPDATE": 1 + 2 + 16}


def _describe_postgresql(verrou):
    """{name of a trigger: (its table, its type, has it no condition of its own, its function, the body of that)}.

    The condition is in the body: that of a trigger may not ask other tables.
    """
    dits = {}
    for ordre, nom in verrou.noms.items():
        condition = verrou.make_condition(ordre, "IS NOT DISTINCT FROM")
        refus = f"RAISE EXCEPTION '{verrou.message}' USING ERRCODE = 'integrity_constraint_violation';"
        if condition:
            refus = f"IF {condition} THEN {refus} END IF;"
        corps = f" BEGIN {refus} RETURN {'OLD' if ordre == 'DELETE' else 'NEW'}; END "
        dits[nom] = (verrou.table, _TGTYPES[ordre], True, nom, corps)
    return dits


_SQL = {"sqlite": _make_sql_sqlite, "postgresql": _make_sql_postgresql}
_ATTENDUS = {"sqlite": _describe_sqlite, "postgresql": _describe_postgresql}
_PRESENTS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, c.relname, t.tgtype, t.tgqual IS NULL AND t.tgattr = '', p.proname, p.prosrc "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
    ),
}
