"""What is not a page: PDF documents, workbooks, files of comma-separated values, read as lines and as pictures."""

import io
import re
import subprocess
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

from demo import find_outil
from openpyxl import load_workbook

FINESSE = "60"  # dots per inch
# Cells are named after the place of their table in the file.
RANG_DE_TABLEAU = re.compile(r"[<(]\d+-(\d+-\d+)[>)]")
RAPPORT = re.compile(r"/conventions/(\w+)/(\d{4})/rapport/")
AVENANT = re.compile(r"/conventions/(\w+)/\d{4}/avenants/(\d+)/")


def read_texte(nature, octets):
    """The lines of what was downloaded, whatever it is; one that says its weight when it cannot be read."""
    if nature == "application/pdf":
        lu = subprocess.run(
            [find_outil("pdftotext"), "-layout", "-", "-"], input=octets, capture_output=True, check=True
        )
        return lu.stdout.decode().replace("\f", "\n----\n").splitlines()
    if "spreadsheetml" in nature:
        return read_classeur(octets)
    if nature.startswith("text/") or nature == "application/json":
        return octets.decode("utf-8").splitlines()
    return [f"{len(octets)} octets"]


def read_classeur(octets):
    """Each cell that says something, how its number is written, whether it is locked, and what it may hold; then the
    fingerprint of each part of the file, for widths, colours and all the rest."""
    lignes = []
    for feuille in load_workbook(io.BytesIO(octets)):
        lignes.append(
            f"{feuille.title}: {feuille.dimensions}, {feuille.sheet_state}, figée {feuille.freeze_panes}"
        )
        for cellule in (c for rangee in feuille.iter_rows() for c in rangee):
            if cellule.value is not None or cellule.comment:
                note = f" note {cellule.comment.text!r}" if cellule.comment else ""
                tenue = "" if cellule.protection.locked else " libre"
                lignes.append(
                    f"{cellule.coordinate} = {cellule.value!r} ({cellule.number_format}){tenue}{note}"
                )
        lignes += sorted(
            f"{regle.sqref} {regle.type} {regle.operator} {regle.formula1} {regle.formula2} {regle.error}"
            for regle in feuille.data_validations.dataValidation
        )
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        parts = {nom: archive.read(nom) for nom in archive.namelist() if not nom.startswith("docProps/")}
    return [*lignes, *(f"{nom} {sha256(part).hexdigest()}" for nom, part in sorted(parts.items()))]


def list_commandes(urls):
    """The command line that draws each rapport and each avenant that the addresses of a site name, without its
    output: {file name: [command, options]}."""
    rapports = sorted({m.groups() for url in urls if (m := RAPPORT.match(url))})
    avenants = sorted({m.groups() for url in urls if (m := AVENANT.match(url))})
    return {
        f"rapport-{code}-{annee}": ["produire_rapport", "--departement", code, "--annee", annee]
        for code, annee in rapports
    } | {
        f"avenant-{code}-{numero}": ["produire_avenant", "--departement", code, "--numero", numero]
        for code, numero in avenants
    }


def draw_document(demo, commande, fichier):
    """One document by its command, on a copy of the demo: what it stores is thrown away."""
    with tempfile.TemporaryDirectory(prefix="apparence-") as dossier:
        demo.copy(Path(dossier)).manage(*commande, "--sortie", str(fichier))


def read_fiche(fichier):
    """What a PDF says of itself (title, author, dates), then its tags, as a screen reader walks them."""
    lignes = []
    for options in ([], ["-struct"]):
        dit = subprocess.run([find_outil("pdfinfo"), *options, fichier], capture_output=True, check=True)
        lignes += dit.stdout.decode().splitlines()
    return [RANG_DE_TABLEAU.sub(r"\1", ligne) for ligne in lignes if not ligne.startswith("File size:")]


def draw_pages(fichier):
    """A PDF as its text, after what it says of itself, and one PNG a page, beside it."""
    lignes = [*read_fiche(fichier), *read_texte("application/pdf", fichier.read_bytes())]
    fichier.with_suffix(".txt").write_text("\n".join(lignes), encoding="utf-8")
    subprocess.run(
        [find_outil("pdftoppm"), "-r", FINESSE, "-png", fichier, fichier.with_suffix("")], check=True
    )
