"""The import of a parcours file, from the page to the figures: the queue, what is kept, what is refused."""

import csv
import os
import re
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from openpyxl import Workbook

from indicateurs import taches
from indicateurs.models import (
    CorrespondanceColonnes,
    DeclarationMethode,
    EtatImport,
    ImportParcours,
    Valeur,
)
from indicateurs.operations.calculs import (
    claim_import,
    record_avancement,
    record_calcul,
    record_echec,
    requeue_imports,
)
from indicateurs.operations.parcours import cancel_import, start_import
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from indicateurs.parcours.appel import CalculAnnule, compute_fichier
from indicateurs.sas import store_depot
from tests.conftest import RACINE
from tests.indicateurs.depots import (
    ATTENDU,
    AUTRES_ENTETES,
    AUTRES_MOTS,
    COLONNES,
    ENTETE,
    FICHIER,
    PARCOURS,
    REPONSES,
    deposit,
    get_dernier,
    go,
    look,
)
from tests.lecture import read_html

MAUVAIS = (
    ENTETE
    + "SECRET-77;2021-13-77;2021-03-08;2021-03-31;cd_social;2021-04-14;2021-04-30;oui\n"
    + "SECRET-78;2021-01-31;2021-02-05;2021-03-02;cd_social;2021-17-03;2021-04-02;oui\n"
)
pytestmark = pytest.mark.usefixtures("sas")


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


def list_files(sas):
    return sorted(sas.iterdir()) if sas.is_dir() else []


def read_whole_database():
    """Every cell of every table of the indicators, of the journal and of the queue, as one text."""
    modeles = [
        *apps.get_app_config("indicateurs").get_models(),
        DBTaskResult,
        apps.get_model("comptes.Trace"),
    ]
    return "\n".join(str(ligne) for modele in modeles for ligne in modele.objects.values_list())


# --- The journey of a file --------------------------------------------------------------------------------------


def test_a_file_is_calculated_in_the_background_then_confirmed(agent, travailler, demo, sas):
    reponse = deposit(agent)
    imp = get_dernier()
    assert (reponse.status_code, imp.etat) == (302, EtatImport.EN_ATTENTE)
    assert stat.S_IMODE(sas.stat().st_mode) == 0o700
    (fichier,) = list_files(sas)
    assert fichier.name == imp.depot != "parcours.csv"
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    assert "Le fichier attend son tour" in look(agent)
    travailler()
    imp.refresh_from_db()
    assert (imp.etat, imp.resultats, imp.depot) == (EtatImport.CALCULE, ATTENDU, "")
    assert list_files(sas) == []
    assert imp.exercice.valeurs.filter(code="R2").first() is None
    page = look(agent)
    assert "62,5\u202f%" in page or "62,5\u00a0%" in page or "62,5 %" in page
    assert "Aucun fichier n’avait été confirmé" in page
    assert go(agent, "confirmer_parcours").status_code == 302
    valeur = Valeur.objects.get(exercice=demo.brouillon, code="R2")
    assert (valeur.numerateur, valeur.denominateur, valeur.en_cours) == (5, 8, 2)
    assert (valeur.import_parcours_id, valeur.fiabilite) == (imp.pk, "fiable")


def test_a_workbook_is_calculated_too(agent, travailler):
    classeur, octets = Workbook(), BytesIO()
    for ligne in FICHIER.decode().splitlines():
        classeur.active.append(ligne.split(";"))
    classeur.save(octets)
    deposit(agent, octets.getvalue(), "parcours.xlsx")
    travailler()
    assert get_dernier().resultats == ATTENDU


def test_confirming_twice_changes_nothing(agent, travailler, demo):
    deposit(agent)
    travailler()
    go(agent, "confirmer_parcours")
    avant = list(demo.brouillon.valeurs.values_list())
    assert go(agent, "confirmer_parcours").status_code == 302
    assert list(demo.brouillon.valeurs.values_list()) == avant


