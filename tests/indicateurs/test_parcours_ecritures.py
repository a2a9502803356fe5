"""One parcours, written in every way that people write headers, dates and words: the same figures, or one sentence."""

from datetime import date, timedelta

import pytest

from indicateurs.parcours.cellules import CREATION_DU_RMI, CelluleFautive, make_organismes
from referentiels.delais import FORMAT_USUEL
from tests.indicateurs.parcours_ecrits import (
    AUJOURDHUI,
    BASE,
    ENTETE,
    LIGNES,
    REGLES,
    make_lecture,
    make_xlsx,
    read_here,
    sum_up,
    write,
)


@pytest.fixture
def read(tmp_path):
    with read_here():
        yield make_lecture(tmp_path, REGLES, "f.csv")


# --- Text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jour", ["%d/%m/%Y", "%Y-%m-%d"])
@pytest.mark.parametrize(
    "heure",
    ["", " 00:00", " 0:00", " 00:00:00.000", " 00:00:00,000000", "T00:00:00", "  08:30", "\xa023:59:59", " "],
)
def test_a_date_may_have_a_time_midnight_or_not(read, jour, heure):
    assert sum_up(read(write(jour=jour + heure))) == BASE


@pytest.mark.parametrize("heure", [" 24:00", " 12:60", "T00:00:00Z", "T00:00:00+02:00", " midi", " 1"])
def test_what_follows_a_date_and_is_no_time_of_a_day_is_refused(read, heure):
    assert {e.code for e in read(write(jour="%Y-%m-%d" + heure)).erreurs} == {"date_illisible"}


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|", "~"])
@pytest.mark.parametrize("mot", ["sep=", "SEP=", "Sep="])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("guillemets", [False, True])
def test_the_separator_may_be_declared_on_a_first_line(read, separateur, mot, bom, guillemets):
    texte = write(separateur=separateur)
    if guillemets:
        texte = texte.replace("P001", '"P001"')
    assert sum_up(read(f"{bom}{mot}{separateur}\r\n{texte}")) == BASE


TITRES = {
    "one title": ["Extraction du 03/01/2022"],
    "a title padded to the width": ["Extraction du 03/01/2022 ; service insertion;;;;;", ";;;;;;"],
    "a notice with other separators": [
        "Service insertion, extraction, 2021",
        "À lire : a, b, c, d, e, f, g",
        "",
    ],
    "a date alone": ["03/01/2022", "12345"],
    "twenty-nine lines": [f"Ligne {n}" for n in range(29)],
}


@pytest.mark.parametrize("titre", TITRES.values(), ids=TITRES)
@pytest.mark.parametrize("guillemets", [False, True])
def test_headers_are_found_under_a_title(read, titre, guillemets):
    texte = write().replace("P001", '"P001"') if guillemets else write()
    resultat = read("\r\n".join(titre) + "\r\n" + texte)
    assert sum_up(resultat) == BASE
    assert resultat.ligne_entete == len(titre) + 1


def test_headers_under_other_names_are_found_under_a_title_too(read):
    noms = dict(zip(ENTETE, ["Dossier", "Structure", "DD", "Entrée", "Orienté le", "CER signé"], strict=True))
    texte = "Extraction du 03/01/2022\r\n" + write(entete=noms.values())
    assert sum_up(read(texte, correspondance=noms)) == BASE


def test_beyond_thirty_rows_headers_are_not_looked_for(read):
    resultat = read("\r\n".join(f"Ligne {n}" for n in range(31)) + "\r\n" + write())
    assert {e.code for e in resultat.erreurs} == {"colonne_manquante"}


def test_the_lines_of_faults_are_those_of_the_file_under_a_title(read):
    for texte in (write(), write().replace("P001", '"P001"')):
        resultat = read("sep=;\r\nTitre\r\n\r\n" + texte.replace("31/03/2021", "31/13/2021"))
        assert [(e.ligne, e.colonne) for e in resultat.erreurs] == [(5, "date_orientation")]


