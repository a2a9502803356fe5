"""The database as one who may do anything to it."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def beneath_the_site(table):
    """The database as one who may do anything to it: without its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered before its keys are checked
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'"
            )
            ordres = cursor.fetchall()
            for nom, _ in ordres:
                cursor.execute(f"DROP TRIGGER {nom}")
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            for _, ordre in ordres:
                cursor.execute(ordre)