def test_the_preview_says_what_changed_since_the_last_confirmed_file(agent, travailler):
    deposit(agent)
    travailler()
    go(agent, "confirmer_parcours")
    lignes = FICHIER.decode().splitlines(keepends=True)
    deposit(agent, "".join(lignes[:1] + lignes[2:]))
    travailler()
    page = look(agent)
    assert "avant&nbsp;: 10" in page
    assert "depuis le fichier confirmé auparavant, «\u00a0parcours.csv\u00a0»" in page
    deposit(agent)
    travailler()
    assert "Aucun nombre ne change" in look(agent)


def type_figure(demo, code="R1", numerateur=77, qui="valideur.29"):
    version = demo.brouillon.valeurs.filter(code=code).values_list("version", flat=True).first() or 0
    saisie = SaisieValeur(version, "renseigne", Decimal(numerateur))
    at = timezone.now()
    record_valeurs(by=demo.get_compte(qui), at=at, exercice=demo.brouillon, saisies={code: saisie})


def get_r1(demo):
    return demo.brouillon.valeurs.get(code="R1").numerateur


def test_the_preview_shows_what_was_typed_and_what_replaces_it(agent, travailler, demo):
    deposit(agent)
    travailler()
    assert "Ce que la confirmation remplace" not in look(agent)
    type_figure(demo)
    page = look(agent)
    assert "Ce que la confirmation remplace" in page
    assert "Chiffre&nbsp;: 77 → <strong>10</strong>" in page
    assert str(demo.get_compte("valideur.29")) in page
    assert get_r1(demo) == 77
    assert go(agent, "confirmer_parcours").status_code == 302
    assert get_r1(demo) == 10


@pytest.mark.parametrize(
    "deja", [False, True], ids=["a figure that was not there", "a figure that was there"]
)
@pytest.mark.parametrize("sans", [False, True], ids=["versions of the page", "no version at all"])
def test_what_is_typed_after_the_preview_is_a_conflict(agent, travailler, demo, deja, sans):
    deposit(agent)
    travailler()
    if deja:
        type_figure(demo, numerateur=55)
    page = look(agent)
    vues = {} if sans else dict(re.findall(r'name="(version-[^"]+)" value="([^"]+)"', page))
    type_figure(demo)
    reponse = go(agent, "confirmer_parcours", donnees=vues)
    assert reponse.status_code == 409
    page = read_html(reponse)
    assert "Rien n’est enregistré" in page and "R1, enregistré par" in page
    assert "Chiffre&nbsp;: 77 → <strong>10</strong>" in page
    assert get_r1(demo) == 77
    assert get_dernier().etat == EtatImport.CALCULE
    assert not demo.brouillon.valeurs.filter(code="R2").exists()
    assert go(agent, "confirmer_parcours").status_code == 302  # seen, then confirmed
    assert get_r1(demo) == 10


def test_the_same_figure_typed_meanwhile_is_no_conflict(agent, travailler, demo):
    deposit(agent)
    travailler()
    type_figure(demo, numerateur=10)
    assert go(agent, "confirmer_parcours", donnees={}).status_code == 302


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 5_000, "1.0", "٣"])
def test_a_version_that_is_no_number_is_none_seen(agent, travailler, demo, version):
    type_figure(demo)
    deposit(agent)
    travailler()
    assert go(agent, "confirmer_parcours", donnees={"version-R1": version}).status_code == 409


def test_of_two_files_previewed_together_the_second_says_what_the_first_wrote(agent, travailler, demo):
    deposit(agent)
    travailler()
    premier = get_dernier()
    lignes = FICHIER.decode().splitlines(keepends=True)
    deposit(agent, "".join(lignes[:1] + lignes[2:]))
    travailler()
    second = get_dernier()
    look(agent, second)
    go(agent, "confirmer_parcours", premier)
    assert go(agent, "confirmer_parcours", second, {}).status_code == 409
    assert get_r1(demo) == 10


def test_the_months_and_the_distribution_are_shown_with_the_limit(agent, travailler):
    deposit(agent)
    travailler()
    page = look(agent)
    assert "limite&nbsp;: 30 jours" in page
    assert "Mars 2021" in page
    details = get_dernier().details["R2"]
    assert sum(sum(mois[1:]) for mois in details["par_mois"]) == 10
    assert sum(nombre for _, _, nombre in details["distribution"]) <= 10


