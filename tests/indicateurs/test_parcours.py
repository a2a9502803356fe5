"""The parcours file: every way it may be written, every way it may be wrong."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from tests.indicateurs.parcours_ecrits import make_lecture, read_here
from tests.referentiels.regles import build_regle

REGLES = [
    build_regle(
        {"code": "R2", "delai": {"de": "entree", "a": "orientation", "limite": {"jours": 30}}, "total": "R1"}
    ),
    build_regle(
        {"code": "R4", "delai": {"de": "orientation", "a": "premier_rdv", "limite": {"semaines": 2}}}
    ),
]
ENTETE = "identifiant;date_entree;date_orientation;organisme;date_premier_rdv"
BONNE = "C01;2021-03-01;2021-03-31;cd_social;2021-04-14"


@pytest.fixture
def read(tmp_path):
    with read_here():
        yield make_lecture(tmp_path, REGLES, "f.csv")


def make_xlsx(lignes):
    classeur = openpyxl.Workbook()
    for ligne in lignes:
        classeur.active.append(ligne)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


@pytest.mark.parametrize(
    "contenu",
    [
        pytest.param(f"{ENTETE}\n{BONNE}\n", id="semicolons"),
        pytest.param(f"{ENTETE}\n{BONNE}\n".replace(";", ","), id="commas"),
        pytest.param(f"{ENTETE}\n{BONNE}\n".replace(";", "\t"), id="tabs"),
        pytest.param(f"{ENTETE}\n{BONNE}\n".encode("utf-8-sig"), id="UTF-8 with BOM"),
        pytest.param(f"{ENTETE};région\n{BONNE};x\n".encode("cp1252"), id="Windows-1252"),
        pytest.param("Date d'entrée;IDENTIFIANT;Organisme;Date orientation;date premier RDV\n"
                     "01/03/2021;C01;CD social;31/03/2021;14/04/2021\n".replace("Date d'entrée", "Date entrée"),
                     id="another order, accents, capitals, French dates"),
        pytest.param(f"{ENTETE}\r\n\r\n{BONNE}\r\n;;;;\r\n", id="Windows line ends and blank lines"),
        pytest.param(f"{ENTETE};x\n{BONNE}\n", id="cells missing at the end of the line"),
    ],
)  # fmt: skip
def test_a_file_may_be_written_in_many_ways(read, contenu):
    resultat = read(contenu)
    assert resultat.erreurs == ()
    figures = resultat.get_resultats_json()
    assert figures["R1"] == {"effectif": 1}
    assert figures["R2"]["dans_delai"] == figures["R4"]["dans_delai"] == 1


def test_an_xlsx_with_real_dates_is_read(read):
    resultat = read(
        make_xlsx(
            [
                ENTETE.split(";"),
                ["C01", datetime(2021, 3, 1), datetime(2021, 3, 31), "cd_social", datetime(2021, 4, 14)],
                [None] * 5,
            ]
        ),
        "f.xlsx",
    )
    assert resultat.erreurs == ()
    assert resultat.lignes == 1
    assert resultat.resultats["R2"].dans_delai == 1


@pytest.mark.parametrize(
    ("ligne", "code", "colonne"),
    [
        pytest.param("C02;2021-02-30;;;", "date_illisible", "date_entree", id="an impossible date"),
        pytest.param("C02;hier;;;", "date_illisible", "date_entree", id="a word for a date"),
        pytest.param("C02;44321;;;", "date_numero", "date_entree", id="an Excel number for a date"),
        pytest.param("C02;2022-03-01;;;", "date_future", "date_entree", id="a date after the import"),
        pytest.param("C02;2021-03-01;2021-02-01;autre;", "orientation_avant_entree", "date_orientation",
                     id="orientation before entry"),
        pytest.param("C02;2021-03-01;2021-03-05;autre;2021-03-04", "premier_rdv_avant_orientation", "date_premier_rdv",
                     id="rendez-vous before orientation"),
        pytest.param("C02;2021-03-01;2021-03-05;;", "organisme_manquant", "organisme",
                     id="orientation without its organisme"),
        pytest.param("C02;2021-03-01;2021-03-05;mairie;", "organisme_inconnu", "organisme",
                     id="an unknown organisme"),
        pytest.param(";2021-03-01;;;", "identifiant_vide", "identifiant", id="no identifier"),
        pytest.param("C02;2021-03-01;;;;surplus", "ligne_trop_longue", None, id="one cell too many"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_one_sentence_with_its_place(read, ligne, code, colonne):
    resultat = read(f"{ENTETE}\n{BONNE}\n{ligne}\n")
    assert [(e.ligne, e.colonne, e.code) for e in resultat.erreurs] == [(3, colonne, code)]
    assert resultat.resultats is None
    assert resultat.get_resultats_json() is None


def test_all_errors_come_at_once(read):
    resultat = read(f"{ENTETE}\nC01;hier;demain;mairie;\n;2021-03-01;;;\n")
    assert [(e.ligne, e.code) for e in resultat.erreurs] == [
        (2, "date_illisible"),
        (2, "date_illisible"),
        (2, "organisme_inconnu"),
        (3, "identifiant_vide"),
    ]


def test_one_person_twice_on_one_day_is_an_error_but_two_entries_are_not(read):
    resultat = read(f"{ENTETE}\n{BONNE}\nC01;2021-09-01;;;\nC01;01/03/2021;;;\n")
    assert [(e.ligne, e.code) for e in resultat.erreurs] == [(4, "doublon")]


def test_a_missing_column_names_the_nearest_one(read):
    resultat = read("identifiant;date_entre;date_orientation;organisme;date_premier_rdv\n")
    assert [(e.ligne, e.colonne, e.code) for e in resultat.erreurs] == [
        (1, "date_entree", "colonne_manquante")
    ]
    assert "«\u00a0date_entre\u00a0»" in resultat.erreurs[0].message


def test_columns_that_are_not_needed_are_ignored_and_named(read):
    resultat = read(f"{ENTETE};date_notification;couleur\n{BONNE};n’importe quoi;bleu\n")
    assert resultat.erreurs == ()
    assert resultat.colonnes_ignorees == ("date_notification", "couleur")


@pytest.mark.parametrize(
    "colonne", ["Nom", "prénom", "NIR", "Date de naissance", "N° matricule", "E-mail", "Adresse"]
)
def test_a_column_that_says_who_a_person_is_stops_the_import(read, colonne):
    resultat = read(f"{ENTETE};{colonne}\n{BONNE};secret\n")
    assert [e.code for e in resultat.erreurs] == ["donnee_personnelle"]
    assert "secret" not in str(resultat)


@pytest.mark.parametrize("valeur", ["1 85 05 78 006 084 36", "285057800608436", "x.y@exemple.fr"])
def test_a_cell_that_looks_personal_stops_the_import_and_is_not_repeated(read, valeur):
    resultat = read(f"{ENTETE}\n{valeur};2021-03-01;;;\n")
    assert [e.code for e in resultat.erreurs] == ["donnee_personnelle"]
    assert valeur not in str(resultat)


@pytest.mark.parametrize(
    ("octets", "nom", "code"),
    [
        pytest.param(b"", "f.csv", "fichier_vide", id="empty"),
        pytest.param(b"\n\n", "f.csv", "fichier_vide", id="blank lines only"),
        pytest.param(ENTETE.encode(), "f.csv", "fichier_vide", id="a header only"),
        pytest.param(b"%PDF-1.7", "f.pdf", "type_refuse", id="a PDF"),
        pytest.param(b"a;b\n\x00;1\n", "f.csv", "type_refuse", id="NUL bytes"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "f.xlsx", "ancien_excel", id="xls or password"
        ),
        pytest.param(b"PK\x03\x04" + b"0" * 100, "f.xlsx", "classeur_illisible", id="a broken zip"),
        pytest.param(b"identifiant;x\n", "f.xlsx", "type_refuse", id="text named .xlsx"),
        pytest.param(f'{ENTETE}\n"C01"x;2021\n'.encode(), "f.csv", "csv_casse", id="a broken quote"),
    ],
)
def test_what_is_not_a_parcours_file_is_refused_in_one_sentence(read, octets, nom, code):
    resultat = read(octets, nom)
    assert [e.code for e in resultat.erreurs] == [code]
    assert resultat.erreurs[0].message.endswith((".", ").", "mot de passe."))


def make_zip(**entrees):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in entrees.items():
            archive.writestr(nom.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), octets)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("entrees", "code"),
    [
        pytest.param({"xl__workbook_xml": b"<a/>", "xl__vbaProject_bin": b"x"}, "macros", id="macros"),
        pytest.param(
            {"xl__workbook_xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "classeur_illisible", id="a DTD"
        ),
        pytest.param(
            {
                "xl__workbook_xml": b"<a/>",
                "xl__worksheets__sheet1_xml": b'<row><c r="XFD1048576"><v>1</v></c></row>',
            },
            "cellule_lointaine",
            id="one cell at XFD1048576",
        ),
        pytest.param({"autre_xml": b"<a/>"}, "classeur_illisible", id="a zip that is no workbook"),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_is_parsed(read, entrees, code):
    assert [e.code for e in read(make_zip(**entrees), "f.xlsx").erreurs] == [code]


def test_a_thousand_errors_are_shown_and_all_are_counted(read):
    resultat = read(ENTETE + "\n" + "C01;hier;;;\n" * 1500)
    assert len(resultat.erreurs) == 1000
    assert resultat.nb_erreurs == 1500