@pytest.mark.parametrize("encodage", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separateur", ["\t", ";"])
def test_unicode_text_of_a_spreadsheet_is_read(read, encodage, separateur):
    entete = [nom.replace("date_entree", "Date entrée") for nom in ENTETE]
    octets = ("\ufeff" + write(separateur=separateur, entete=entete)).encode(encodage)
    assert sum_up(read(octets, "f.txt")) == BASE


@pytest.mark.parametrize("suite", [b"a\x00\x00\x00", b"a", b"\x00\xd8a\x00"])
def test_what_only_begins_as_unicode_text_is_refused(read, suite):
    assert [e.code for e in read(b"\xff\xfe" + suite).erreurs] == ["type_refuse"]


@pytest.mark.parametrize("blanc", [" ", "\xa0", "\u202f", "\u200b", "\ufeff", "  \xa0 "])
@pytest.mark.parametrize("guillemets", [False, True])
def test_rows_of_blanks_are_no_lines(read, blanc, guillemets):
    ligne = ";".join([blanc] * len(ENTETE)) + "\r\n"
    texte = write().replace("P001", '"P001"') if guillemets else write()
    resultat = read(texte + ligne * 20 + blanc + "\r\n" + ligne.replace(";\r\n", f";;;{blanc}\r\n"))
    assert sum_up(resultat) == BASE
    assert resultat.lignes == len(LIGNES)


# --- Closed lists -----------------------------------------------------------------------------------------------

OUI = ("oui", "OUI", "O", "o", "VRAI", "Vrai", "true", "TRUE", "1")
NON = ("non", "Non", "N", "FAUX", "faux", "false", "FALSE", "0")


@pytest.mark.parametrize(("oui", "non"), [(o, NON[rang % len(NON)]) for rang, o in enumerate(OUI)])
def test_yes_and_no_are_written_in_many_ways(read, oui, non):
    mots = {"oui": oui, "non": non, "": ""}
    assert sum_up(read(write([[a, b, mots[c], *d] for a, b, c, *d in LIGNES]))) == BASE


@pytest.mark.parametrize(("oui", "non"), [(True, False), (1, 0), ("VRAI", "FAUX")])
def test_yes_and_no_of_a_workbook(read, oui, non):
    mots = {"oui": oui, "non": non, "": None}
    lignes = [[a, b, mots[c], *d] for a, b, c, *d in LIGNES]
    assert sum_up(read(make_xlsx([ENTETE, *lignes]), "f.xlsx")) == BASE


@pytest.mark.parametrize(
    "nom", ["France Travail", "FRANCE TRAVAIL", "france_travail", "Pôle emploi", "Pôle-Emploi"]
)
def test_pole_emploi_has_two_names(read, nom):
    assert sum_up(read(write().replace("pole_emploi", nom))) == BASE
    assert make_organismes(("france_travail", "autre"))[nom] == "france_travail"


@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("autre SPE", "autre_spe"),
        ("Autre organisme du SPE", "autre_spe"),
        ("SPE hors Pôle emploi", "autre_spe"),
        ("Mission locale", "autre_spe"),
        ("CAP EMPLOI", "autre_spe"),
        ("hors SPE", "hors_spe"),
        ("Organisme hors-SPE", "hors_spe"),
        ("Autre", "autre"),
    ],
)
def test_whether_another_organisme_is_of_the_spe_is_said_or_not(read, nom, code):
    """A CER is expected of each: who is oriented there is counted as before."""
    assert make_organismes(FORMAT_USUEL.organismes)[nom] == code
    assert sum_up(read(write().replace("cd_social", nom))) == BASE


def test_an_instrument_of_other_organismes_has_none_of_their_synonyms():
    with pytest.raises(CelluleFautive):
        make_organismes(("mairie",))["Mission locale"]


@pytest.mark.parametrize("valeur", ["mairie", "是", "2"])
def test_a_value_that_nobody_explained_is_an_error_of_its_line(read, valeur):
    assert [(e.ligne, e.code) for e in read(write().replace("cd_social", valeur)).erreurs] == [
        (2, "organisme_inconnu")
    ]
    resultat = read(write().replace("cd_social", valeur).replace("oui", "ja"), valeurs={
        "organisme": {"mairie": "cd_social", "2": "cd_social"}, "soumis_droits_devoirs": {"ja": "oui"}
    })  # fmt: skip
    if valeur == "是":
        assert [e.code for e in resultat.erreurs] == ["organisme_inconnu"]
    else:
        assert sum_up(resultat) == BASE


# --- Identifiers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ecrase", ["1,23457E+11", "1.23457E+11", "1E+12", "1.5e+15", "-1,2E+11"])
@pytest.mark.parametrize("guillemets", [False, True])
def test_an_identifier_crushed_by_excel_is_an_error_of_its_line(read, ecrase, guillemets):
    texte = write().replace("P002", ecrase)
    texte = texte.replace("P001", '"P001"') if guillemets else texte
    (erreur,) = read(texte).erreurs
    assert (erreur.ligne, erreur.colonne, erreur.code) == (3, "identifiant", "identifiant_ecrase")
    assert "Excel" in erreur.message and ecrase not in erreur.message


@pytest.mark.parametrize("nombre", [1e15, 1.23457e20, 123456789012345678])
def test_an_identifier_of_more_digits_than_excel_keeps_is_an_error(read, nombre):
    lignes = [[rang + 1, *reste] for rang, (_, *reste) in enumerate(LIGNES)]
    lignes[1][0] = nombre
    (erreur,) = read(make_xlsx([ENTETE, *lignes]), "f.xlsx").erreurs
    assert (erreur.ligne, erreur.code) == (3, "identifiant_ecrase")


@pytest.mark.parametrize("identifiant", ["AGE+12", "1E12", "LE+FORT", "923457000000000", "923456789012345"])
def test_an_identifier_that_only_looks_like_it_is_read(read, identifiant):
    assert sum_up(read(write().replace("P002", identifiant))) == BASE


# --- Dates that cannot be ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("colonne", range(3, 6))
@pytest.mark.parametrize(
    ("jour", "code"),
    [
        ("01/03/0021", "date_improbable"),
        ("1821-03-01", "date_improbable"),
        ("01/01/1900", "date_improbable"),
        (f"{CREATION_DU_RMI - timedelta(1)}", "date_improbable"),
        (f"{AUJOURDHUI + timedelta(1)}", "date_future"),
        ("9999-12-31", "date_future"),
    ],
)
def test_a_date_out_of_bounds_is_an_error_of_its_line_in_every_column(read, colonne, jour, code):
    ligne = ["P009", "autre", "oui", *[date(2021, 5, 3)] * 3]
    ligne[colonne] = jour
    erreurs = [e for e in read(write([*LIGNES, ligne])).erreurs if e.code.startswith("date")]
    assert [(e.ligne, e.colonne, e.code) for e in erreurs] == [(6, ENTETE[colonne], code)]
    assert "1er décembre 1988" in erreurs[0].message and "1er février 2022" in erreurs[0].message


def test_the_bounds_themselves_are_dates(read):
    ligne = ["P009", "autre", "oui", CREATION_DU_RMI, AUJOURDHUI, AUJOURDHUI]
    assert sum_up(read(write([*LIGNES, ligne]))) == BASE