def test_giving_up_a_calculated_file_forgets_its_figures(agent, travailler):
    deposit(agent)
    travailler()
    assert go(agent, "annuler_parcours").status_code == 302
    imp = get_dernier()
    assert (imp.etat, imp.resultats, imp.details) == (EtatImport.ANNULE, None, None)
    assert go(agent, "confirmer_parcours").status_code == 403


def test_progress_is_said_in_json(agent, demo):
    deposit(agent)
    imp = claim_import(at=timezone.now(), pk=get_dernier().pk)
    record_avancement(at=timezone.now(), imp=imp, lignes=1234, part=0.5)
    reponse = agent.get(reverse("indicateurs:avancement_parcours", args=["29", 2021, imp.pk]))
    assert reponse.json() == {
        "etat": "en_cours",
        "libelle": "Calcul en cours",
        "avancement": 500,
        "lignes": 1234,
        "fini": False,
    }


def test_the_declared_method_is_proposed(agent, demo):
    assert 'value="flux_cnaf" selected' not in read_html(agent.get(PARCOURS))
    DeclarationMethode.objects.create(
        exercice=demo.brouillon,
        date_entree="flux_cnaf",
        droits_suspendus="exclus",
        date_rdv="tenue",
        logiciel="Iodas",
        par=demo.get_compte("agent.29"),
        le=timezone.now(),
    )
    assert 'value="flux_cnaf" selected' in read_html(agent.get(PARCOURS))


def test_one_calculation_at_a_time_for_an_exercice(agent, sas):
    deposit(agent)
    assert "Un calcul est déjà en cours" in read_html(agent.get(PARCOURS))
    reponse = deposit(agent)
    assert reponse.status_code == 403
    assert "Un calcul est déjà en cours" in read_html(reponse)
    assert len(list_files(sas)) == 1


# --- Files that are refused -------------------------------------------------------------------------------------


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


# --- Columns ----------------------------------------------------------------------------------------------------


def get_jeton(reponse):
    return reponse.context["form"]["jeton"].value()


def test_columns_with_other_names_are_asked_for_once_and_remembered(agent, travailler, demo):
    reponse = deposit(agent, AUTRES_ENTETES)
    assert reponse.status_code == 200
    assert "Quelles sont les colonnes" in read_html(reponse)
    assert get_dernier().etat == EtatImport.CALCULE  # of the demo: nothing new yet
    colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
    jeton = get_jeton(reponse)
    double = agent.post(colonnes, COLONNES | {"jeton": jeton, "date_cer": "RDV"})
    assert double.status_code == 422
    assert "déjà donnée pour" in read_html(double)
    assert agent.post(colonnes, COLONNES | {"jeton": jeton}).status_code == 302
    travailler()
    assert get_dernier().resultats == ATTENDU
    connues = CorrespondanceColonnes.objects.get(collectivite=demo.brouillon.convention.collectivite)
    assert connues.entetes == COLONNES
    form = deposit(agent, AUTRES_ENTETES).context["form"]
    assert {colonne: form.initial[colonne] for colonne in COLONNES} == COLONNES


def test_a_header_near_a_column_or_near_the_words_of_its_date_is_proposed(agent):
    entetes = (
        "id;Entrée au RSA;date_notification;Date orientation;Organisme;Date 1er RDV;Date signature CER\n"
    )
    initial = deposit(agent, entetes + "P1;2021-03-01;;;;;\n").context["form"].initial
    assert {c: initial[c] for c in COLONNES} == {
        "identifiant": "",  # not « date_notification », which no rule of 2021 needs
        "organisme": "Organisme",
        "date_entree": "Entrée au RSA",
        "date_orientation": "Date orientation",
        "date_premier_rdv": "Date 1er RDV",
        "date_cer": "Date signature CER",
        "soumis_droits_devoirs": "",
    }


def test_a_waiting_file_can_be_given_up_and_is_nobody_else_s(agent, demo, client, sas):
    colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
    jeton = get_jeton(deposit(agent, AUTRES_ENTETES))
    client.force_login(demo.get_compte("valideur.29"))
    assert client.post(colonnes, COLONNES | {"jeton": jeton}).url == PARCOURS
    assert len(list_files(sas)) == 1
    client.force_login(demo.get_compte("agent.29"))
    assert client.post(colonnes, {"jeton": jeton, "abandonner": "Abandonner"}).url == PARCOURS
    assert list_files(sas) == []
    assert client.post(colonnes, COLONNES | {"jeton": jeton}).url == PARCOURS
    assert get_dernier().nom_fichier != "parcours.csv"


