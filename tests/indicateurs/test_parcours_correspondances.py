"""A parcours file with columns and words the site does not know: the agent says once what they mean."""

import os
import time
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from openpyxl import Workbook

from indicateurs.models import (
    CorrespondanceColonnes,
    EtatImport,
    ImportParcours,
)
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
    fail,
    get_dernier,
    list_files,
    look,
    read_whole_database,
)
from tests.lecture import read_html

pytestmark = [pytest.mark.usefixtures("sas"), pytest.mark.une_base]


@pytest.fixture
def agent(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return client


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


PARTOUT = [
    refuse_under_lock,
    fail("django_tasks_db.backend.DatabaseBackend.enqueue"),
    fail("indicateurs.operations.parcours.record_trace"),
]
AU_DEPOT, AUX_COLONNES = (
    [*PARTOUT, fail("indicateurs.queries.depots.read_entete")],
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
