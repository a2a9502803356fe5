"""The workbook of money from its page to the figures: over HTTP, read in the child process."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from conventions.models import Action, DepotClasseur
from conventions.operations.classeur import store_depot
from fichiers.classeur.feuilles import A_CORRIGER
from financement.forms.classeur import interpret_classeur
from financement.operations.classeur import confirm_financement
from financement.queries.apercu import build_apercu
from tests.fichiers.classeurs import AT, fill, find_cellule
from tests.financement.cellules import get, record
from tests.financement.classeurs import download, preview
from tests.gestes import confirm
from tests.lecture import read_html

pytestmark = [pytest.mark.usefixtures("cofinanceur"), pytest.mark.une_base]


def get_url(geste):
    return reverse(f"conventions:{geste}classeur", args=["29", 2021])


def upload(client, octets):
    fichier = BytesIO(octets)
    fichier.name = "mon financement.xlsx"
    return client.post(get_url(""), {"fichier": fichier}, follow=True)


def test_the_whole_round_trip_over_http(client, exercice, agent):
    reponse = client.get(get_url("telecharger_"))
    assert reponse["Content-Disposition"] == 'attachment; filename="calpae-financement-29-2021.xlsx"'
    page = read_html(upload(client, fill(reponse.content, {("S1-1", "État, exécuté"): 72})))
    assert "Ce que votre classeur change" in page
    assert "72,00" in page
    page = read_html(client.post(get_url("confirmer_"), follow=True))
    assert "1\u00a0cellule enregistrée." in page
    assert get(exercice, "S1-1", "etat.execute") == 72
    page = read_html(upload(client, fill(reponse.content, {("S1-1", "État, prévu"): "1e9"})))
    assert "1 erreur" in page
    assert 'class="fr-btn">Confirmer' not in page
    assert client.post(get_url("confirmer_")).status_code == 422
    annote = load_workbook(BytesIO(client.get(get_url("annoter_")).content))
    assert "«\u00a01e9\u00a0»" in annote[A_CORRIGER]["B2"].value
    assert "«\u00a01e9\u00a0»" in find_cellule(annote, "S1-1", "État, prévu").comment.text
    confirm(client, get_url("abandonner_"))
    assert not DepotClasseur.objects.exists()


def test_a_conflict_is_chosen_in_the_page(client, exercice, agent, valideur):
    octets = fill(download(exercice), {("S1-1", "État, exécuté"): 72})
    record(valideur, exercice, "S1-1", "etat.execute", Decimal(71))
    page = read_html(upload(client, octets))
    assert "Modifié par Valideur Finistère" in page
    assert client.post(get_url("confirmer_")).status_code == 422
    (conflit,) = preview(exercice, octets).conflits
    choix = {f"choix-{conflit.cle}": "classeur", f"version-{conflit.cle}": conflit.version}
    assert "1\u00a0cellule enregistrée." in read_html(client.post(get_url("confirmer_"), choix, follow=True))
    assert get(exercice, "S1-1", "etat.execute") == 72


@pytest.mark.parametrize("octets", [b"", b"PK\x03\x04rien", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_hostile_file_is_one_sentence(octets, client, exercice, agent):
    reponse = upload(client, octets)
    assert reponse.status_code == 422
    assert not DepotClasseur.objects.exists()


@pytest.mark.usefixtures("lecture_ici")
@pytest.mark.parametrize("nombre", [5, 40])
def test_queries_do_not_depend_on_the_number_of_actions(nombre, exercice, agent):
    numeros = [f"S2-{rang + 10}" for rang in range(nombre)]
    Action.objects.bulk_create(
        Action(exercice=exercice, numero=numero, titre="x", axe="S2", nature="nouvelle") for numero in numeros
    )
    saisies = {
        (numero, entete): 2 for numero in numeros for entete in ("État, prévu", "CAF du Finistère, exécuté")
    }
    requetes = []
    with CaptureQueriesContext(connection) as vues:
        octets = download(exercice)
    requetes.append(len(vues))
    octets = fill(octets, saisies)
    lu = interpret_classeur(exercice, octets)
    with CaptureQueriesContext(connection) as vues:
        build_apercu(exercice, lu, {})
    requetes.append(len(vues))
    depot = store_depot(
        by=agent, at=AT, exercice=exercice, sujet="financement", nom_fichier="c.xlsx", octets=octets
    )
    with CaptureQueriesContext(connection) as vues:
        confirm_financement(
            by=agent, at=AT, exercice=exercice, depot=depot, classeur=lu, choix={}, versions={}
        )
    requetes.append(len(vues))
    # The last locks, asks and compares once.
    assert requetes == [5, 4, 17]
    assert get(exercice, "S2-10", "etat.prevu") == 2
