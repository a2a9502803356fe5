"""The order of numbers as people write them: S4-2 before S4-10. One key, in Python and in both databases."""

import re
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

Sql: TypeAlias = tuple[str, Any]  # the text and its parameters

LARGEUR = 20  # no number of action is longer
_NOMBRE = re.compile(r"[0-9]+")
FONCTION = "ordre_naturel"


def make_cle_naturelle(numero: str | None) -> str | None:
    """What a number is sorted by: each run of digits as wide as any other. S4-2 → « S0…04-0…02 »."""
    return None if numero is None else _NOMBRE.sub(lambda lu: lu[0].zfill(LARGEUR), numero)


class OrdreNaturel(Func):
    """The same key, for an `ordering` or an `order_by`: the database sorts, and pages that are read in part stay in
    order."""

    output_field = CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        return self.as_sql(compiler, connection, function=FONCTION, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        large = f"regexp_replace(%(expressions)s, '([0-9]+)', '{'0' * LARGEUR}\\1', 'g')"
        return self.as_sql(
            compiler,
            connection,
            # « C » as SQLite and Python compare: a collation of the system would skip the hyphens.
            template=f"regexp_replace({large}, '0*([0-9]{{{LARGEUR}}})(?![0-9])', '\\1', 'g') COLLATE \"C\"",
            **extra,
        )


def add_fonction(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Give a connection to SQLite, which has no such function, the key above (signal `connection_created`)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FONCTION, 1, make_cle_naturelle, deterministic=True)
