"""The worst texts and workbooks we know of, given to the child processes that read files while a request waits.

`python tests/bench/pire_cas.py` prints their table, as `make bench` does; with sizes, each case measured at
each, as JSON.
A file of ten times the size must take ten times as long at most, in 300 MB: what would not is refused in a sentence.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import asdict, dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
TAILLES = (10_000, 100_000, 1_000_000)
CLASSEUR, EXAMEN = "fichiers.classeur.ouverture", "fichiers.examen"
GESTES = {CLASSEUR: "lire", EXAMEN: "examiner"}
ENTETE = b"commune;nombre\r\nBrest;"
TEXTES = {
    "text, a@a.a.a…": b"a@" + b"a." * 500_000,
    "text, aaaa…": b"a" * 1_000_000,
    "text, 1111…": b"1" * 1_000_000,
    "text, a@a@a@…": b"a@" * 500_000,
    "text, cells of one letter": b"a;" * 500_000,
    "text, lines of one letter": b"a\n" * 500_000,
    "text, quotes and spaces": b'" ' * 500_000,
}
TEXTES_PARTAGES, STYLES, FEUILLE = "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"
FIN_DE_FEUILLE = "after the rows"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LIENS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAQUET = b'xmlns="http://schemas.openxmlformats.org/package/2006/%b"'
TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.%b+xml"
# A workbook of one sheet, each entry cut where its worst part goes.
ARCHIVE = {
    "[Content_Types].xml": (
        b"<Types %b>" % (PAQUET % b"content-types")
        + b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + b"".join(
            b'<Override PartName="/xl/%b" ContentType="%b"/>' % (nom, TYPE % nature)
            for nom, nature in (
                (b"workbook.xml", b"sheet.main"),
                (b"worksheets/sheet1.xml", b"worksheet"),
                (b"styles.xml", b"styles"),
                (b"sharedStrings.xml", b"sharedStrings"),
            )
        ),
        b"</Types>",
    ),
    "_rels/.rels": (
        b"<Relationships %b>" % (PAQUET % b"relationships"),
        b'<Relationship Id="r1" Type="%b/officeDocument" Target="xl/workbook.xml"/></Relationships>' % LIENS,
    ),
    "xl/workbook.xml": (
        b'<workbook %b xmlns:r="%b"><sheets>' % (MAIN, LIENS),
        b'<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"<Relationships %b>" % (PAQUET % b"relationships"),
        b"".join(
            b'<Relationship Id="r%d" Type="%b/%b" Target="%b"/>' % (rang, LIENS, nature, cible)
            for rang, nature, cible in (
                (1, b"worksheet", b"worksheets/sheet1.xml"),
                (2, b"styles", b"styles.xml"),
                (3, b"sharedStrings", b"sharedStrings.xml"),
            )
        )
        + b"</Relationships>",
    ),
    TEXTES_PARTAGES: (b"<sst %b>" % MAIN, b"</sst>"),
    STYLES: (
        b"<styleSheet %b><fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
        % MAIN
        + b"<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/>",
        b"</cellXfs></styleSheet>",
    ),
    FEUILLE: (b"<worksheet %b><sheetData>" % MAIN, b"</sheetData></worksheet>"),
}


@dataclass(frozen=True)
class Mesure:
    """One run of a child: seconds, CPU seconds, peak memory in MB, whether it gave an answer, and which refusal."""

    secondes: float
    cpu: float
    memoire: float
    dit: str


def _repeat(morceau, taille):
    """As many times a piece of XML as it takes for the inflated file to weigh `taille` times forty: what deflates
    best is what costs most."""
    return morceau * (40 * taille // len(morceau))


def _make_classeur(taille, partie):
    morceaux = {
        "shared strings": (TEXTES_PARTAGES, b"<si><t>a</t></si>"),
        "styles": (STYLES, b"<xf/>"),
        "rows": (FEUILLE, b'<row ht="20"/>'),
        "cells": (FEUILLE, b"<row><c><v>1</v></c></row>"),
        "tags that never end": (FEUILLE, b"<mergeCell "),
        "merged areas": (FIN_DE_FEUILLE, b'<mergeCell ref="A1:C9"/>'),
    }
    place, morceau = morceaux[partie]
    entrees = {nom: debut + fin for nom, (debut, fin) in ARCHIVE.items()}
    debut, fin = ARCHIVE[place] if place in ARCHIVE else ARCHIVE[FEUILLE]
    if place == FIN_DE_FEUILLE:
        debut, fin = debut + b"</sheetData><mergeCells>", b"</mergeCells></worksheet>"
        place = FEUILLE
    entrees[place] = debut + _repeat(morceau, taille) + fin
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in entrees.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


PARTIES = ("shared strings", "styles", "rows", "cells", "tags that never end", "merged areas")
CAS = (*TEXTES, *(f"workbook, {partie}" for partie in PARTIES))


def make_cas(nom, taille):
    """The child that reads a worst case, and its bytes: `taille` of a text; of a workbook, as much XML as deflates to
    about that (forty times `taille`, once inflated)."""
    if nom in TEXTES:
        return EXAMEN, (ENTETE + TEXTES[nom])[:taille]
    return CLASSEUR, _make_classeur(taille, nom.removeprefix("workbook, "))


def measure(module, octets):
    """Run a child on a file as `fichiers.appel` does."""
    with tempfile.TemporaryFile() as entree, tempfile.TemporaryFile() as sortie:
        entree.write(json.dumps({"geste": GESTES[module]}).encode() + b"\n" + octets)
        entree.seek(0)
        debut = time.perf_counter()
        enfant = subprocess.Popen(
            [sys.executable, "-m", module], cwd=RACINE, stdin=entree, stdout=sortie, stderr=subprocess.DEVNULL
        )
        _, statut, usage = os.wait4(enfant.pid, 0)
        enfant.returncode = os.waitstatus_to_exitcode(statut)
        secondes = time.perf_counter() - debut
        sortie.seek(0)
        dit = _tell(enfant.returncode, sortie.read(200))
    return Mesure(secondes, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, dit)


def _tell(code, debut):
    if code:
        return "stopped by its limits"
    return "refused" if debut.startswith(b'{"refus"') else "read"


def build_table():
    """The lines of the table, in Markdown, and whether all is held: CPU in proportion, under 300 MB."""
    tailles = " | ".join(f"{taille // 1000} kB" for taille in TAILLES)
    lignes = [f"| worst case | {tailles} | peak memory | answer |", "| --- | --- | --- | --- | --- | --- |"]
    tenu = True
    for nom in CAS:
        mesures = [measure(*make_cas(nom, taille)) for taille in TAILLES]
        memoire = max(mesure.memoire for mesure in mesures)
        droit = all(b.cpu < 0.5 + 20 * a.cpu for a, b in pairwise(mesures))
        tenu = tenu and droit and memoire < 300
        secondes = " | ".join(f"{mesure.secondes:.2f} s" for mesure in mesures)
        verdict = "" if droit else " NOT IN PROPORTION"
        dits = ", ".join(dict.fromkeys(mesure.dit for mesure in mesures))
        lignes.append(f"| {nom} | {secondes} | {memoire:.0f} MB | {dits}{verdict} |")
    return lignes, tenu


if __name__ == "__main__":
    if len(sys.argv) > 1:
        tailles = [int(taille) for taille in sys.argv[1:]]
        mesures = {nom: [asdict(measure(*make_cas(nom, taille))) for taille in tailles] for nom in CAS}
        sys.stdout.write(json.dumps(mesures))
        sys.exit()
    lignes, tenu = build_table()
    sys.stdout.write("\n".join(lignes) + "\n")
    sys.exit(0 if tenu else 1)
