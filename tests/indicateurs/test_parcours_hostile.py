"""Files nobody should send: one French sentence each, bounded memory, and never more than a child process hurt."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from random import Random

import openpyxl
import pytest

from fichiers.porte import admit_fichier
from tests.ampleur import count_cas
from tests.indicateurs.parcours_abimes import (
    BON,
    ENTETE,
    FEUILLE,
    REGLES,
    TETE,
    make_classeur,
    replace_entree,
)
from tests.indicateurs.parcours_ecrits import make_lecture, read_here
from tests.sources import RACINE

# Reads each file named, then says what is wrong with each, and the largest memory of a child, in kB.
MESURE = """
import json, resource, sys
from datetime import date
from pathlib import Path
from tests.referentiels.regles import build_regle
from indicateurs.parcours.appel import compute_fichier
limite = {"de": "entree", "a": "orientation", "limite": {"jours": 30}}
regles, fin = [build_regle({"code": "R2", "delai": limite, "total": "R1"})], date(2021, 12, 31)
lus = [compute_fichier(Path(f), f, regles, date(2021, 1, 1), fin, fin, date(2022, 2, 1)) for f in sys.argv[1:]]
dits = [([(e.code, e.message) for e in lu.erreurs], lu.resultats is None) for lu in lus]
print(json.dumps([dits, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


@pytest.fixture
def read(tmp_path):
    return make_lecture(tmp_path, REGLES, "f.xlsx")


@pytest.fixture
def read_ici(read):
    with read_here():
        yield read


def add_cellule(cellule):
    return lambda xml: xml.replace(b"</sheetData>", b'<row r="9">' + cellule + b"</row></sheetData>")


def make_bombe():
    """One small archive that inflates to 700 MB, made piece by piece: the memory of this process is not the matter."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(FEUILLE, "w") as feuille:
            for _ in range(700):
                feuille.write(b" " * 1_000_000)
    return sortie.getvalue()


def set_cellule(place, valeur):
    """Write a cell as a plain number or text, whatever format it had."""

    def change(feuille):
        feuille[place], feuille[place].number_format = valeur, "General"

    return change


def set_drapeau_chiffre(octets):
    """Say that every entry is encrypted."""
    octets = bytearray(octets)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for trouve in re.finditer(re.escape(signature), bytes(octets)):
            octets[trouve.start() + place] |= 1
    return bytes(octets)


LOIN = b'<c r="XFD1048576" t="n"><v>1</v></c>'
CLASSEURS = {
    # Made for who runs these tests, not for who lists them.
    "a zip bomb": (make_bombe, "classeur_trop_gros"),
    "one cell at XFD1048576": (replace_entree(BON, {FEUILLE: add_cellule(LOIN)}), "cellule_lointaine"),
    "macros": (replace_entree(BON, {"xl/vbaProject.bin": lambda _: b"x"}), "macros"),
    "a password, entry by entry": (set_drapeau_chiffre(BON), "classeur_illisible"),
    "a .xls, or a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 1000, "ancien_excel"),
    "a zip cut short": (BON[: len(BON) // 2], "classeur_illisible"),
    "a DTD": (
        replace_entree(BON, {FEUILLE: lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml}),
        "classeur_illisible",
    ),
    "no sheet": (replace_entree(BON, {FEUILLE: lambda _: b""}), "classeur_illisible"),
    "merged cells": (make_classeur(lambda feuille: feuille.merge_cells("A2:A3")), "cellules_fusionnees"),
    "only headers": (make_classeur(lignes=0), "fichier_vide"),
}


@pytest.fixture(scope="module")
def lus(tmp_path_factory):
    """{name: (faults, has it no result)} of these workbooks, and the largest memory of a child: read in a process
    whose children are readers only."""
    dossier, chemins = tmp_path_factory.mktemp("classeurs"), []
    for rang, (octets, _) in enumerate(CLASSEURS.values()):
        chemins.append(dossier / f"{rang}.xlsx")
        chemins[-1].write_bytes(octets() if callable(octets) else octets)
    fini = subprocess.run(
        [sys.executable, "-c", MESURE, *map(str, chemins)], cwd=RACINE, capture_output=True, check=True
    )
    dits, memoire = json.loads(fini.stdout)
    return dict(zip(CLASSEURS, dits, strict=True)), memoire


@pytest.mark.parametrize("nom", CLASSEURS)
def test_a_workbook_that_cannot_be_read_is_one_sentence(lus, nom):
    erreurs, is_sans_resultat = lus[0][nom]
    assert [code for code, _message in erreurs] == [CLASSEURS[nom][1]]
    assert erreurs[0][1].endswith(".")
    assert is_sans_resultat


def test_memory_of_children_stays_bounded(lus):
    """Over the hostile workbooks, bomb included."""
    assert lus[1] < 300_000


@pytest.mark.parametrize(
    "cellule",
    [
        pytest.param(LOIN.replace(b'"', b"'"), id="written so that the gate does not see it"),
        pytest.param(b'<c r="ZZZZZZ99999999999" t="n"><v>1</v></c>', id="an address that is none"),
        pytest.param(b'<c r="A1048576" t="s"><v>99999999999999999999</v></c>', id="a text that is not there"),
    ],
)
def test_what_passes_the_gate_hurts_only_the_child(read, cellule):
    resultat = read(replace_entree(BON, {FEUILLE: add_cellule(cellule)}))
    assert resultat.nb_erreurs
    assert all(erreur.message.endswith(".") for erreur in resultat.erreurs)


def test_a_dimension_that_lies_changes_nothing(read):
    ment = {FEUILLE: lambda xml: re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:XFD1048576"', xml)}
    assert read(replace_entree(BON, ment)).resultats["R1"] == 3


def set_reference(feuille):
    feuille["C3"], feuille["F4"] = "#REF!", "#REF!"
    feuille["C3"].data_type = feuille["F4"].data_type = "e"


@pytest.mark.parametrize(
    ("change", "fautes"),
    [
        pytest.param(set_reference, [(3, "date_orientation", "cellule_en_erreur")], id="#REF! where it is read only"),
        pytest.param(
            set_cellule("B3", 44321), [(3, "date_entree", "date_numero")], id="44321"
        ),
        pytest.param(
            set_cellule("B3", 12.5), [(3, "date_entree", "date_illisible")], id="12,5"
        ),
        pytest.param(
            set_cellule("A3", "C0"), [(3, "identifiant", "doublon")], id="a duplicate"
        ),
        pytest.param(
            set_cellule("D3", True), [(3, "organisme", "organisme_inconnu")], id="a boolean"
        ),
    ],
)  # fmt: skip
def test_a_wrong_cell_of_a_workbook_has_its_line_and_column(read_ici, change, fautes):
    resultat = read_ici(make_classeur(change))
    assert [(e.ligne, e.colonne, e.code) for e in resultat.erreurs] == fautes


def test_a_workbook_may_begin_lower_and_further_right(read):
    classeur = openpyxl.Workbook()
    for rang, ligne in enumerate([ENTETE, [12, datetime(2021, 3, 1), "#N/A", "cd_social"]], start=4):
        for place, valeur in enumerate(ligne, start=3):
            classeur.active.cell(rang, place, valeur)
    classeur.active["E5"].data_type = "e"
    sortie = io.BytesIO()
    classeur.save(sortie)
    resultat = read(sortie.getvalue())
    assert [(e.ligne, e.colonne, e.code) for e in resultat.erreurs] == [
        (5, "date_orientation", "cellule_en_erreur")
    ]


def test_mutants_of_a_workbook_never_hurt_the_parent(read):
    hasard, codes = Random(2021), set()
    for _ in range(count_cas(20)):
        octets = bytearray(BON)
        for _ in range(hasard.choice((1, 3, 30))):
            octets[hasard.randrange(len(octets))] = hasard.randrange(256)
        resultat = read(bytes(octets))
        assert (resultat.resultats is None) == bool(resultat.erreurs)
        assert all(erreur.message.endswith(".") for erreur in resultat.erreurs)
        codes |= {erreur.code for erreur in resultat.erreurs}
    assert "classeur_illisible" in codes


def test_mutants_of_the_sheet_itself_never_hurt_the_parent(read):
    """Their archive is whole, so that calamine reads every one."""
    hasard = Random(1921)

    def mutate(xml):
        octets = bytearray(xml)
        for _ in range(hasard.choice((1, 3, 30))):
            octets[hasard.randrange(len(octets))] = hasard.choice(b"<>\"'/=0Z \xff")
        return bytes(octets)

    for _ in range(count_cas(10)):
        resultat = read(replace_entree(BON, {FEUILLE: mutate}))
        assert (resultat.resultats is None) == bool(resultat.erreurs)
        assert all(erreur.message.endswith(".") for erreur in resultat.erreurs)


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        pytest.param(f"{TETE}\nC1;2021-01-0\x005;;\n", (None, "type_refuse"), id="a NUL byte"),
        pytest.param(
            f'{TETE}\nC1;"2021-01-05;;\nC2;2021-01-05;;\n', (2, "csv_casse"), id="a quote that never ends"
        ),
        pytest.param(f'{TETE}\n"C1"x;2021-01-05;;\n', (2, "csv_casse"), id="a quote inside a cell"),
        pytest.param(f"{TETE}\nC1;44321;;\n", (2, "date_numero"), id="a date as 44321"),
        pytest.param(f"{TETE}\nC1;#REF!;;\n", (2, "cellule_en_erreur"), id="#REF! for a date"),
        pytest.param(f"{TETE}\n#N/A;2021-01-05;;\n", (2, "cellule_en_erreur"), id="#N/A for an identifier"),
        pytest.param(";" * 1_000_000, (1, "ligne_sans_fin"), id="a million empty columns"),
        pytest.param(TETE + ";" * 2_000 + "\n", (None, "trop_de_colonnes"), id="two thousand columns"),
        pytest.param(TETE + "\nC1;" + "9" * 3_000_000, (2, "ligne_sans_fin"), id="a line without an end"),
        pytest.param(TETE + '\n"C1";' + "9" * 3_000_000, (2, "ligne_sans_fin"), id="the same, with quotes"),
        pytest.param(";".join(["date"] * 17) + "\nx\n", (1, "colonne_manquante"), id="17 columns named date"),
        pytest.param("C1;2021-03-01;2021-03-31;autre\n", (1, "entete_absent"), id="no header"),
    ],
)
def test_a_text_that_cannot_be_read_is_one_sentence(read_ici, texte, faute):
    resultat = read_ici(texte.encode(), "f.csv")
    assert (resultat.erreurs[0].ligne, resultat.erreurs[0].code) == faute
    assert len({erreur.code for erreur in resultat.erreurs}) == 1
    assert all(erreur.message.endswith(".") for erreur in resultat.erreurs)


def test_no_value_of_the_file_comes_back(read):
    lignes = [
        "Zoé;Zoé;Zoé;Zoé",
        "Zoé;2050-01-01;1871-13-45;Zoé",
        "Zoé;2021-01-05;2021-01-04;Zoé",
        ";Zoé;Zoé;",
    ]
    resultat = read("\n".join([TETE, *lignes]).encode(), "f.csv")
    assert resultat.nb_erreurs >= 9
    assert not re.search("Zoé|2050|1871|2021", " ".join(e.message for e in resultat.erreurs))


@pytest.mark.parametrize(
    "programme",
    [
        pytest.param("import os; os.abort()", id="a child that aborts"),
        pytest.param("import time; time.sleep(60)", id="a child that hangs"),
        pytest.param("x = b'0' * 10**12", id="a child that takes too much"),
        pytest.param("print('bonjour')", id="a child that says something else"),
        pytest.param(
            "import os\nwhile True: os.write(1, b'0' * 65536)", id="a child that never stops talking"
        ),
    ],
)
def test_a_child_that_fails_is_one_sentence(read, monkeypatch, programme):
    monkeypatch.setattr("fichiers.appel.PYTHON", [sys.executable, "-c", programme])
    monkeypatch.setattr("indicateurs.parcours.appel.SECONDES_MAX", 1)
    resultat = read(f"{TETE}\nC1;2021-01-05;;\n".encode(), "f.csv")
    assert [e.code for e in resultat.erreurs] == ["lecture_interrompue"]


def test_the_gate_alone_says_what_it_saw():
    depot = admit_fichier(io.BytesIO(make_classeur(set_reference)), "f.xlsx")
    assert depot.en_erreur == ((FEUILLE, 3, 2), (FEUILLE, 4, 5))
    assert admit_fichier(io.BytesIO(b"a;b\r\n"), "f.csv").coupe_simple
    assert not admit_fichier(io.BytesIO(b"a;b\r1;2"), "f.csv").coupe_simple