# --- Values of closed lists -------------------------------------------------------------------------------------

VALEURS = reverse("indicateurs:valeurs_parcours", args=["29", 2021])


@pytest.mark.parametrize("entetes", [False, True], ids=["usual columns", "columns of its own"])
def test_words_of_its_own_are_asked_for_once_and_remembered(agent, travailler, demo, entetes):
    contenu = AUTRES_MOTS
    if entetes:
        contenu = contenu.replace(ENTETE.strip(), AUTRES_ENTETES.splitlines()[0])
        reponse = deposit(agent, contenu)
        assert "Quelles sont les colonnes" in read_html(reponse)
        colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
        reponse = agent.post(colonnes, COLONNES | {"jeton": get_jeton(reponse)})
    else:
        reponse = deposit(agent, contenu)
    assert reponse.status_code == 200
    page = read_html(reponse)
    assert "Que veulent dire ces valeurs" in page and "CCAS de Brest" in page
    assert "Brest" not in read_whole_database()
    jeton = get_jeton(reponse)
    manque = agent.post(VALEURS, REPONSES | {"jeton": jeton, "organisme-0": ""})
    assert manque.status_code == 422
    assert agent.post(VALEURS, REPONSES | {"jeton": get_jeton(manque)}).status_code == 302
    travailler()
    assert get_dernier().resultats == ATTENDU
    assert "«&nbsp;ccas de brest&nbsp;» = cd_social" in look(agent).replace("\xa0", " ")
    collectivite = demo.brouillon.convention.collectivite
    connues = CorrespondanceColonnes.objects.get(collectivite=collectivite)
    assert connues.valeurs["organisme"] == {"ccas_de_brest": "cd_social"}
    assert connues.entetes == (COLONNES if entetes else {})


def test_words_once_explained_are_not_asked_again_unless_one_wants(agent, travailler):
    assert "revoir" not in agent.get(PARCOURS).context["form"].fields
    agent.post(VALEURS, REPONSES | {"jeton": get_jeton(deposit(agent, AUTRES_MOTS))})
    travailler()
    assert deposit(agent, AUTRES_MOTS).status_code == 302
    travailler()
    assert get_dernier().resultats == ATTENDU
    assert "ccas de brest" in agent.get(PARCOURS).context["form"]["revoir"].help_text
    fichier = ContentFile(AUTRES_MOTS.encode(), name="p.csv")
    envoi = {"fichier": fichier, "arrete_au": "2021-12-31", "methode": "demande", "revoir": "on"}
    form = agent.post(PARCOURS, envoi).context["form"]
    assert {nom: form.initial[nom] for nom in REPONSES} == REPONSES
    reponses = REPONSES | {"organisme-0": "autre", "jeton": form["jeton"].value()}
    assert agent.post(VALEURS, reponses).status_code == 302
    travailler()
    assert get_dernier().valeurs["organisme"] == {"ccas_de_brest": "autre"}
    # One word more: it alone is asked.
    form = deposit(agent, AUTRES_MOTS.replace(";autre;", ";Mairie;")).context["form"]
    assert [form[nom].label for nom in form.fields if nom != "jeton"] == ["«\u00a0Mairie\u00a0»"]


def test_the_words_that_are_told_are_those_the_file_holds(agent, travailler):
    agent.post(VALEURS, REPONSES | {"jeton": get_jeton(deposit(agent, AUTRES_MOTS))})
    travailler()
    assert [mot for mot, _ in get_dernier().mots] == ["ccas de brest", "ja", "nej"]
    deposit(agent, FICHIER)
    travailler()
    assert get_dernier().resultats == ATTENDU
    assert "Mots de vos listes" not in look(agent)
    deposit(agent, FICHIER.decode().replace(";cd_social;", ";CCAS de Brest;"))
    travailler()
    assert get_dernier().mots == [("ccas de brest", "cd_social")]


