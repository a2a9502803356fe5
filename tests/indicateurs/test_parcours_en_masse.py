"""A file of 100,000 pairs of dates, however it is written, gives what an oracle written apart finds line after line."""

import csv
import os
import shutil
from datetime import date, timedelta
from random import Random
from signal import SIGKILL
from statistics import median
from subprocess import Popen

import pytest

from indicateurs.parcours.appel import CalculAnnule, compute_fichier
from indicateurs.parcours.entetes import make_attendus
from indicateurs.parcours.lecture import read_lignes
from indicateurs.parcours.lignes import Lignes
from indicateurs.parcours.sources import SansGuillemet
from referentiels.delais import FORMAT_USUEL
from tests.ampleur import count_cas
from tests.indicateurs.oracle_delais import (
    AN,
    REGLES,
    exclude_naively,
    judge_naively,
    mean_naively,
    naive_end,
)
from tests.indicateurs.parcours_ecrits import read_here
from tests.referentiels.regles import build_regle

AUJOURDHUI = date(2022, 6, 30)
ENTETE = [
    "identifiant",
    "date_entree",
    "date_notification",
    "date_orientation",
    "organisme",
    "date_premier_rdv",
    "date_cer",
    "soumis_droits_devoirs",
]
ORGANISMES = ("cd_social", "cd_socio_pro", "pole_emploi", "autre_spe", "hors_spe", "autre")
# Where a rule about months may go wrong: their ends, in leap years and not.
FINS_DE_MOIS = [
    jour
    for n in range(1500)
    if (jour := date(2019, 1, 1) + timedelta(n)).day >= 28 or (jour + timedelta(1)).day <= 2
]
LIMITES = ({"jours": 30}, {"semaines": 2}, {"mois": 1}, {"mois": 2})


def make_parcours(nombre, graine, arrete):
    """Random lines, half of them on a critical day: end of month, last day in time, day after, arrêté."""
    hasard = Random(graine)

    def draw_depart():
        tirage = hasard.random()
        if tirage < 0.3:
            return hasard.choice(FINS_DE_MOIS)
        if tirage < 0.5:  # its limit is on the arrêté, or a day from it
            return min(
                arrete - timedelta(hasard.choice((13, 14, 15, 27, 28, 29, 30, 31, 32, 59, 60, 61, 62))),
                AUJOURDHUI,
            )
        return date(2020, 10, 1) + timedelta(hasard.randrange(600))

    def draw_suite(depart):
        tirage = hasard.random()
        if depart is None or tirage < 0.15:
            return None
        if tirage < 0.5:
            jour = naive_end(depart, hasard.choice(LIMITES)) + timedelta(hasard.choice((-1, 0, 0, 1)))
        elif tirage < 0.6:
            jour = max(depart, arrete + timedelta(hasard.choice((-1, 0, 1))))
        else:
            jour = depart + timedelta(hasard.randrange(90))
        return None if jour > AUJOURDHUI else jour

    for _ in range(nombre):
        entree = draw_depart()
        if entree > AUJOURDHUI:
            entree = AUJOURDHUI
        orientation = draw_suite(entree)
        organisme = hasard.choice(ORGANISMES) if orientation or hasard.random() < 0.3 else ""
        notification = draw_suite(entree)
        soumis = hasard.random() < 0.8
        yield (
            soumis,
            organisme,
            entree,
            notification,
            orientation,
            draw_suite(orientation),
            draw_suite(orientation),
        )


def write_csv(chemin, parcours, francais=False, **style):
    def show(jour):
        if jour is None:
            return ""
        return f"{jour:%d/%m/%Y}" if francais and jour.day % 2 else jour.isoformat()

    with chemin.open("w", encoding="utf-8", newline="") as fichier:
        sortie = csv.writer(fichier, delimiter=";", **style)
        sortie.writerow(ENTETE)
        for numero, (soumis, organisme, entree, notification, orientation, rdv, cer) in enumerate(parcours):
            dates = [show(entree), show(notification), show(orientation)]
            sortie.writerow(
                [
                    f"P{numero * 7919 % 1_000_003:07}",
                    *dates,
                    organisme,
                    show(rdv),
                    show(cer),
                    "oui" if soumis else "Non",
                ]
            )


def check_against_oracle(resultat, parcours, referentiel, arrete):
    assert resultat.erreurs == ()
    assert resultat.lignes == len(parcours)
    for table in REGLES[referentiel]:
        attendu, jours, par_mois = judge_naively(parcours, table, arrete)
        figure = resultat.get_resultats_json()[table["code"]]
        assert figure == {**attendu, "mediane_jours": median(jours)}
        assert resultat.details[table["code"]].par_mois == par_mois
        assert dict(resultat.details[table["code"]].exclus) == exclude_naively(parcours, table, arrete)
        if table.get("total"):
            assert resultat.resultats[table["total"]] == sum(attendu.values())
        if table.get("evenements"):
            assert resultat.resultats[table["evenements"]] == len(jours)


