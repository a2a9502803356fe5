"""What every answer carries to protect who reads it, and what changes once the site is under HTTPS."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.comptes.adresses import list_adresses
from tests.demo import enter
from tests.sources import RACINE

# What HTTP carries to a database is the same for any.
pytestmark = pytest.mark.une_base


HORS_ROUTES = ("/nulle-part/", "/conventions/%00/")


def read_directives(reponse):
    return dict(un.strip().split(" ", 1) for un in reponse.headers["Content-Security-Policy"].split(";"))


def test_every_answer_carries_the_headers_that_protect_it(demo):
    """Whatever is answered to nobody, then to each role; a page that one read is not asked again."""
    client, lues = Client(raise_request_exception=False), set()
    demandes = [(methode, un) for un in (*list_adresses(), *HORS_ROUTES) for methode in ("GET", "POST")]
    for qui in (None, "agent.29", "prefecture.29", "commissaire.53", "centrale"):
        if qui:
            enter(client, qui)
        statuts = set()
        for methode, adresse in demandes:
            if (methode, adresse) in lues:
                continue
            reponse = client.generic(methode, adresse)
            statuts.add(reponse.status_code)
            if reponse.status_code == 200:
                lues.add((methode, adresse))
            assert reponse.headers["X-Frame-Options"] == "DENY", adresse
            assert reponse.headers["Referrer-Policy"] == "same-origin", adresse
            assert reponse.headers["X-Content-Type-Options"] == "nosniff", adresse
            assert reponse.headers["Cross-Origin-Opener-Policy"] == "same-origin", adresse
            directives = read_directives(reponse)
            assert directives["default-src"] == "'none'", adresse
            assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
            assert directives["form-action"] == "'self'"
            assert "unsafe" not in str(directives)
        assert {404, 405} <= statuts if qui else {302} <= statuts


@pytest.mark.parametrize("adresse", ["/", "/referentiels/", "/conventions/29/2021/indicateurs/S4/"])
def test_the_nonce_of_a_page_is_that_of_its_policy_and_serves_once(adresse, demo, client):
    client.force_login(demo.get_compte("agent.29"))
    nonces = []
    for _ in range(2):
        reponse = client.get(adresse)
        dans_la_page = set(re.findall(r'<script[^>]* nonce="([^"]+)"', reponse.content.decode()))
        nonces += dans_la_page
        assert len(dans_la_page) == 1
        assert f"'nonce-{nonces[-1]}'" in read_directives(reponse)["script-src"]
        assert "<script>" not in reponse.content.decode()
    assert len(set(nonces)) == 2


SOUS_HTTPS = """
import json
import django
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
class SansMigrations(dict):
    __contains__, __getitem__ = lambda *_: True, lambda *_: None
settings.MIGRATION_MODULES = SansMigrations()
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
from django.core.management import call_command
setup_test_environment()
call_command("migrate", run_syncdb=True, verbosity=0)
from django.utils import timezone
from comptes.operations import create_compte
create_compte(by=None, at=timezone.now(), email="a@b.fr", nom="A", role="centrale", password="un-mot-de-passe-long")
client = Client()
clair = client.get("/connexion/")
page = client.get("/connexion/", secure=True)
entree = client.post("/connexion/", {"username": "a@b.fr", "password": "un-mot-de-passe-long"}, secure=True)
print(json.dumps({
    "clair": [clair.status_code, clair.headers.get("Location", "")],
    "hsts": page.headers.get("Strict-Transport-Security", ""),
    "entree": entree.status_code,
    "cookies": {nom: [bool(un["secure"]), bool(un["httponly"]), un["samesite"]] for nom, un in client.cookies.items()},
}))
"""


def run_sous_https(*commande):
    environnement = {nom: un for nom, un in os.environ.items() if nom != "DJANGO_ALLOW_ASYNC_UNSAFE"} | {
        "HTTPS": "true",
        "DEBUG": "false",
        "DATABASE_URL": "sqlite:///:memory:",
        "SECRET_KEY": "Zq8-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **{f"EXPLOITANT_{quoi.upper()}": "Quelqu’un" for quoi in settings.EXPLOITANT},
    }
    return subprocess.run(
        [sys.executable, *commande],
        env=environnement,
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_has_nothing_to_say_under_https():
    resultat = run_sous_https("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert resultat.returncode == 0, resultat.stderr


def test_under_https_cookies_are_secure_and_plain_http_is_sent_to_https():
    resultat = run_sous_https("-c", SOUS_HTTPS)
    assert resultat.returncode == 0, resultat.stderr
    vu = json.loads(resultat.stdout.splitlines()[-1])
    assert vu["clair"] == [301, "https://testserver/connexion/"]
    assert vu["hsts"].startswith("max-age=31536000")
    assert vu["entree"] == 302
    assert vu["cookies"] == {"csrftoken": [True, False, "Lax"], "sessionid": [True, True, "Lax"]}
