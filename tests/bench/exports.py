"""What a file of all of France costs, on the database that `france.py` filled.

`python tests/bench/exports.py` prints a line of a Markdown table for each: rows, CPU seconds (the median of FOIS runs,
what is read of the database included), size. Each XLSX is held against what bare openpyxl takes, write-only, for the
same cells already in memory: at most RAPPORT_MAX times that, or the command fails.
"""

# Django is set up before its models are imported.
# ruff: noqa: E402
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from france import ANNEES, CENTRALE
from openpyxl import Workbook

from comptes.models import Utilisateur
from fichiers.tables.colonnes import NombreEcrit
from fichiers.tables.fichier import write_table
from fichiers.tables.formats import FORMATS
from pilotage.queries.exports import build_extrait

FOIS = 3
RAPPORT_MAX = 1.5
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
# (table, year, format)
FICHIERS = [
    *(("chiffres", str(ANNEES[-1]), un) for un in FORMATS),
    ("actions", str(ANNEES[-1]), "xlsx"),
    ("chiffres", "toutes", "xlsx"),
    ("chiffres", "toutes", "parquet"),
]


def write_export(user, table, annee, format_):
    """(rows, bytes) of one file."""
    extrait = build_extrait(user, table, {"annee": [annee]}, AT)
    with tempfile.TemporaryFile() as sortie:
        write_table(FORMATS[format_], extrait.table, extrait.rangees, sortie)
        return extrait.nombre, sortie.seek(0, 2)


def list_cellules(user, table, annee):
    """The same cells, as openpyxl takes them."""
    extrait = build_extrait(user, table, {"annee": [annee]}, AT)
    rangees = [[un.titre for un in extrait.table.colonnes]]
    for rangee in extrait.table.list_rangees(extrait.rangees):
        rangees.append([un.valeur if isinstance(un, NombreEcrit) else un for un in rangee])
    return [
        [Decimal(un.numerator) if isinstance(un, Fraction) else un for un in rangee] for rangee in rangees
    ]


def write_nu(rangees):
    classeur = Workbook(write_only=True)
    feuille = classeur.create_sheet("A")
    for rangee in rangees:
        feuille.append(rangee)
    with tempfile.TemporaryFile() as sortie:
        classeur.save(sortie)


def measure(faire, *avec):
    """CPU seconds of a call, and what it returns."""
    debut = time.process_time()
    rendu = faire(*avec)
    return time.process_time() - debut, rendu


def main():
    user, tenu = Utilisateur.objects.get(email=CENTRALE), True
    for table, annee, format_ in FICHIERS:
        nus = list_cellules(user, table, annee) if format_ == "xlsx" else None
        siens, rapports = [], []
        for _ in range(FOIS):
            secondes, (nombre, octets) = measure(write_export, user, table, annee, format_)
            siens.append(secondes)
            if nus:
                rapports.append(secondes / measure(write_nu, nus)[0])
        mediane = statistics.median(siens)
        ligne = f"| {table} {annee}, {format_} | {nombre} rows | {mediane:.2f} s | {octets // 1024} kB |"
        if rapports:
            rapport = statistics.median(rapports)
            tenu = tenu and rapport <= RAPPORT_MAX
            ligne += f" bare openpyxl × {rapport:.2f} |"
        sys.stdout.write(ligne + "\n")
        sys.stdout.flush()
    return 0 if tenu else 1


if __name__ == "__main__":
    sys.exit(main())
