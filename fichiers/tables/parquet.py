"""A table as a Parquet, for programs: exact decimals, days, what is missing; each column with its words, its unit."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from fichiers.tables.colonnes import Case, ColonneExport, NombreEcrit, TableExport, TypeColonne

# Rows of a group: what is held at once.
GROUPE = 10_000
PRECISION = 38  # digits: the widest of a decimal of 128 bits


def write_table_parquet(table: TableExport, lignes: Iterable[Any], sortie: BinaryIO) -> None:
    """Write the Parquet of `lignes` into `sortie`, a group of rows at a time; its columns by their technical names."""
    schema = make_schema(table)
    rangees = table.list_rangees(lignes)
    with pq.ParquetWriter(sortie, schema, compression="zstd") as ecrivain:
        while groupe := list(islice(rangees, GROUPE)):
            ecrivain.write_batch(_make_groupe(schema, table, groupe))


def make_schema(table: TableExport) -> pa.Schema:
    """Its columns by their technical names; heading, description and unit are in the metadata of each."""
    champs = [
        pa.field(
            un.code,
            _choose_type(un),
            metadata={"titre": un.titre, "description": un.description, "unite": un.unite},
        )
        for un in table.colonnes
    ]
    return pa.schema(champs, metadata={"titre": table.titre, **dict(table.notice)})


def _choose_type(colonne: ColonneExport) -> pa.DataType:
    return {
        TypeColonne.TEXTE: pa.string(),
        TypeColonne.ENTIER: pa.int64(),
        TypeColonne.DECIMAL: pa.decimal128(PRECISION, colonne.decimales),
        TypeColonne.DATE: pa.date32(),
        TypeColonne.BOOLEEN: pa.bool_(),
    }[colonne.type]


def _make_groupe(schema: pa.Schema, table: TableExport, groupe: Sequence[Sequence[Case]]) -> pa.RecordBatch:
    colonnes = [
        pa.array(
            [_get_nombre(case) for case in cases] if un.type is TypeColonne.DECIMAL else cases, champ.type
        )
        for un, champ, cases in zip(table.colonnes, schema, zip(*groupe, strict=True), strict=True)
    ]
    return pa.RecordBatch.from_arrays(colonnes, schema=schema)


def _get_nombre(case: Case) -> Case:
    return case.valeur if isinstance(case, NombreEcrit) else case