def test_a_remembered_header_that_is_not_there_does_not_hide_the_words(agent, travailler):
    colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
    agent.post(colonnes, COLONNES | {"jeton": get_jeton(deposit(agent, AUTRES_ENTETES))})
    travailler()
    assert "Que veulent dire ces valeurs" in read_html(deposit(agent, AUTRES_MOTS))


@pytest.mark.parametrize(
    "mots",
    [
        pytest.param([f"Structure {n}" for n in range(40)], id="too many to be a list"),
        pytest.param(["x" * 200], id="a text"),
        pytest.param(["1 85 05 78 006 084 36"], id="a person"),
        pytest.param(["#N/A"], id="a formula in error"),
    ],
)
def test_what_is_no_word_of_a_list_is_not_asked_but_refused_line_by_line(agent, travailler, mots):
    lignes = "".join(f"P{n};2021-03-01;;2021-03-05;{mot};;;oui\n" for n, mot in enumerate(mots))
    assert deposit(agent, ENTETE + lignes).status_code == 302
    travailler()
    assert get_dernier().etat == EtatImport.REFUSE


def test_words_of_a_workbook_are_asked_too_and_the_file_can_be_given_up(agent, sas):
    classeur, octets = Workbook(), BytesIO()
    for ligne in AUTRES_MOTS.splitlines():
        classeur.active.append(ligne.split(";"))
    classeur.save(octets)
    avant = ImportParcours.objects.count()
    reponse = deposit(agent, octets.getvalue(), "parcours.xlsx")
    assert "CCAS de Brest" in read_html(reponse)
    assert agent.post(VALEURS, {"jeton": get_jeton(reponse), "abandonner": "Abandonner"}).url == PARCOURS
    assert (ImportParcours.objects.count(), list_files(sas)) == (avant, [])


def wait_a_while(monkeypatch, secondes):
    """Make signed texts believe that so much time went by."""
    maintenant = time.time() + secondes
    monkeypatch.setattr("django.core.signing.time.time", lambda: maintenant)


def test_the_page_of_columns_is_good_for_an_hour(agent, sas, monkeypatch):
    colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
    avant, jeton = ImportParcours.objects.count(), get_jeton(deposit(agent, AUTRES_ENTETES))
    wait_a_while(monkeypatch, 3_540)
    assert agent.post(colonnes, {"jeton": jeton}).status_code == 422
    assert len(list_files(sas)) == 1
    wait_a_while(monkeypatch, 3_660)
    reponse = agent.post(colonnes, COLONNES | {"jeton": jeton}, follow=True)
    assert "Ce dépôt n’est plus valable" in read_html(reponse)
    assert (ImportParcours.objects.count(), list_files(sas)) == (avant, [])


REFUS_TARDIF = "L’exercice vient d’être transmis."


def refuse_under_lock(monkeypatch):
    monkeypatch.setattr("indicateurs.operations.parcours.refusal_to_deposit", lambda *_: REFUS_TARDIF)


def refuse_at_once(monkeypatch):
    monkeypatch.setattr("indicateurs.views.parcours.refusal_to_deposit", lambda *_: REFUS_TARDIF)


def fail(nom):
    def patch(monkeypatch):
        def leave(*args, **kwargs):
            raise OSError("what nobody expects")

        monkeypatch.setattr(nom, leave)

    return patch


PARTOUT = [
    refuse_under_lock,
    fail("django_tasks_db.backend.DatabaseBackend.enqueue"),
    fail("indicateurs.operations.parcours.record_trace"),
]
AU_DEPOT, AUX_COLONNES = (
    [*PARTOUT, fail("indicateurs.views.parcours.read_entete")],
    [*PARTOUT, refuse_at_once],
)


@pytest.mark.parametrize(
    ("etape", "casser"),
    [*(("deposit", casser) for casser in AU_DEPOT), *(("columns", casser) for casser in AUX_COLONNES)],
)
def test_a_deposit_refused_at_any_step_leaves_no_file(agent, sas, monkeypatch, etape, casser):
    agent.raise_request_exception = False
    avant = ImportParcours.objects.count()
    if etape == "deposit":
        casser(monkeypatch)
        reponse = deposit(agent)
    else:
        jeton = get_jeton(deposit(agent, AUTRES_ENTETES))
        casser(monkeypatch)
        colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
        reponse = agent.post(colonnes, COLONNES | {"jeton": jeton})
    assert reponse.status_code in (403, 500)
    assert (ImportParcours.objects.count(), list_files(sas)) == (avant, [])


