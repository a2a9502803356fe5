"""What the import of a parcours file refuses, and that nothing of a refused file is kept."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from indicateurs import taches
from indicateurs.models import (
    EtatImport,
    ImportParcours,
)
from tests.indicateurs.depots import (
    ENTETE,
    FICHIER,
    deposit,
    get_dernier,
    go,
    list_files,
    look,
    read_whole_database,
)
from tests.lecture import read_html

MAUVAIS = (
    ENTETE
    + "SECRET-77;2021-13-77;2021-03-08;2021-03-31;cd_social;2021-04-14;2021-04-30;oui\n"
    + "SECRET-78;2021-01-31;2021-02-05;2021-03-02;cd_social;2021-17-03;2021-04-02;oui\n"
)
pytestmark = [pytest.mark.usefixtures("sas"), pytest.mark.une_base]


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("parcours.csv", b"a\x00b", "pas un texte"),
        ("parcours.xlsx", b"pas un classeur", "pas un classeur"),
        ("parcours.csv", b"nom;prenom\nLe Goff;Yann\n", "données personnelles"),
        ("parcours.csv", b";".join([b"date"] * 17) + b"\n", "«\u00a0date\u00a0» est présente 17 fois"),
        ("parcours.csv", b"<html>\n<p>Connexion</p>\n", "n’a que 1 colonne"),
    ],
    ids=["NUL bytes", "text renamed xlsx", "names of persons", "17 columns named date", "a page of a site"],
)
def test_the_gate_refuses_at_once_beside_the_field_and_keeps_nothing(agent, sas, nom, contenu, phrase):
    avant = ImportParcours.objects.count()
    reponse = deposit(agent, contenu, nom)
    assert reponse.status_code == 422
    assert phrase in read_html(reponse)
    assert (ImportParcours.objects.count(), list_files(sas)) == (avant, [])


def test_refused_lines_are_told_by_number_then_erased_once_taken_away(agent, travailler, sas):
    deposit(agent, MAUVAIS)
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.depot, list_files(sas)) == (EtatImport.REFUSE, "", [])
    assert "rien n’est enregistré" in look(agent)
    reponse = go(agent, "releve_parcours")
    assert reponse["Content-Type"].startswith("text/csv")
    releve = reponse.content.decode("utf-8-sig").splitlines()
    assert releve[0] == "ligne;colonne;code;erreur"
    assert [ligne.split(";")[0] for ligne in releve[1:]] == ["2", "3"]
    assert "SECRET" not in read_html(reponse)
    imp.refresh_from_db()
    assert (imp.erreurs, imp.nb_erreurs) == (None, 2)
    assert "Le relevé des lignes refusées est effacé" in look(agent)
    assert go(agent, "releve_parcours").status_code == 302


def test_the_list_of_refused_lines_is_erased_on_demand_or_after_an_hour(agent, travailler):
    deposit(agent, MAUVAIS)
    travailler()
    assert go(agent, "effacer_releve").status_code == 302
    assert get_dernier().erreurs is None
    deposit(agent, MAUVAIS)
    travailler()
    travailler()
    assert get_dernier().erreurs
    ImportParcours.objects.update(battement=timezone.now() - timedelta(minutes=61))
    travailler()
    assert get_dernier().erreurs is None


@pytest.mark.parametrize("debut", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\xa0=", "＝"])
def test_no_cell_of_the_list_of_refused_lines_is_a_formula(agent, travailler, debut):
    deposit(agent, MAUVAIS)
    travailler()
    mauvais = f"{debut}HYPERLINK(1)"
    erreur = {"ligne": 2, "colonne": mauvais, "code": mauvais, "message": mauvais}
    ImportParcours.objects.filter(pk=get_dernier().pk).update(erreurs=[erreur])
    texte = go(agent, "releve_parcours").content.decode("utf-8-sig")
    entete, ligne = csv.reader(StringIO(texte, newline=""), delimiter=";")
    assert entete == ["ligne", "colonne", "code", "erreur"]
    assert ligne == ["2", *[f"'{mauvais}"] * 3]


def test_no_value_of_a_file_is_left_anywhere(agent, travailler, sas, monkeypatch, caplog):
    deposit(agent)
    travailler()
    go(agent, "confirmer_parcours")
    deposit(agent, MAUVAIS)
    travailler()

    valeur = "SECRET-79"

    def fail(*args, **kwargs):
        raise ValueError(valeur)

    monkeypatch.setattr(taches, "compute_fichier", fail)
    deposit(agent)
    travailler()
    assert get_dernier().etat == EtatImport.ECHOUE
    assert "une erreur du site" in look(agent)
    tout = read_whole_database()
    assert "parcours.csv" in tout
    identifiants = [ligne.split(";")[0] for ligne in FICHIER.decode().splitlines()[1:]]
    cherches = [f"'{i}'" for i in identifiants] + [f'"{i}"' for i in identifiants]
    assert [mot for mot in [*cherches, "SECRET", "2021-13-77", "2021-17-03"] if mot in tout] == []
    assert "ValueError" in caplog.text
    assert "SECRET" not in caplog.text
    assert list_files(sas) == []
