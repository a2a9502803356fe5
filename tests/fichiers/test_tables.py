"""A table in each format: its types, its words, its dictionary, whatever the texts; in memory that does not grow."""

import json
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from operator import itemgetter

import pyarrow as pa
import pytest
from openpyxl import load_workbook

from fichiers.classeur.ecriture import MAX_TEXTE
from fichiers.tables.colonnes import EUROS, POURCENT, ColonneExport, NombreEcrit, TableExport, TypeColonne
from fichiers.tables.fichier import write_table
from fichiers.tables.formats import FORMATS
from saisie.caracteres import clean_texte
from tests.fichiers.lecture_tables import read_csv, read_ods, read_parquet, read_xlsx
from tests.sources import RACINE

pytestmark = pytest.mark.une_base

T = TypeColonne
COLONNES = (
    ("texte", T.TEXTE, {}),
    ("entier", T.ENTIER, {"unite": "personnes"}),
    ("euros", T.DECIMAL, {"format": EUROS, "unite": "euros"}),
    ("part", T.DECIMAL, {"decimales": 15}),
    ("jour", T.DATE, {}),
    ("vrai", T.BOOLEEN, {}),
    ("autre_texte", T.TEXTE, {}),
)
TABLE = TableExport(
    "Essai",
    tuple(
        ColonneExport(code, code.capitalize(), type_, f"Ce qu’est {code}.", itemgetter(rang), **champs)
        for rang, (code, type_, champs) in enumerate(COLONNES)
    ),
    (("Périmètre", "France entière"),),
)
LIGNE = (
    "a",
    12,
    Decimal("-1234567.89"),
    NombreEcrit(Fraction(2, 3), POURCENT),
    date(2021, 12, 31),
    False,
    "é",
)
# What comes out of word processors, of other programs, and of who means harm.
HOSTILES = [
    *("=cmd|' /C calc'!A0", "+33 1", "-1", "@SUM(A1)", "\t=1+1", "\r=1", "\n=1", " =1", "＝1+1", "=HYPERLINK(\"x\")"),
    *("_x000D_", "_x0041_", "a\x00b\x07c\x1f", "\ud800x\udfff", "\ufffe", "a\r\nb\rc", "  deux  blancs  ", "\u00a0"),
    *("<b>&amp;\"'</b>]]>", "https://exemple.fr", "mailto:a@b.fr", "001", "1e5", "2021-12-31", "VRAI", "é" * 40_000),
    *("\"guillemets\"", "point;virgule", "a\tb", "#REF!", "{=1}", "'=1", "\U0001f600", "ﬁ ligature", ""),
]  # fmt: skip


def write(nom, lignes, table=TABLE):
    octets = BytesIO()
    write_table(FORMATS[nom], table, iter(lignes), octets)
    return octets.getvalue()


def make_lignes():
    """Each hostile text in each column of texts, beside cells that are there or not."""
    rangs = [rang for rang, (_, type_, _) in enumerate(COLONNES) if type_ is T.TEXTE]
    for texte in HOSTILES:
        for rang in rangs:
            yield tuple(texte if autre == rang else une for autre, une in enumerate(LIGNE))
    yield (None,) * len(LIGNE)


ATTENDUES = [
    tuple((clean_texte(un) or None) if isinstance(un, str) else un for un in ligne) for ligne in make_lignes()
]


def tell_part(case):
    return case and Decimal("0.666666666666667")


def test_an_xlsx_has_the_types_the_headings_that_stay_and_filter_and_texts_that_are_texts():
    octets = write("xlsx", make_lignes())
    titres, *lues = read_xlsx(octets)["Essai"]
    assert titres == [un.titre for un in TABLE.colonnes]
    # Of a row without any cell, a sheet has nothing.
    for lue, (texte, entier, euros, part, jour, vrai, autre) in zip(lues, ATTENDUES[:-1], strict=True):
        textes = [un and un[:MAX_TEXTE] for un in (texte, autre)]
        assert [lue[0], lue[6]] == textes
        assert lue[1:3] == [entier, euros and float(euros)]
        assert lue[3] == (part and float(tell_part(part)))
        assert lue[4:6] == [jour and datetime(2021, 12, 31), vrai]
    feuille = load_workbook(BytesIO(octets))["Essai"]
    assert (feuille.freeze_panes, feuille.auto_filter.ref) == ("A2", f"A1:G{len(ATTENDUES) + 1}")
    assert {un.data_type for rangee in feuille.iter_rows() for un in rangee} == {"s", "n", "d", "b"}
    formats = [un.number_format for un in feuille[2]]
    assert (formats[2], formats[3], formats[4]) == (EUROS, POURCENT, "dd/mm/yyyy")
    assert not [un for rangee in feuille.iter_rows() for un in rangee if un.hyperlink]


def test_an_ods_says_the_same():
    titres, *lues = read_ods(write("ods", make_lignes()))["Essai"]
    assert [dit for _, dit in titres] == [un.titre for un in TABLE.colonnes]
    for lue, (texte, entier, euros, part, jour, vrai, autre) in zip(lues, ATTENDUES, strict=True):
        assert lue == [
            (texte and "string", texte),
            (entier and "float", entier and str(entier)),
            (euros and "float", euros and str(euros)),
            (part and "percentage", part and str(tell_part(part))),
            (jour and "date", jour and "2021-12-31"),
            (None, None) if vrai is None else ("boolean", "false"),
            (autre and "string", autre),
        ]