def test_the_page_of_columns_sent_twice_starts_one_calculation_and_keeps_its_file(agent, travailler, sas):
    colonnes = reverse("indicateurs:colonnes_parcours", args=["29", 2021])
    jeton = get_jeton(deposit(agent, AUTRES_ENTETES))
    statuts = [agent.post(colonnes, COLONNES | {"jeton": jeton}).status_code for _ in range(3)]
    assert statuts == [302, 403, 403]
    assert len(list_files(sas)) == 1
    travailler()
    assert get_dernier().resultats == ATTENDU


def test_a_file_nobody_came_back_for_is_deleted_after_an_hour(agent, travailler, sas):
    deposit(agent, AUTRES_ENTETES)
    travailler()
    (fichier,) = list_files(sas)
    os.utime(fichier, (0, time.time() - 3700))
    travailler()
    assert list_files(sas) == []


# --- Cancelling, dying, coming back -----------------------------------------------------------------------------


def test_a_waiting_calculation_is_cancelled_with_its_file(
    agent, travailler, sas, django_capture_on_commit_callbacks
):
    deposit(agent)
    with django_capture_on_commit_callbacks(execute=True):
        assert go(agent, "annuler_parcours").status_code == 302
    assert list_files(sas) == []
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.tentatives) == (EtatImport.ANNULE, 0)
    assert "abandonné" in look(agent)


def test_cancelling_stops_a_calculation_at_its_next_sign_of_life(agent, travailler, demo, monkeypatch, sas):
    lus = []

    def compute(*args, suivi, **kwargs):
        for lignes in range(1000):
            lus.append(lignes)
            if lignes == 3:
                cancel_import(by=demo.get_compte("agent.29"), at=timezone.now(), imp=get_dernier())
            suivi(lignes, lignes / 1000)
        raise AssertionError("never told to stop")

    monkeypatch.setattr(taches, "compute_fichier", compute)
    monkeypatch.setattr(taches, "PAS", 0)
    deposit(agent)
    travailler()
    assert len(lus) == 4
    assert get_dernier().etat == EtatImport.ANNULE
    assert list_files(sas) == []


def test_the_same_task_twice_calculates_once(agent, travailler):
    deposit(agent)
    taches.calculer_parcours.enqueue(import_pk=get_dernier().pk)
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.tentatives) == (EtatImport.CALCULE, 1)
    taches.calculer_parcours.enqueue(import_pk=imp.pk)
    travailler()
    assert get_dernier().tentatives == 1
    assert DBTaskResult.objects.successful().count() == 3


def be_silent(imp):
    ImportParcours.objects.filter(pk=imp.pk).update(battement=timezone.now() - timedelta(minutes=5))


def test_a_dead_worker_s_calculation_is_taken_up_three_times_at_most(agent, travailler, sas):
    deposit(agent)
    DBTaskResult.objects.all().delete()
    for tentative in (1, 2, 3):
        imp = claim_import(at=timezone.now(), pk=get_dernier().pk)
        assert imp.tentatives == tentative
        assert requeue_imports(at=timezone.now(), enqueue=taches.calculer_parcours.enqueue) == 0
        be_silent(imp)
        remis = requeue_imports(at=timezone.now(), enqueue=taches.calculer_parcours.enqueue)
        assert remis == (tentative < 3)
    travailler()
    imp = get_dernier()
    assert (imp.etat, imp.depot) == (EtatImport.ECHOUE, "")
    assert "interrompu 3 fois" in look(agent)


def test_a_calculation_whose_task_is_lost_is_put_back_and_only_then(agent, travailler):
    deposit(agent)
    be_silent(get_dernier())
    enqueue = taches.calculer_parcours.enqueue
    assert requeue_imports(at=timezone.now(), enqueue=enqueue) == 0  # its task still waits
    DBTaskResult.objects.all().delete()
    assert requeue_imports(at=timezone.now(), enqueue=enqueue) == 1
    travailler()
    assert get_dernier().etat == EtatImport.CALCULE


