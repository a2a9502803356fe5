"""Names in their French order, in both databases: the key of `nombres.ordre`."""

from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

from nombres.ordre import make_cle_de_nom

Sql: TypeAlias = tuple[str, Any]  # the text and its parameters

CLE_DE_NOM = "cle_de_nom"


class OrdreDesNoms(Func):
    """The same key, for an `ordering` or an `order_by`: a collation of the system is not the same everywhere."""

    output_field = CharField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        return self.as_sql(compiler, connection, function=CLE_DE_NOM, **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        lu = "regexp_replace(regexp_replace(%(expressions)s, '[Œœ]', 'oe', 'g'), '[Ææ]', 'ae', 'g')"
        lu = f"regexp_replace(normalize({lu}, NFKD), '[\\u0300-\\u036f]', '', 'g')"
        lu = f"regexp_replace(lower({lu} COLLATE \"C\"), '[^a-z0-9]+', ' ', 'g')"
        return self.as_sql(compiler, connection, template=f'btrim({lu}) COLLATE "C"', **extra)


def add_cle_de_nom(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Give a connection to SQLite, which has no such function, the key above (signal `connection_created`)."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(CLE_DE_NOM, 1, _make_cle, deterministic=True)


def _make_cle(nom: str | None) -> str | None:
    return None if nom is None else make_cle_de_nom(nom)
