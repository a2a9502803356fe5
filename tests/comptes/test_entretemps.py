"""What was sent to an object that went, or closed, meanwhile: said in a sentence, its texts shown to be copied."""

import pytest
from django.urls import reverse

from comptes.envois import CHAMP_COMPTE, sign_compte
from comptes.operations import Disparu, ModifieEntreTemps
from conventions.models import Etat, Exercice
from tests.lecture import read_html

TEXTE = "Quatre pages écrites ce matin <avec soin>."


@pytest.fixture
def envoyer(client, demo):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    client.raise_request_exception = False

    def envoyer(route, *cle, **champs):
        adresse = reverse(route, args=["29", 2021, *cle])
        return client.post(adresse, {CHAMP_COMPTE: sign_compte(agent)} | champs)

    return envoyer


def check_textes(reponse, statut):
    page = read_html(reponse)
    assert reponse.status_code == statut
    assert "Rien n’est enregistré" in page
    assert "Quatre pages écrites ce matin &lt;avec soin&gt;." in page


def test_an_action_deleted_meanwhile(envoyer, demo):
    demo.brouillon.actions.filter(numero="S4-1").delete()
    check_textes(envoyer("conventions:action", "S4-1", objectifs=TEXTE), 404)


def test_an_exercice_handed_over_meanwhile(envoyer, demo):
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    check_textes(envoyer("conventions:action", "S4-1", objectifs=TEXTE), 403)


@pytest.mark.parametrize("erreur", [Disparu(), ModifieEntreTemps(None)])
def test_what_the_view_does_not_expect(envoyer, demo, monkeypatch, erreur):
    def raise_it(**_):
        raise erreur

    monkeypatch.setattr("reporting.views.documents.produce_rapport", raise_it)
    check_textes(envoyer("reporting:produire_rapport", x=TEXTE), 409)


def test_a_page_that_is_no_ones_says_what_it_said(envoyer):
    reponse = envoyer("conventions:action", "S9-9")
    assert reponse.status_code == 404
    assert "Page introuvable" in read_html(reponse)
