"""Nobody is offered what is refused: every link and every form of each page a role reads answers it."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import transaction
from django.urls import resolve

from reporting.models import Document
from tests.test_permissions import LECTURE, get_url

# One of each role; a page of bytes has no link.
ROLES = ("agent.29", "valideur.29", "prefecture.29", "commissaire.53", "centrale")

BALISE = re.compile(r"<[^>]*>")
ALERTE = re.compile(r'<div class="fr-alert fr-alert--info[^"]*">.*?</div>', re.DOTALL)
LIT_COMME = {"valideur.29": "agent.29"}


class Offres(HTMLParser):
    """(method, address) of every link of a page, and of every form that has a button to send it."""

    def __init__(self, html, ici):
        super().__init__()
        self.ici, self.offres, self.formulaire = ici, set(), None
        self.feed(html)

    def add(self, methode, adresse):
        adresse = urldefrag(urljoin(self.ici, adresse))[0]
        if adresse.startswith("/") and not adresse.startswith("/static/"):
            self.offres.add((methode, adresse))

    def handle_starttag(self, balise, attributs):
        attributs = dict(attributs)
        if balise == "a" and attributs.get("href"):
            self.add("get", attributs["href"])
        elif balise == "form":
            self.formulaire = (attributs.get("method", "get").lower(), attributs.get("action") or self.ici)
        elif balise == "button" and attributs.get("type", "submit") == "submit" and self.formulaire:
            methode, adresse = self.formulaire
            self.add(methode, attributs.get("formaction") or adresse)

    def handle_endtag(self, balise):
        if balise == "form":
            self.formulaire = None


def try_offre(client, methode, adresse):
    """What is wrong with a link followed, or a form sent empty: its status, or that its page holds nothing but a
    refusal; what it may write is undone. None when nothing is."""
    with transaction.atomic():
        reponse = getattr(client, methode)(adresse)
        transaction.set_rollback(True)
    if reponse.status_code in (403, 404, 500):
        return reponse.status_code
    if methode == "get" and "html" in reponse.get("Content-Type", "") and is_refus_seul(reponse):
        return "nothing but a refusal"
    return None


def is_refus_seul(reponse):
    """Is there nothing under the title of a page but an alert that says no?"""
    corps = reponse.content.decode().partition("</h1>")[2].partition("</main>")[0]
    alerte, sans_alerte = ALERTE.search(corps), ALERTE.sub("", corps)
    return bool(alerte) and not BALISE.sub("", sans_alerte).strip()


@pytest.mark.parametrize("qui", ROLES)
def test_every_link_and_form_of_a_page_answers_whoever_reads_it(client, demo, qui):
    client.force_login(demo.get_compte(qui))
    document = Document.objects.filter(exercice__convention__code="29", exercice__annee=2020).first()
    offres = {}
    for nom in sorted(LECTURE):
        if LECTURE[nom][LIT_COMME.get(qui, qui)] != 200:
            continue
        ici = get_url(nom, document)
        page = client.get(ici)
        if "html" in page.get("Content-Type", ""):
            # The links that skip to a part of the page lead nowhere else.
            for offre in Offres(page.content.decode(), ici).offres - {("get", ici)}:
                offres.setdefault(offre, nom)
    refuses = {
        (offre, ou): statut
        for offre, ou in offres.items()
        if resolve(offre[1].split("?")[0]).view_name != "comptes:deconnexion"
        and (statut := try_offre(client, *offre))
    }
    assert len(offres) > 20
    assert not refuses, refuses