def test_a_worker_believed_dead_changes_nothing_when_it_comes_back(
    agent, demo, sas, django_capture_on_commit_callbacks
):
    deposit(agent)
    revenant = claim_import(at=timezone.now(), pk=get_dernier().pk)
    be_silent(revenant)
    requeue_imports(at=timezone.now(), enqueue=taches.calculer_parcours.enqueue)
    relais = claim_import(at=timezone.now(), pk=revenant.pk)
    resultat = compute(sas / revenant.depot, demo.brouillon)
    with pytest.raises(CalculAnnule):
        record_avancement(at=timezone.now(), imp=revenant, lignes=5, part=0.9)
    with pytest.raises(CalculAnnule):
        record_calcul(at=timezone.now(), imp=revenant, resultat=resultat)
    with django_capture_on_commit_callbacks(execute=True):
        record_echec(at=timezone.now(), imp=revenant, code="erreur_interne")
    assert len(list_files(sas)) == 1
    record_calcul(at=timezone.now(), imp=relais, resultat=resultat)
    assert get_dernier().resultats == ATTENDU


def test_a_lost_file_is_said(agent, travailler, sas):
    deposit(agent)
    for fichier in list_files(sas):
        fichier.unlink()
    travailler()
    assert "n’est plus là" in look(agent)


# --- Who, and when ----------------------------------------------------------------------------------------------


def test_a_transmitted_exercice_takes_no_figure_any_more(client, demo):
    imp = demo.transmis.imports.get()
    ImportParcours.objects.filter(pk=imp.pk).update(etat=EtatImport.CALCULE)
    client.force_login(demo.get_compte("agent.22"))
    adresse = reverse("indicateurs:import_parcours", args=["22", 2021, imp.pk])
    assert "il ne se modifie plus" in read_html(client.get(adresse))
    for geste in ("confirmer", "annuler", "releve", "effacer"):
        reponse = client.post(f"{adresse}{geste}/")
        assert reponse.status_code == 403
        assert "il ne se modifie plus" in read_html(reponse)


def test_the_state_reads_the_confirmed_files_only_and_touches_none(client, demo):
    client.force_login(demo.get_compte("prefecture.29"))
    liste = read_html(client.get(PARCOURS))
    assert "La saisie est réservée aux agents du département." in liste
    assert "parcours-29-2021.csv" not in liste
    imp = demo.valide.imports.get()
    adresse = reverse("indicateurs:import_parcours", args=["29", 2020, imp.pk])
    assert "Chiffres enregistrés" in read_html(client.get(adresse))
    reponse = client.post(f"{adresse}annuler/")
    assert reponse.status_code == 403
    assert "réservée aux agents du département" in read_html(reponse)


# --- Real workers, in processes of their own --------------------------------------------------------------------


def compute(chemin, exercice):
    regles = exercice.referentiel.definition.regles_delai
    bornes = exercice.debut, exercice.fin, exercice.fin
    return compute_fichier(chemin, "p.csv", regles, *bornes, timezone.localdate())


@pytest.fixture(scope="session")
def gros(tmp_path_factory):
    """A file that takes a worker some seconds."""
    chemin = tmp_path_factory.mktemp("parcours") / "gros.csv"
    subprocess.run(
        [sys.executable, RACINE / "tests/bench/generer_parcours.py", "300000", str(chemin)], check=True
    )
    return chemin


@pytest.fixture
def exercice(base_partagee):
    """The draft of the demo, in a database that other processes read."""
    return apps.get_model("conventions.Exercice").objects.get(convention__code="29", annee=2021)


def wait_for(condition, secondes=120):
    fin = time.monotonic() + secondes
    while not condition():
        assert time.monotonic() < fin, f"not within {secondes} s"
        time.sleep(0.02)


