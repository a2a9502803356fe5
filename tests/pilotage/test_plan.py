"""Pages people look for: the plan of the site, what the law asks to be said, the help of each role."""

import re

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from comptes.checks import check_exploitant
from comptes.models import Role
from comptes.views.pages import A_COMPLETER, AIDES
from pilotage.queries.plan import OUVERTES, PAGES, list_pages, list_pages_sans_objet
from tests.chemins import PAR_JETON
from tests.lecture import read
from tests.routes import LECTURE, POST_SEUL, QUI

pytestmark = pytest.mark.une_base

DE_L_API = ("api:jetons", "api:nouveau_jeton")
LEGALES = ("contact", "mentions_legales", "donnees_personnelles", "accessibilite")


def list_liens(reponse):
    principal = reponse.content.decode().split("<main", 1)[1].split("</main>")[0]
    return set(re.findall(r'href="(/[^"]*)"', principal))


def test_the_plan_names_every_page_that_names_no_object():
    # Its banner leads to those of a demo.
    ecartees = (POST_SEUL, LECTURE["demonstration:courriels"])
    a_lire = {nom for nom in list_pages_sans_objet() if LECTURE.get(nom) not in ecartees}
    # Those of programs are on the page of the API, which is above.
    a_lire = {nom for nom in a_lire if not nom.startswith((PAR_JETON, "api:"))}
    assert a_lire == {*PAGES, *OUVERTES}


@pytest.mark.parametrize("qui", QUI)
def test_the_plan_is_of_what_one_may_open_and_of_nothing_else(client, demo, qui):
    compte = demo.get_compte(qui)
    client.force_login(compte)
    attendues = {reverse(nom) for nom in (*PAGES, *DE_L_API) if LECTURE[nom][qui] == 200}
    assert {lien.adresse for lien in list_pages(compte)} == attendues
    liens = list_liens(client.get(reverse("reporting:plan")))
    assert attendues <= liens
    # And each of them opens.
    for adresse in sorted(liens):
        assert client.get(adresse).status_code == 200, adresse
    assert any("/2021/" in lien for lien in liens) == (qui != "commissaire.44")


def test_whoever_is_not_logged_in_reads_the_plan_and_what_the_law_asks_for(client, db):
    plan = client.get(reverse("reporting:plan"))
    assert {reverse(nom) for nom in (*OUVERTES, "api:page")} == list_liens(plan) - {
        reverse("reporting:accueil")
    }
    for page in LEGALES:
        reponse = client.get(reverse(f"comptes:{page}"))
        assert reponse.status_code == 200
        # From any page, by its foot.
        assert f'href="{reverse(f"comptes:{page}")}"' in plan.content.decode().split("<footer", 1)[1]


@pytest.mark.parametrize("page", LEGALES)
def test_what_the_operator_has_to_say_is_said_or_is_missed(client, db, page):
    muet = {
        "editeur": "",
        "directeur": "",
        "hebergeur": "",
        "contact": "",
        "delegue": "",
        "accessibilite": "",
    }
    with override_settings(EXPLOITANT=muet):
        assert A_COMPLETER in read(client.get(reverse(f"comptes:{page}")))
        assert all(f"EXPLOITANT_{quoi.upper()}" in check_exploitant(None)[0].msg for quoi in muet)
    dit = {quoi: f"ce que dit {quoi}" for quoi in muet}
    with override_settings(EXPLOITANT=dit):
        assert A_COMPLETER not in read(client.get(reverse(f"comptes:{page}")))
        assert check_exploitant(None) == []
    with override_settings(EXPLOITANT=muet):
        # A demo, or a machine one works on, is not told.
        call_command("check")


def test_the_statement_of_accessibility_has_its_legal_form(client, db):
    page = client.get(reverse("comptes:accessibilite")).content.decode()
    titres = [re.sub(r"<[^>]+>", "", un).strip() for un in re.findall(r"<h2>(.*?)</h2>", page, re.DOTALL)]
    assert titres == [
        "État de conformité", "Résultats des tests", "Contenus non accessibles",
        "Établissement de cette déclaration d’accessibilité", "Retour d’information et contact", "Voies de recours",
    ]  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_help(client, demo, role):
    assert role in AIDES
    compte = next(un for un in map(demo.get_compte, (*QUI, "valideur.29")) if un.role == role)
    client.force_login(compte)
    page = read(client.get(reverse("comptes:aide")))
    assert f"Pour votre rôle : {compte.get_role_display()}." in page
    assert "static/aide/" in page
