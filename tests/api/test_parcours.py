"""A parcours file that a tool sends: the gate, the queue and the confirmation of its page."""

import json
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from comptes.models import Portee, Trace
from indicateurs.models import EtatImport, ImportParcours, Valeur
from indicateurs.operations.valeurs import SaisieValeur, record_valeurs
from tests.api.appels import Outil
from tests.indicateurs.depots import AUTRES_ENTETES, AUTRES_MOTS, COLONNES, FICHIER, list_files
from tests.routes import QUI

pytestmark = pytest.mark.une_base

PARCOURS = "/conventions/29/2021/parcours"
DIT = {"arrete_au": "2021-12-31", "methode": "demande"}


@pytest.fixture
def outil(client, demo, sas):
    return Outil(client, "agent.29", Portee.DEPOT)


def send(outil, contenu=FICHIER, attendu=202, **dit):
    octets = contenu if isinstance(contenu, bytes) else contenu.encode()
    reponse = outil.call(
        "post", PARCOURS, data={"fichier": ContentFile(octets, "parcours.csv"), **DIT, **dit}
    )
    assert reponse.status_code == attendu, reponse.content
    return reponse.json()


def test_a_file_goes_from_the_tool_to_figures(outil, demo, travailler, sas):
    depose = send(outil)
    suivi = depose["adresse"].removeprefix("/api/v1")
    assert depose["etat"] == "en_attente" and outil.get(suivi)["fini"] is False
    assert "calcul est déjà en cours" in send(outil, attendu=403)["detail"]
    travailler()
    lu = outil.get(suivi)
    imp = ImportParcours.objects.get(pk=depose["id"])
    assert (lu["etat"], lu["fini"], lu["lignes"]) == ("calcule", True, imp.lignes)
    assert {un["code"] for un in lu["chiffres"]} == set(imp.chiffres)
    assert not list_files(sas)
    versions = {un["code"]: un["version"] for un in lu["chiffres"] if un["version"]}
    changes = outil.post(f"{suivi}/confirmation", {"versions": versions})["changes"]
    assert changes == Valeur.objects.filter(import_parcours=imp).count() > 2
    # Confirmed twice changes nothing.
    assert outil.post(f"{suivi}/confirmation", {"versions": versions})["changes"] == 0
    gestes = Trace.objects.filter(details__outil="Infocentre").values_list("geste", flat=True)
    assert {"deposer_parcours", "confirmer_parcours", "saisir_indicateurs"} == set(gestes)
    premier = outil.get(PARCOURS)["elements"][0]
    assert (premier["id"], premier["etat"]) == (imp.pk, "confirme")


def test_somebody_wrote_one_of_its_figures_first(outil, demo, travailler):
    suivi = send(outil)["adresse"].removeprefix("/api/v1")
    travailler()
    code = outil.get(suivi)["chiffres"][0]["code"]
    autre = {"by": demo.get_compte("valideur.29"), "at": demo.document.le, "exercice": demo.brouillon}
    record_valeurs(**autre, saisies={code: SaisieValeur(0, "renseigne", Decimal(1))})
    dit = outil.post(f"{suivi}/confirmation", {}, attendu=409)
    assert code in {une["champ"] for une in dit["erreurs"]}
    assert outil.get(suivi)["etat"] == "calcule"
    assert outil.post(f"{suivi}/abandon", {})["etat"] == "annule"
    assert "rien à confirmer" in outil.post(f"{suivi}/confirmation", {}, attendu=403)["detail"]


def test_its_columns_and_its_words_are_said_at_once(outil, demo, travailler, sas):
    """What the page asks in two steps is told, with what there is to choose from; nothing waits meanwhile."""
    dit = send(outil, AUTRES_ENTETES, attendu=422)
    assert all(une["champ"].startswith("correspondance.") for une in dit["erreurs"])
    assert "Orienté le" in dit["erreurs"][0]["actuel"]["entetes"]
    assert not list_files(sas)
    suivi = send(outil, AUTRES_ENTETES, correspondance=json.dumps(COLONNES))["adresse"].removeprefix(
        "/api/v1"
    )
    travailler()
    assert outil.get(suivi)["etat"] == "calcule"
    outil.post(f"{suivi}/abandon", {})
    dit = send(outil, AUTRES_MOTS, attendu=422)
    champs = {une["champ"]: une["actuel"]["codes"] for une in dit["erreurs"]}
    assert "cd_social" in champs["valeurs.organisme.CCAS de Brest"] and len(champs) == 3
    assert not list_files(sas)
    mots = {"organisme": {"CCAS de Brest": "cd_social"}, "soumis_droits_devoirs": {"ja": "oui", "nej": "non"}}
    suivi = send(outil, AUTRES_MOTS, valeurs=json.dumps(mots))["adresse"].removeprefix("/api/v1")
    travailler()
    assert outil.get(suivi)["etat"] == "calcule"


@pytest.mark.parametrize(
    ("contenu", "dit", "champ"),
    [
        (b"", {}, "fichier"),
        (b"\x00\x01\x02", {}, "fichier"),
        (b"nom;prenom;nir\na;b;c\n", {}, "fichier"),
        (FICHIER, {"arrete_au": "2031-12-31"}, "arrete_au"),
        (FICHIER, {"arrete_au": "demain"}, "arrete_au"),
        (FICHIER, {"methode": "autre chose"}, "methode"),
        (FICHIER, {"correspondance": "{"}, "correspondance"),
        (FICHIER, {"correspondance": "[1]"}, "correspondance"),
        (FICHIER, {"valeurs": '{"organisme": 1}'}, "valeurs.organisme"),
        (FICHIER, {"correspondance": '{"identifiant": "?"}'}, "correspondance.identifiant"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_waits(outil, sas, contenu, dit, champ):
    erreurs = send(outil, contenu, attendu=422, **dit)["erreurs"]
    assert champ in {une["champ"] for une in erreurs}, erreurs
    assert not list_files(sas)
    assert not ImportParcours.objects.filter(etat=EtatImport.EN_ATTENTE).exists()


def test_a_refused_file_says_its_lines_without_what_they_hold(outil, travailler):
    lignes = FICHIER.decode().splitlines()
    lignes[1] = lignes[1].replace("2021-03-31", "31 mars peut-être")
    suivi = send(outil, "\n".join(lignes))["adresse"].removeprefix("/api/v1")
    travailler()
    lu = outil.get(suivi)
    assert (lu["etat"], lu["nb_erreurs"]) == ("refuse", 1)
    assert lu["erreurs"][0]["ligne"] == 2 and lu["erreurs"][0]["colonne"] == "date_orientation"


@pytest.mark.parametrize("qui", [qui for qui in QUI if qui != "agent.29"])
def test_nobody_else_knows_of_a_file_that_is_not_confirmed(client, demo, sas, qui):
    imp = ImportParcours.objects.filter(exercice=demo.brouillon).exclude(etat=EtatImport.CONFIRME).first()
    outil = Outil(client, qui)
    assert outil.call("get", f"{PARCOURS}/{imp.pk}").status_code == 404
    if outil.call("get", PARCOURS).status_code == 200:
        assert outil.get(PARCOURS)["elements"] == []
    statut = outil.call("post", PARCOURS, data=DIT).status_code
    assert statut == 403
    assert not list_files(sas)
