"""A table as an ODS: what the XLSX of `fichiers.tables.xlsx` has, for LibreOffice. Written straight into its archive:
the libraries of that format hold the whole document in memory first.

The elements are those of OpenDocument 1.3, part 3.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.utils import get_column_letter

from fichiers.classeur.ecriture import BLEU
from fichiers.tables.colonnes import (
    COLONNES_DICTIONNAIRE,
    DICTIONNAIRE,
    EUROS,
    POURCENT,
    NombreEcrit,
    TableExport,
    TypeColonne,
    list_dictionnaire,
)
from fichiers.tables.formats import FORMATS

TYPE = FORMATS["ods"].type_contenu
ENTREE = (1980, 1, 1, 0, 0, 0)  # the date of what is in the archive: the first it may say
TAMPON = 200  # rows written at once
CENTIMETRES = 0.2  # of a character
_ESPACES = re.compile(" {2,}|^ | $")
_NOMS = "".join(
    f' xmlns:{nom}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for nom, urn in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"), ("config", "config"), ("manifest", "manifest"), ("meta", "meta"),
    )
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:ooo="http://openoffice.org/2004/office" office:version="1.3"'
)  # fmt: skip
_DEBUT = '<?xml version="1.0" encoding="UTF-8"?>\n'
# By the format of a workbook that says the same.
_STYLES = {
    "#,##0": "n0",
    EUROS: "n2",
    POURCENT: "pourcent",
    **{f"#,##0.{'0' * n}": f"n{n}" for n in range(1, 7)},
}


def write_table_ods(table: TableExport, lignes: Iterable[Any], sortie: BinaryIO) -> None:
    """Write the ODS of `lignes` into `sortie`; a text is written as text, never as a formula."""
    with ZipFile(sortie, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype", ENTREE), TYPE)  # first, and not compressed
        with archive.open(_make_entree("content.xml"), "w", force_zip64=True) as contenu:
            for morceau in _list_morceaux(table, lignes):
                contenu.write(morceau.encode())
        for nom, contenu_xml in (
            ("styles.xml", f"<office:document-styles{_NOMS}/>"),
            ("meta.xml", _make_meta(table)),
            ("settings.xml", _make_settings(table)),
            ("META-INF/manifest.xml", _MANIFESTE),
        ):
            archive.writestr(_make_entree(nom), _DEBUT + contenu_xml)


def _make_entree(nom: str) -> ZipInfo:
    entree = ZipInfo(nom, ENTREE)
    entree.compress_type = ZIP_DEFLATED
    return entree


def _list_morceaux(table: TableExport, lignes: Iterable[Any]) -> Iterator[str]:
    """The content of the document, in pieces of some rows."""
    largeurs = {un.largeur for un in table.colonnes} | {largeur for _, largeur in COLONNES_DICTIONNAIRE}
    yield f"{_DEBUT}<office:document-content{_NOMS}>{_make_styles(largeurs)}<office:body><office:spreadsheet>"
    colonnes = [(un.titre, un.largeur) for un in table.colonnes]
    yield _open_feuille(table.titre, colonnes)
    tell = [_choose(un.type, _STYLES.get(un.format, "")) for un in table.colonnes]
    nombre, tampon = 0, []
    for rangee in table.list_rangees(lignes):
        nombre += 1
        cases = [
            "<table:table-cell/>" if c is None else dire(c) for dire, c in zip(tell, rangee, strict=True)
        ]
        tampon.append(f"<table:table-row>{''.join(cases)}</table:table-row>")
        if len(tampon) == TAMPON:
            yield "".join(tampon)
            tampon = []
    yield f"{''.join(tampon)}</table:table>"
    yield _open_feuille(DICTIONNAIRE, COLONNES_DICTIONNAIRE)
    _, *rangees = list_dictionnaire(table, nombre)
    for dits in rangees:
        cases = [_tell_texte(dit, "renvoi") for dit in dits] or ["<table:table-cell/>"]
        yield f"<table:table-row>{''.join(cases)}</table:table-row>"
    yield "</table:table>"
    yield _make_filtres((table.titre, colonnes, nombre), (DICTIONNAIRE, COLONNES_DICTIONNAIRE, len(colonnes)))
    yield "</office:spreadsheet></office:body></office:document-content>"


def _open_feuille(titre: str, colonnes: Sequence[tuple[str, int]]) -> str:
    debut = f"<table:table table:name={quoteattr(titre)}>"
    largeurs = "".join(f'<table:table-column table:style-name="l{largeur}"/>' for _, largeur in colonnes)
    entetes = "".join(_tell_texte(un, "entete") for un, _ in colonnes)
    rangee = f"<table:table-row>{entetes}</table:table-row>"
    return f"{debut}{largeurs}<table:table-header-rows>{rangee}</table:table-header-rows>"


def _tell_texte(texte: str, style: str = "") -> str:
    """A paragraph a line; blanks that XML would lose have an element of their own."""
    paragraphes = "".join(
        f"<text:p>{_ESPACES.sub(_tell_espaces, escape(ligne))}</text:p>" for ligne in texte.split("\n")
    )
    nom = f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell{nom} office:value-type="string">{paragraphes}</table:table-cell>'


def _tell_espaces(trouves: re.Match[str]) -> str:
    return f'<text:s text:c="{len(trouves.group())}"/>'


def _choose(type_: TypeColonne, style: str) -> Callable[[Any], str]:
    """What writes a cell of a column."""

    def tell_nombre(case: Any, nom: str = style) -> str:
        if isinstance(case, NombreEcrit):
            return tell_nombre(case.valeur, _STYLES[case.format])
        sorte = "percentage" if nom == "pourcent" else "float"
        dit = f' table:style-name="{nom}"' if nom else ""
        return f'<table:table-cell{dit} office:value-type="{sorte}" office:value="{case:f}"/>'

    return {
        TypeColonne.TEXTE: _tell_texte,
        TypeColonne.ENTIER: lambda case: (
            f'<table:table-cell office:value-type="float" office:value="{case}"/>'
        ),
        TypeColonne.DECIMAL: tell_nombre,
        TypeColonne.DATE: lambda case: (
            f'<table:table-cell table:style-name="jour" office:value-type="date" office:date-value="{case:%Y-%m-%d}"/>'
        ),
        TypeColonne.BOOLEEN: lambda case: (
            f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(case).lower()}"/>'
        ),
    }[type_]


def _make_styles(largeurs: Iterable[int]) -> str:
    nombres = "".join(
        f'<number:number-style style:name="N{n}"><number:number number:decimal-places="{n}" '
        f'number:min-decimal-places="{n}" number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
        f'<style:style style:name="n{n}" style:family="table-cell" style:data-style-name="N{n}"/>'
        for n in range(7)
    )
    colonnes = "".join(
        f'<style:style style:name="l{un}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{un * CENTIMETRES:.2f}cm"/></style:style>'
        for un in sorted(largeurs)
    )
    return f"<office:automatic-styles>{nombres}{_STYLES_FIXES}{colonnes}</office:automatic-styles>"


def _make_filtres(*feuilles: tuple[str, Sequence[tuple[str, int]], int]) -> str:
    """The headings filter their rows: of each sheet, (title, columns, number of rows)."""
    zones = "".join(
        f'<table:database-range table:name="__Anonymous_Sheet_DB__{rang}" table:display-filter-buttons="true" '
        f"table:target-range-address={quoteattr(f'{_quote(titre)}.A1:{_quote(titre)}.{_find(colonnes, nombre)}')}/>"
        for rang, (titre, colonnes, nombre) in enumerate(feuilles)
    )
    return f"<table:database-ranges>{zones}</table:database-ranges>"


def _find(colonnes: Sequence[object], nombre: int) -> str:
    """The address of the last cell of a table under its headings."""
    return f"{get_column_letter(len(colonnes))}{nombre + 1}"


def _quote(titre: str) -> str:
    return "'" + titre.replace("'", "''") + "'"


def _make_meta(table: TableExport) -> str:
    dits = f"<dc:title>{escape(table.titre)}</dc:title><dc:creator>CALPAE</dc:creator>"
    return f"<office:document-meta{_NOMS}><office:meta>{dits}</office:meta></office:document-meta>"


def _make_settings(table: TableExport) -> str:
    """The headings stay: the first row of each sheet is frozen."""
    reglages = "".join(
        f'<config:config-item config:name="{nom}" config:type="{sorte}">{valeur}</config:config-item>'
        for nom, sorte, valeur in (
            ("HorizontalSplitMode", "short", 0), ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1), ("ActiveSplitRange", "short", 2), ("PositionBottom", "int", 1),
        )
    )  # fmt: skip
    feuilles = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(titre)}>{reglages}</config:config-item-map-entry>"
        for titre in (table.titre, DICTIONNAIRE)
    )
    return (
        f"<office:document-settings{_NOMS}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{feuilles}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


_STYLES_FIXES = (
    '<number:percentage-style style:name="NP"><number:number number:decimal-places="1" '
    'number:min-decimal-places="1" number:min-integer-digits="1"/><number:text>\u00a0%</number:text>'
    "</number:percentage-style>"
    '<style:style style:name="pourcent" style:family="table-cell" style:data-style-name="NP"/>'
    '<number:date-style style:name="NJ"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="jour" style:family="table-cell" style:data-style-name="NJ"/>'
    '<style:style style:name="entete" style:family="table-cell"><style:table-cell-properties '
    f'fo:background-color="#{BLEU}" fo:wrap-option="wrap" style:vertical-align="middle"/>'
    '<style:text-properties fo:font-weight="bold" fo:color="#ffffff"/></style:style>'
    '<style:style style:name="renvoi" style:family="table-cell"><style:table-cell-properties '
    'fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
)
_MANIFESTE = f'<manifest:manifest{_NOMS} manifest:version="1.3">' + "".join(
    f'<manifest:file-entry manifest:full-path="{nom}" manifest:media-type="{sorte}"/>'
    for nom, sorte in (
        ("/", TYPE), *((f"{un}.xml", "text/xml") for un in ("content", "styles", "meta", "settings")),
    )
) + "</manifest:manifest>"  # fmt: skip
