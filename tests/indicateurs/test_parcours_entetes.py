"""The headers of a parcours file: read alone, proposed, chosen, those of another instrument."""

import pytest

from fichiers.porte import FichierRefuse
from indicateurs.parcours.appel import read_entete
from indicateurs.parcours.entetes import propose_correspondance
from referentiels.delais import FORMAT_USUEL
from tests.indicateurs.parcours_abimes import BON, ENTETE, REGLES, TETE
from tests.indicateurs.parcours_ecrits import make_lecture, read_here
from tests.referentiels.regles import build_format, build_regle


@pytest.fixture
def read(tmp_path):
    with read_here():
        yield make_lecture(tmp_path, REGLES, "f.xlsx")


def test_a_column_named_17_times_cannot_be_chosen(read):
    texte = ";".join([*ENTETE[:1], *["date"] * 17, *ENTETE[2:]])
    resultat = read(f"{texte}\nx\n".encode(), "f.csv", correspondance={"date_entree": "date"})
    assert [(e.colonne, e.code) for e in resultat.erreurs] == [("date_entree", "colonne_en_double")]
    assert "17 fois" in resultat.erreurs[0].message


def test_headers_are_read_alone(tmp_path):
    for nom, octets in (
        ("f.xlsx", BON),
        ("f.csv", TETE.encode()),
        ("f.csv", f'"{TETE}"'.replace(";", '";"').encode()),
    ):
        (tmp_path / nom).write_bytes(octets)
        assert read_entete(tmp_path / nom, nom, REGLES).entetes == tuple(ENTETE)
    with pytest.raises(FichierRefuse, match="classeur"):
        (tmp_path / "f.xlsx").write_bytes(BON[:3000])
        read_entete(tmp_path / "f.xlsx", "f.xlsx", REGLES)


def test_headers_that_differ_are_proposed_then_used(read, tmp_path):
    entetes = ("Identifiant", "Date d'entrée RSA", "Orienté le", "Organisme référent", "date_cer")
    proposee = propose_correspondance(entetes, REGLES, FORMAT_USUEL)
    assert proposee == {
        "identifiant": "Identifiant",
        "organisme": "Organisme référent",
        "date_entree": "Date d'entrée RSA",
        "date_orientation": None,
        "soumis_droits_devoirs": None,
    }
    texte = ";".join(entetes) + "\nC1;2021-03-01;2021-03-31;autre;\n"
    resultat = read(texte.encode(), "f.csv", correspondance=proposee | {"date_orientation": "Orienté le"})
    assert resultat.erreurs == ()
    assert resultat.resultats["R2"].dans_delai == 1
    assert resultat.colonnes_ignorees == ("date_cer",)


def test_one_column_cannot_serve_for_two(read):
    correspondance = {"date_entree": "jour", "date_orientation": "jour"}
    resultat = read(b"identifiant;jour;organisme\n", "f.csv", correspondance=correspondance)
    assert [e.code for e in resultat.erreurs] == ["colonne_en_double"]


def test_a_file_of_another_instrument_is_read_by_its_own_format(read):
    format_lu = build_format(
        {
            "dates": [
                {"code": "reperage", "colonne": "date_reperage", "libelle": "Repérage"},
                {"code": "bilan", "colonne": "date_bilan", "libelle": "Bilan", "apres": "reperage"},
            ],
            "organismes": [],
        }
    )
    delai = {"de": "reperage", "a": "bilan", "limite": {"jours": 45}}
    regles = [build_regle({"code": "B2", "delai": delai, "total": "B1"}, format_lu)]
    texte = "identifiant;date_reperage;date_bilan\nC1;2021-01-01;2021-02-15\nC2;2021-01-01;2021-02-16\nC3;2021-12-01;\n"
    resultat = read(texte.encode(), "f.csv", regles=regles, format=format_lu)
    assert resultat.get_resultats_json() == {
        "B1": {"effectif": 3},
        "B2": {"dans_delai": 1, "hors_delai": 1, "en_cours": 1, "mediane_jours": 45.5},
    }
    assert resultat.get_details_json()["B2"]["par_mois"] == [["2021-01", 1, 1, 0], ["2021-12", 0, 0, 1]]
    mal = read(
        b"identifiant;date_reperage;date_bilan\nC1;2021-02-01;2021-01-15\n",
        "f.csv",
        regles=regles,
        format=format_lu,
    )
    assert [e.code for e in mal.erreurs] == ["bilan_avant_reperage"]