def test_a_csv_is_of_a_french_spreadsheet_and_no_cell_of_it_a_formula():
    octets = write("csv", make_lignes())
    assert octets.startswith("\ufeffTexte;Entier;".encode())
    _, *lues = read_csv(octets)
    for lue, (texte, entier, euros, _, jour, vrai, autre) in zip(lues, ATTENDUES, strict=True):
        assert [un.removeprefix("'") for un in (lue[0], lue[6])] == [
            (un or "").removeprefix("'") for un in (texte, autre)
        ]
        assert not [un for un in (lue[0], lue[6]) if un.lstrip()[:1] in tuple("=+-@＝")]
        assert lue[1:3] == ["" if entier is None else "12", "" if euros is None else "-1234567,89"]
        assert lue[4:6] == ["" if jour is None else "2021-12-31", "" if vrai is None else "non"]
    assert lues[0][3] == "0,666666666666667"


def test_a_parquet_has_exact_decimals_days_and_what_is_missing():
    table = read_parquet(write("parquet", make_lignes()))
    assert [(un.name, un.type) for un in table.schema] == [
        ("texte", pa.string()),
        ("entier", pa.int64()),
        ("euros", pa.decimal128(38, 2)),
        ("part", pa.decimal128(38, 15)),
        ("jour", pa.date32()),
        ("vrai", pa.bool_()),
        ("autre_texte", pa.string()),
    ]
    attendues = [(*un[:3], tell_part(un[3]), *un[4:]) for un in ATTENDUES]
    assert list(zip(*table.to_pydict().values(), strict=True)) == attendues
    dits = table.schema.field("euros").metadata
    assert (dits[b"titre"], dits[b"unite"], dits[b"description"].decode()) == (
        b"Euros",
        b"euros",
        "Ce qu’est euros.",
    )
    assert table.schema.metadata["Périmètre".encode()].decode() == "France entière"


@pytest.mark.parametrize("lignes", [[], [LIGNE] * 3])
def test_the_dictionary_says_each_column_then_what_the_file_is(lignes):
    attendu = [
        ["Colonne", "Nom technique", "Type", "Unité", "Description"],
        *([un.titre, un.code, un.type.value, un.unite, un.description] for un in TABLE.colonnes),
        [],
        ["Périmètre", "France entière"],
        ["Lignes", str(len(lignes))],
    ]
    ods = read_ods(write("ods", lignes))["Dictionnaire"]
    assert [[dit or "" for _, dit in rangee if dit is not None] for rangee in ods] == attendu
    xlsx = read_xlsx(write("xlsx", lignes))["Dictionnaire"]
    tailles = map(len, attendu)
    assert [[un or "" for un in rangee[:n]] for rangee, n in zip(xlsx, tailles, strict=True)] == attendu
    assert len(read_csv(write("csv", lignes))) == 1 + len(lignes)
    assert read_parquet(write("parquet", lignes)).num_rows == len(lignes)


SALE = "=1\x00 deux\ud800\x0bmots\ufffe\u2028à\t\uf0b7 «e\u0301»\u200b"


@pytest.mark.parametrize("nom", FORMATS)
def test_headings_titles_and_notices_are_as_clean_as_cells(nom):
    """Some are made of names: a région, an envelope, an instrument, what somebody filtered by."""
    declare = {"titre": SALE, "description": SALE, "unite": SALE}
    colonne = ColonneExport("a", type=T.TEXTE, read=itemgetter(0), **declare)
    octets = write(nom, [(SALE,)], TableExport(SALE, (colonne,), ((SALE, SALE),)))
    dit, notice = "=1 deux mots à • «é»", "=1 deux\nmots\nà • «é»"
    if nom == "parquet":
        schema = read_parquet(octets).schema
        assert schema.metadata == {b"titre": dit.encode(), dit.encode(): notice.encode()}
        assert {un.decode() for un in schema.field("a").metadata.values()} == {dit}
    elif nom == "csv":
        assert read_csv(octets)[0] == [f"'{dit}"]
    else:
        feuilles = read_ods(octets) if nom == "ods" else read_xlsx(octets)
        assert list(feuilles) == [dit, "Dictionnaire"]
        cases = {un for rangees in feuilles.values() for rangee in rangees for un in rangee}
        textes = {un[1] for un in cases} if nom == "ods" else cases
        assert {un for un in textes if un and un.startswith("=")} == {dit, notice}


PROCESSUS = """
import json, resource, sys, tempfile
from decimal import Decimal
from operator import itemgetter
from fichiers.tables.colonnes import ColonneExport, TableExport, TypeColonne
from fichiers.tables.fichier import write_table
from fichiers.tables.formats import FORMATS
types = TypeColonne.TEXTE, TypeColonne.DECIMAL
table = TableExport("Essai", tuple(ColonneExport(f"c{n}", "C", un, "", itemgetter(n)) for n, un in enumerate(types)))
def measure(nombre):
    with tempfile.TemporaryFile() as sortie:
        lignes = ((f"texte {rang}", Decimal(rang)) for rang in range(nombre))
        write_table(FORMATS[sys.argv[1]], table, lignes, sortie)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, sortie.seek(0, 2)
print(json.dumps([measure(20_000), measure(200_000)]))
"""


@pytest.mark.parametrize("nom", FORMATS)
def test_two_hundred_thousand_rows_take_no_more_memory_than_twenty_thousand(nom):
    """Megabytes at the highest, of a process that does nothing else."""
    commande = [sys.executable, "-c", PROCESSUS, nom]
    fait = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=True)
    (peu, _), (beaucoup, octets) = json.loads(fait.stdout)
    assert octets > 500_000
    assert beaucoup - peu < 15, (peu, beaucoup)