def list_children(pid):
    """Processes born of one process, and theirs, as /proc tells them; the dead that wait for their parent apart."""
    parents = {}
    for dossier in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            etat, parent = (dossier / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            if etat != "Z":
                parents[int(dossier.name)] = int(parent)
    enfants = {enfant for enfant, parent in parents.items() if parent == pid}
    return enfants.union(*(list_children(enfant) for enfant in enfants))


def are_gone(pids):
    return not any(is_alive(pid) for pid in pids)


def is_alive(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def start(exercice, contenu):
    return start_import(
        by=apps.get_model("comptes.Utilisateur").objects.get(email="agent.29@calpae.example"),
        at=timezone.now(),
        exercice=exercice,
        depot=store_depot(ContentFile(contenu)),
        nom_fichier="gros.csv",
        arrete_au=exercice.fin,
        methode="demande",
        correspondance={},
        enqueue=taches.calculer_parcours.enqueue,
    )


def is_begun(imp):
    imp.refresh_from_db()
    return imp.etat == EtatImport.EN_COURS and imp.lignes > 0


def is_calculated(imp):
    imp.refresh_from_db()
    assert imp.etat != EtatImport.ECHOUE
    return imp.etat == EtatImport.CALCULE


def test_kill_minus_nine_loses_nothing(exercice, gros, lancer_travailleur, sas):
    imp = start(exercice, gros.read_bytes())
    premier = lancer_travailleur()
    wait_for(lambda: is_begun(imp))
    lecteurs = list_children(premier.pid)
    assert lecteurs
    premier.send_signal(signal.SIGKILL)
    premier.wait()
    wait_for(lambda: are_gone(lecteurs))
    imp.refresh_from_db()
    assert (imp.etat, imp.tentatives) == (EtatImport.EN_COURS, 1)
    assert len(list_files(sas)) == 1
    lancer_travailleur(silence=2)
    wait_for(lambda: is_calculated(imp))
    assert (imp.tentatives, imp.lignes) == (2, 300_000)
    assert imp.resultats == compute(gros, exercice).get_resultats_json()
    wait_for(lambda: list_files(sas) == [])


def test_a_worker_told_to_stop_gives_its_calculation_back(exercice, gros, lancer_travailleur, sas):
    imp = start(exercice, gros.read_bytes())
    premier = lancer_travailleur()
    wait_for(lambda: is_begun(imp))
    premier.terminate()
    assert premier.wait(60) == 0
    imp.refresh_from_db()
    assert (imp.etat, imp.tentatives) == (EtatImport.EN_ATTENTE, 1)
    lancer_travailleur()
    wait_for(lambda: is_calculated(imp))
    wait_for(lambda: list_files(sas) == [])


def test_cancelling_ends_the_reading_and_the_worker_goes_on(exercice, gros, lancer_travailleur, sas):
    imp = start(exercice, gros.read_bytes())
    travailleur = lancer_travailleur()
    wait_for(lambda: is_begun(imp))
    cancel_import(by=imp.par, at=timezone.now(), imp=imp)
    assert list_files(sas) == []
    wait_for(lambda: not list_children(travailleur.pid))
    imp.refresh_from_db()
    assert (imp.etat, imp.resultats) == (EtatImport.ANNULE, None)
    suivant = start(exercice, FICHIER)
    wait_for(lambda: is_calculated(suivant))


def test_two_workers_never_do_the_same_calculation(exercice, lancer_travailleur, sas):
    at, par = datetime(2022, 1, 5, tzinfo=UTC), apps.get_model("comptes.Utilisateur").objects.first()
    imports = [
        ImportParcours.objects.create(
            exercice=exercice,
            nom_fichier=f"{rang}.csv",
            depot=store_depot(ContentFile(FICHIER)),
            arrete_au=exercice.fin,
            methode="demande",
            battement=timezone.now(),
            par=par,
            le=at,
        )
        for rang in range(8)
    ]
    for imp in [*imports, *imports, *imports]:
        taches.calculer_parcours.enqueue(import_pk=imp.pk)
    for travailleur in [lancer_travailleur("--une-fois") for _ in range(2)]:
        assert travailleur.wait(120) == 0
    for imp in imports:
        imp.refresh_from_db()
        assert (imp.etat, imp.tentatives, imp.resultats) == (EtatImport.CALCULE, 1, ATTENDU)
    assert len({t.worker_ids[0] for t in DBTaskResult.objects.all()}) <= 2
    assert list_files(sas) == []
