"""Sessions that are open when an account changes: no page breaks, and nobody keeps what they lost."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comptes.guard import EcritureInterdite, refuse_writes
from comptes.models import Departement, Region, Utilisateur
from tests.lecture import read_html

PAGES = ("/", "/connexion/", "/accessibilite/", "/referentiels/", "/conventions/29/", "/conventions/29/2021/")


def change_mot_de_passe(compte, settings):
    compte.set_password("un-autre-mot-de-passe")
    compte.save()


def close_compte(compte, settings):
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)


def end_session(compte, settings):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def remove_session(compte, settings):
    Session.objects.all().delete()


def change_cle(compte, settings):
    settings.SECRET_KEY = "une-autre-cle-" * 5


@pytest.mark.parametrize(
    "changer", [change_mot_de_passe, close_compte, end_session, remove_session, change_cle]
)
def test_whoever_lost_their_session_is_sent_to_the_login(changer, demo, settings):
    """In each of their browsers, whichever page it asks for first."""
    agent = demo.get_compte("agent.29")
    navigateurs = {premiere: Client() for premiere in PAGES}
    for navigateur in navigateurs.values():
        navigateur.force_login(agent)
        assert navigateur.get("/referentiels/").status_code == 200
    changer(agent, settings)
    for premiere, navigateur in navigateurs.items():
        for adresse in (premiere, *PAGES):
            reponse = navigateur.get(adresse)
            if adresse in ("/connexion/", "/accessibilite/"):
                assert reponse.status_code == 200
                assert "Se déconnecter" not in read_html(reponse)
            else:
                assert reponse.status_code == 302
                assert reponse.url.startswith("/connexion/")


@pytest.mark.parametrize("methode", ["get", "head", "options"])
def test_a_lost_session_leaves_the_database(methode, demo, settings):
    agent, navigateur = demo.get_compte("agent.29"), Client()
    navigateur.force_login(agent)
    cle = navigateur.session.session_key
    change_mot_de_passe(agent, settings)
    getattr(navigateur, methode)("/")
    assert not Session.objects.filter(pk=cle).exists()


@pytest.mark.parametrize(
    ("role", "perimetre", "attendus"),
    [
        ("valideur_departemental", {}, (200, 200)),
        ("prefecture", {"departement": "29"}, (200, 200)),
        ("prefecture", {"departement": "22"}, (404, 404)),
        ("commissaire", {"region": "53"}, (200, 404)),
        ("commissaire", {"region": "44"}, (404, 404)),
        ("centrale", {}, (200, 404)),
    ],
)
def test_an_open_session_sees_the_new_perimeter_at_once(role, perimetre, attendus, demo, client):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    assert client.get("/").status_code == 200
    agent.role = role
    if role != "valideur_departemental":
        agent.collectivite = None
    for nom, modele in (("departement", Departement), ("region", Region)):
        if nom in perimetre:
            setattr(agent, nom, modele.objects.get(code=perimetre[nom]))
    agent.full_clean()
    agent.save()
    assert client.get("/").status_code == 200
    obtenus = tuple(client.get(un).status_code for un in ("/conventions/29/", "/conventions/29/2021/"))
    assert obtenus == attendus
    assert agent.get_role_display() in read_html(client.get("/"))


@pytest.mark.parametrize(
    "ordre",
    [
        'INSERT INTO "{table}" VALUES (1)',
        'UPDATE "{table}" SET x = 1',
        'DELETE FROM "{table}"',
        '\n  delete from "{table}" where 1 = 1',
    ],
)
def test_the_guard_lets_the_sessions_live_and_no_other_table(ordre, db):
    def execute(sql, params, many, context):
        return "executed"

    for table in connection.introspection.table_names():
        sql = ordre.format(table=table)
        is_compte = table == "comptes_appelsdejeton" and ordre.startswith("UPDATE")
        if table == "django_session" or is_compte:
            assert refuse_writes(execute, sql, (), False, {}) == "executed"
        else:
            with pytest.raises(EcritureInterdite):
                refuse_writes(execute, sql, (), False, {})
    for piege in ('DELETE FROM "django_session_x"', 'UPDATE "x" SET y = \'"django_session"\''):
        with pytest.raises(EcritureInterdite):
            refuse_writes(execute, piege, (), False, {})


def test_a_password_changed_elsewhere_does_not_break_a_page_that_is_sent(demo, settings):
    agent, navigateur = demo.get_compte("agent.29"), Client(enforce_csrf_checks=False)
    navigateur.force_login(agent)
    change_mot_de_passe(agent, settings)
    reponse = navigateur.post(reverse("conventions:actions", args=["29", 2021]), {"x": "1"})
    assert reponse.status_code in (302, 403)