@pytest.mark.parametrize(
    ("referentiel", "arrete", "graine", "nombre"),
    [
        ("2021-03-19", date(2021, 12, 31), 1, 100_000),
        ("2020-02-12", date(2021, 2, 28), 2, count_cas(20_000)),
        ("2021-03-19", date(2021, 8, 15), 3, count_cas(20_000)),
    ],
)
def test_100_000_pairs_of_dates_give_what_the_oracle_finds(tmp_path, referentiel, arrete, graine, nombre):
    parcours = list(make_parcours(nombre, graine, arrete))
    regles = [build_regle(table) for table in REGLES[referentiel]]
    write_csv(tmp_path / "f.csv", parcours)
    resultat = compute_fichier(tmp_path / "f.csv", "f.csv", regles, *AN, arrete, AUJOURDHUI)
    check_against_oracle(resultat, parcours, referentiel, arrete)


@pytest.mark.parametrize(
    "style",
    [
        pytest.param({"quoting": csv.QUOTE_ALL}, id="all cells quoted"),
        pytest.param({"francais": True}, id="dates written in two ways"),
        pytest.param({"lineterminator": "\n"}, id="Unix line ends"),
    ],
)
def test_the_way_a_file_is_written_changes_no_figure(tmp_path, style):
    parcours = list(make_parcours(5_000, 5, AN[1]))
    regles = [build_regle(table) for table in REGLES["2021-03-19"]]
    write_csv(tmp_path / "f.csv", parcours, **style)
    resultat = compute_fichier(tmp_path / "f.csv", "f.csv", regles, *AN, AN[1], AUJOURDHUI)
    check_against_oracle(resultat, parcours, "2021-03-19", AN[1])


def test_dates_older_than_the_codes_of_a_block_count_as_well(tmp_path):
    parcours = [
        (soumis, organisme, date(1989, 3, 1), *dates)
        for soumis, organisme, _, *dates in make_parcours(3_000, 6, AN[1])
    ]
    regles = [build_regle(table) for table in REGLES["2021-03-19"]]
    write_csv(tmp_path / "f.csv", parcours)
    resultat = compute_fichier(tmp_path / "f.csv", "f.csv", regles, *AN, AN[1], AUJOURDHUI)
    assert resultat.lignes == 3_000
    for table in REGLES["2021-03-19"][1:]:
        attendu, jours, _ = judge_naively(parcours, table, AN[1])
        assert resultat.get_resultats_json()[table["code"]] == {**attendu, "mediane_jours": median(jours)}
        assert resultat.get_details_json()[table["code"]]["moyenne_jours"] == mean_naively(jours)


NOMBRE = 9_000


@pytest.fixture(scope="module")
def modele(tmp_path_factory):
    chemin = tmp_path_factory.mktemp("parcours") / "modele.csv"
    write_csv(chemin, make_parcours(NOMBRE, 7, AN[1]))
    return chemin


@pytest.fixture
def fichier_a_deux(tmp_path, modele, monkeypatch):
    """9,000 lines, and two processes that read a file so short."""
    monkeypatch.setattr("indicateurs.parcours.lecture.TAILLE_A_PARTAGER", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1})
    with read_here():
        yield shutil.copyfile(modele, tmp_path / "f.csv")


@pytest.fixture
def grand_fichier(tmp_path, modele):
    """90,000 lines: more than what one process reads alone."""
    entete, corps = modele.read_text(encoding="utf-8").split("\n", 1)
    chemin = tmp_path / "f.csv"
    chemin.write_text(entete + "\n" + corps * 10, encoding="utf-8")
    return chemin


def compute(chemin, **options):
    regles = [build_regle(table) for table in REGLES["2021-03-19"]]
    return compute_fichier(chemin, chemin.name, regles, *AN, AN[1], AUJOURDHUI, **options)


