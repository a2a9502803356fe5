"""The rows of the whole database, kept beside them and put back by the database itself: a test with transactions of its
own leaves what it did behind it. Quicker by far than emptying each table, and reading the demo again."""

import sqlite3

from django.db import connection, transaction

SCHEMA = "sauvegarde"


class Sauvegarde:
    """What every table holds when it is made, in `schema` on PostgreSQL and in memory on SQLite."""

    def __init__(self, schema=SCHEMA):
        self.schema = schema
        if connection.vendor == "sqlite":
            self.copie = sqlite3.connect(":memory:", check_same_thread=False)
            connection.ensure_connection()
            connection.connection.backup(self.copie)
            return
        with transaction.atomic(), connection.cursor() as curseur:
            self.tables = [
                connection.ops.quote_name(table)
                for table in connection.introspection.django_table_names(only_existing=True)
            ]
            curseur.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")
            for table in self.tables:
                curseur.execute(f"CREATE TABLE {schema}.{table} AS TABLE public.{table}")
            curseur.execute(
                f"CREATE TABLE {schema}.suites AS SELECT sequencename AS nom, last_value AS valeur"
                " FROM pg_sequences WHERE schemaname = 'public'"
            )
            self.ecritures = self._read_ecritures(curseur)

    def _read_ecritures(self, curseur):
        """{table: (number of rows, sum of the transactions that wrote them)}: another one since, if a row was added,
        changed or taken away."""
        curseur.execute(
            " UNION ALL ".join(
                f"SELECT '{rang}', count(*), sum(xmin::text::bigint) FROM {table}"
                for rang, table in enumerate(self.tables)
            )
        )
        return {self.tables[int(rang)]: ecritures for rang, *ecritures in curseur.fetchall()}

    def restore(self):
        """Each table holds again what it held, whatever its triggers refuse: it is read back as a backup is."""
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            self.copie.backup(connection.connection)
            return
        with transaction.atomic(), connection.cursor() as curseur:
            trouvees = self._read_ecritures(curseur)
            changees = [table for table in self.tables if trouvees[table] != self.ecritures[table]]
            # No table is altered while its keys wait to be checked: each step is of all the tables.
            for etape in (
                "ALTER TABLE {table} DISABLE TRIGGER USER",
                "DELETE FROM {table}",
                "INSERT INTO {table} SELECT * FROM {schema}.{table}",
            ):
                for table in changees:
                    curseur.execute(etape.format(table=table, schema=self.schema))
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in changees:
                curseur.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            # What is made next has the key it had the first time.
            curseur.execute(
                "SELECT setval(quote_ident(nom), coalesce(valeur, 1), valeur IS NOT NULL)"
                f" FROM {self.schema}.suites"
            )
            self.ecritures = self._read_ecritures(curseur)
