"""What a demo writes is read on the site, and a real site has no such page."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from comptes.courriels import send_courriels
from comptes.invitations import invite_compte
from comptes.models import Courriel
from demonstration.boite import read_message
from tests.demo import enter
from tests.lecture import read

pytestmark = pytest.mark.une_base

AT = datetime(2022, 4, 4, 9, tzinfo=UTC)
LE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LISTE = reverse("demonstration:courriels")
# Banner and plan, as anybody reads them.
PAGES = ("comptes:connexion", "reporting:plan")


@pytest.fixture
def invitation(demo):
    """Somebody is invited: the mail waits."""
    champs = {
        "email": "anne@finistere.example",
        "nom": "Anne Le Bihan",
        "role": "agent_departemental",
        "collectivite": demo.get_compte("valideur.29").collectivite,
    }
    invite_compte(by=demo.get_compte("valideur.29"), at=AT, le=LE, champs=champs)
    return Courriel.objects.get(adresse="anne@finistere.example")


@pytest.fixture
def en_demonstration(settings, tmp_path):
    settings.DEMO_RECUL = timedelta(days=1000)
    settings.EMAIL_BACKEND = "demonstration.boite.Boite"
    settings.BOITE_DIR = tmp_path / "courriels"


def find_corps(page):
    return re.search(r'<div class="courriel">(.*?)</div>', page, re.DOTALL)[1]


def test_whoever_is_invited_reads_the_mail_and_opens_the_account(client, invitation, en_demonstration):
    """Before it is sent and after: nobody is logged in, whose mailbox would it be?"""
    adresse = reverse("demonstration:courriel", args=[invitation.pk])
    attente = client.get(adresse).content.decode()
    assert send_courriels(at=LE) == 1
    invitation.refresh_from_db()
    assert (invitation.etat, invitation.corps) == ("envoye", "")
    page = client.get(adresse).content.decode()
    assert find_corps(page) == find_corps(attente)
    assert "anne@finistere.example" in page
    assert read_message(invitation.pk)["Auto-Submitted"] == "auto-generated"
    lien = re.search(r'href="https?://[^/]+(/mot-de-passe/[^"]+)"', find_corps(page))[1]
    secret = "une-longue-phrase-29"
    assert client.post(lien, {"new_password1": secret, "new_password2": secret}).status_code == 302
    assert client.login(username="anne@finistere.example", password=secret)


def test_the_list_has_every_mail_the_latest_first_and_leads_to_those_that_have_a_text(
    client, demo, invitation, en_demonstration
):
    send_courriels(at=LE)
    for rang, etat in enumerate(("a_envoyer", "echec", "annule"), 1):
        Courriel.objects.create(
            a=demo.get_compte("agent.29"), adresse="a@b.example", perimetre="29D//", nature="immediat", etat=etat,
            objet=f"Courriel {etat}", corps="x", le=LE + timedelta(hours=rang), pas_avant=LE,
        )  # fmt: skip
    page = read(client.get(LISTE))
    objets = ("Courriel annule", "Courriel echec", "Courriel a_envoyer", "Votre compte CALPAE")
    places = [page.index(objet) for objet in objets]
    assert places == sorted(places)
    lus = {
        un.objet: client.get(reverse("demonstration:courriel", args=[un.pk])).status_code
        for un in Courriel.objects.all()
    }
    assert lus == dict(zip(objets, (404, 404, 200, 200), strict=True))
    assert page.count('href="/demo/courriels/') - page.count(f'href="{LISTE}"') == 2
    # A mail that left before the demo kept them says so.
    Courriel.objects.filter(objet="Courriel a_envoyer").update(etat="envoye", envoye_le=LE, corps="")
    pk = Courriel.objects.get(objet="Courriel a_envoyer").pk
    assert "Le texte de ce courriel n’est plus là" in read(
        client.get(reverse("demonstration:courriel", args=[pk]))
    )


def test_every_page_of_a_demo_leads_there_and_no_page_of_a_real_site_does(client, demo, invitation, settings):
    for is_demo in (False, True):
        settings.DEMO_RECUL = timedelta(days=1000) if is_demo else timedelta(0)
        for qui in (None, "agent.29", "centrale"):
            client.logout()
            if qui:
                enter(client, qui)
            attendu = 200 if is_demo else (404 if qui else 302)
            assert client.get(LISTE).status_code == attendu
            assert client.get(reverse("demonstration:courriel", args=[invitation.pk])).status_code == attendu
        client.logout()
        for nom in PAGES:
            assert (f'href="{LISTE}"' in client.get(reverse(nom)).content.decode()) == is_demo


@pytest.mark.parametrize(("jours", "attendu"), [(("", ""), "smtp"), (("2022-04-28", "2026-01-01"), "Boite")])
def test_a_demo_writes_to_nobody_whatever_server_is_set(jours, attendu):
    """The settings of a process of its own: tests have a mailbox of theirs."""
    dits = dict(zip(("DEMO_AUJOURDHUI", "DEMO_DEPUIS"), jours, strict=True)) | {
        "EMAIL_URL": "smtp://serveur:25"
    }
    lus = subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.EMAIL_BACKEND)"],
        env=os.environ | dits,
        capture_output=True,
        text=True,
        check=True,
    )
    assert attendu in lus.stdout