def test_faults_keep_their_line_and_their_order_in_a_file_read_by_two(fichier_a_deux):
    lignes = fichier_a_deux.read_text(encoding="utf-8").splitlines()
    lignes[10] = lignes[8_000]  # line 11 of the file, and 8,001
    lignes[3] = lignes[3].replace("2", "9")
    lignes[8_999] = "X;hier;;;;;;oui"
    lignes.insert(5_000, "")
    fichier_a_deux.write_text("\n".join(lignes), encoding="utf-8")
    resultat = compute(fichier_a_deux)
    codes = [(erreur.ligne, erreur.code) for erreur in resultat.erreurs if erreur.code != "date_future"]
    assert codes == [(8_002, "doublon"), (9_001, "date_illisible")]
    assert {erreur.ligne for erreur in resultat.erreurs} == {4, 8_002, 9_001}
    assert resultat.resultats is None and resultat.details == {}


def test_a_word_that_only_the_second_half_holds_is_told(fichier_a_deux):
    lignes = fichier_a_deux.read_text(encoding="utf-8").splitlines()
    lignes[8_900] = "X9;2021-03-01;;2021-03-05;CCAS;;;oui"
    fichier_a_deux.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    resultat = compute(fichier_a_deux, valeurs={"organisme": {"ccas": "autre", "mairie": "autre"}})
    assert resultat.erreurs == () and resultat.get_constats_json()["mots"] == [["organisme", "ccas"]]


def test_a_file_given_twice_in_one_is_all_duplicates(fichier_a_deux):
    entete, corps = fichier_a_deux.read_text(encoding="utf-8").split("\n", 1)
    fichier_a_deux.write_text(entete + "\n" + corps + corps, encoding="utf-8")
    resultat = compute(fichier_a_deux)
    assert resultat.nb_erreurs == NOMBRE
    assert [e.ligne for e in resultat.erreurs] == list(range(NOMBRE + 2, NOMBRE + 1_002))
    assert {e.code for e in resultat.erreurs} == {"doublon"}


def test_progress_is_said_and_grows_to_the_end(grand_fichier):
    avancees = []
    resultat = compute(grand_fichier, suivi=lambda lignes, part: avancees.append((lignes, part)))
    assert resultat.lignes == 10 * NOMBRE
    assert avancees == sorted(avancees)
    assert all(0 <= lignes <= 10 * NOMBRE and 0 <= part <= 1 for lignes, part in avancees)
    assert avancees[-1][0] > 0


def test_what_the_follow_up_raises_cancels_the_work_and_ends_its_processes(grand_fichier, monkeypatch):
    processus = []

    def start(*args, **kwargs):
        processus.append(Popen(*args, **kwargs))
        return processus[0]

    monkeypatch.setattr("indicateurs.parcours.appel.subprocess.Popen", start)

    def cancel(lignes, part):
        raise CalculAnnule

    with pytest.raises(CalculAnnule):
        compute(grand_fichier, suivi=cancel)
    assert [enfant.returncode for enfant in processus] == [-SIGKILL]


def test_a_part_whose_process_dies_is_not_taken_for_a_part_without_lines(grand_fichier, monkeypatch):
    ici, regles = os.getpid(), [build_regle(table) for table in REGLES["2021-03-19"]]

    def make_lignes(en_ordre=False):
        if os.getpid() != ici:
            os.kill(os.getpid(), SIGKILL)
        periode = (*AN, AN[1])
        places = {nom: rang for rang, nom in enumerate(ENTETE)}
        return Lignes(regles, FORMAT_USUEL, periode, AUJOURDHUI, places, len(ENTETE), {}, {}, en_ordre)

    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 1})
    with open(grand_fichier, "rb") as fichier:
        source = SansGuillemet(fichier, "utf-8", make_attendus(regles, FORMAT_USUEL, {}))
        with pytest.raises(ChildProcessError):
            read_lignes(source, make_lignes)


@pytest.mark.parametrize(
    ("copie", "place"),
    [
        pytest.param(100, 101, id="one line after the other"),
        pytest.param(4_000, 8_900, id="a first half in order, a second one not"),
        pytest.param(3_000, 4_000, id="a first half out of order"),
        pytest.param(1, NOMBRE + 1, id="the first line again at the end"),
        pytest.param(10, 20, id="at once"),
    ],
)
def test_a_duplicate_is_found_in_a_sorted_file_too(fichier_a_deux, copie, place):
    entete, *lignes = fichier_a_deux.read_text(encoding="utf-8").splitlines()
    lignes = [entete, *(f"P{rang:06};{ligne.split(';', 1)[1]}" for rang, ligne in enumerate(lignes))]
    fichier_a_deux.write_text("\n".join(lignes), encoding="utf-8")
    assert compute(fichier_a_deux).erreurs == ()
    lignes.insert(place, lignes[copie])
    fichier_a_deux.write_text("\n".join(lignes), encoding="utf-8")
    assert [(e.ligne, e.code) for e in compute(fichier_a_deux).erreurs] == [(place + 1, "doublon")]
