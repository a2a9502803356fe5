"""What is stored is served as it was stored, or not at all."""

import hashlib
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from avenants.models import Avenant
from conventions.models import Exercice, PieceAction, PieceConvention, Redeploiement
from fichiers.models import Piece
from fichiers.pieces import make_piece
from indicateurs.models import PieceJointe
from reporting.models import Document, EtapeDecision, Remise
from tests.chemins import ROUTES
from tests.dessous import beneath_the_site
from tests.lecture import read_html
from tests.reporting.documents_faits import AT, produce


@pytest.fixture
def avenant(demo):
    return Avenant.objects.select_related("exercice__convention").get(convention__code="29", numero=3)


def falsify(rangee, champ, valeur):
    table = rangee._meta.db_table
    with beneath_the_site(table) as cursor:
        cursor.execute(f"UPDATE {table} SET {champ} = %s WHERE id = %s", [valeur, rangee.pk])


def list_sorties_fausses():
    sortie = StringIO()
    with pytest.raises(CommandError, match="n’est plus ce qui a été écrit"):
        call_command("verifier_integrite", stdout=sortie)
    return sortie.getvalue()


def test_bytes_that_are_not_those_of_the_fingerprint_are_never_served(client, demo, caplog):
    document = demo.document
    adresse = reverse("reporting:document", args=[document.pk])
    client.force_login(demo.get_compte("agent.29"))
    assert client.get(adresse).status_code == 200
    call_command("verifier_integrite", stdout=StringIO())
    falsify(document, "octets", bytes(document.octets).replace(b"%PDF", b"%PDG"))
    reponse = client.get(adresse)
    assert reponse.status_code == 403
    assert b"%PDG" not in reponse.content
    assert "ne correspond pas à son empreinte" in read_html(reponse)
    assert f"reporting.Document {document.pk}" in caplog.text
    assert f"reporting.document {document.pk}" in list_sorties_fausses()


def test_figures_that_are_not_those_of_the_fingerprint_are_told_too(demo):
    falsify(demo.document, "contenu", '{"projet": false}')
    assert f"reporting.document {demo.document.pk}" in list_sorties_fausses()


# Each kind of stored file: what it proves, and the route that gives it.
PIECES = {
    PieceAction: ("conventions:piece_action", lambda action: {"action": action}),
    Redeploiement: (
        "conventions:preuve_redeploiement",
        lambda a: {"exercice": a.exercice, "constat": "Oui."},
    ),
    PieceConvention: (
        "conventions:copie",
        lambda a: {"convention": a.exercice.convention, "nature": "autre"},
    ),
    PieceJointe: ("indicateurs:piece", lambda action: {"exercice": action.exercice, "code": "R2"}),
}


def test_every_kind_of_stored_file_is_tried():
    assert {un for un in apps.get_models() if issubclass(un, Piece)} == set(PIECES)


@pytest.mark.parametrize("modele", PIECES)
def test_no_stored_file_is_served_once_falsified(modele, client, demo):
    route, make_champs = PIECES[modele]
    agent, action = demo.get_compte("agent.29"), demo.brouillon.actions.get(numero="S4-1")
    fichier = {"nom_fichier": "note.csv", "type_contenu": "text/csv", "octets": b"a;b"}
    piece = make_piece(modele, **fichier, by=agent, at=AT, **make_champs(action))
    piece.save()
    valeurs = {"code": "29", "annee": 2021, "numero": "S4-1"}
    valeurs |= dict.fromkeys(("pk", "piece", "redeploiement"), piece.pk)
    adresse = reverse(route, kwargs={cle: valeurs[cle] for cle in ROUTES[route]})
    client.force_login(agent)
    assert client.get(adresse).content == b"a;b"
    falsify(piece, "octets", b"autre chose")
    reponse = client.get(adresse)
    assert reponse.status_code == 403
    assert b"autre chose" not in reponse.content
    assert f"{modele._meta.label_lower} {piece.pk}" in list_sorties_fausses()


def test_a_document_that_waits_may_only_get_its_pages_and_a_drawn_one_nothing(demo, dessiner):
    document = produce(demo)
    lui = Document.objects.filter(pk=document.pk)
    libres = {"etat", "octets", "empreinte", "motif_echec", "battement", "tentatives"}
    figes = {champ.name for champ in Document._meta.concrete_fields} - libres
    autre = Exercice.objects.exclude(pk=document.exercice_id).first()
    valeurs = {
        "id": 10_000, "exercice": autre, "avenant": Avenant.objects.first(), "nature": "commun", "projet": False,
        "cloture": autre.transitions.first() or document.exercice.transitions.first(), "contenu": {"faux": True},
        "empreinte_contenu": "0" * 64, "par": demo.get_compte("valideur.29"), "le": AT + timedelta(days=1),
        "decision": EtapeDecision.objects.first(), "remise": Remise.objects.first(),
    }  # fmt: skip
    assert set(valeurs) == figes
    assert valeurs["decision"] and valeurs["remise"]
    for champ in figes:
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            lui.update(**{champ: valeurs[champ]})
    dessiner()
    octets = b"%PDF autre"
    for changement in (
        {"octets": octets, "empreinte": hashlib.sha256(octets).hexdigest()},
        {"etat": "a_dessiner", "octets": None, "empreinte": ""},
        {"tentatives": 9},
    ):
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            lui.update(**changement)
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        lui.delete()
