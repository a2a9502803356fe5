"""Words looked for in columns, by the database: full text on PostgreSQL, a function given to SQLite; both answer as
`pilotage/mots.py` does."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler

from pilotage.mots import are_trouves, split_mots

Sql: TypeAlias = tuple[str, Any]  # the text and its parameters

FONCTION = "contient_mots"
# The words of a text as `split_mots` makes them, without the parser of PostgreSQL, which has ideas of its own on
# « S4-1 » and « 1e5 ». The index of `migrations/0003_recherche.py` is on this very expression: changed here, it serves
# no more until another replaces it.
MOTS = (
    "array_to_tsvector(string_to_array(btrim(regexp_replace(regexp_replace(regexp_replace(lower(normalize("
    "regexp_replace(regexp_replace(%(expressions)s, '[Œœ]', 'oe', 'g'), '[Ææ]', 'ae', 'g'), NFKD) COLLATE \"C\"), "
    "'[\\u0300-\\u036f]', '', 'g'), '[^a-z0-9]+', ' ', 'g'), '([a-z0-9]{200})[a-z0-9]*', '\\1', 'g')), ' '))"
)


class Contient(Func):
    """Are all these words (of `list_cherches`) in these columns, taken together?"""

    arg_joiner = " || ' ' || "
    output_field = BooleanField()

    def __init__(self, *colonnes: str, cherches: Sequence[str]) -> None:
        super().__init__(*colonnes)
        self.cherches = tuple(cherches)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        sql, parametres = self.as_sql(compiler, connection, template="%(expressions)s", **extra)
        return f"{FONCTION}({sql}, %s)", (*parametres, " ".join(self.cherches))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        sql, parametres = self.as_sql(compiler, connection, template=f"({MOTS})", **extra)
        # Letters and digits only: nothing in it is an operator.
        requete = " & ".join(mot if mot.isdigit() else f"{mot}:*" for mot in self.cherches)
        return f"({sql} @@ %s::tsquery)", (*parametres, requete)


def _is_dans(texte: str, cherches: str) -> bool:
    return are_trouves(cherches.split(), split_mots(texte))


def add_recherche(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Give a connection to SQLite, which has no such function, the search above (signal `connection_created`)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FONCTION, 2, _is_dans, deterministic=True)
