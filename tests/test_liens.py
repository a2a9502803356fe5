"""Nobody is offered what is refused: every link and every form of each page a role reads answers it."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import transaction
from django.urls import resolve, reverse

from config.pages import PAGES_DES_OBJETS
from conventions.models import Exercice
from reporting.models import Document
from tests.demo import enter
from tests.routes import LECTURE, get_url
from tests.sources import list_modeles

# What a page offers is the same on any database.
pytestmark = pytest.mark.une_base

# One of each role; a page of bytes has no link.
ROLES = ("agent.29", "valideur.29", "prefecture.29", "commissaire.53", "centrale")

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
    """The status of a link followed, or of a form sent empty; what it may write is undone."""
    with transaction.atomic():
        statut = getattr(client, methode)(adresse).status_code
        transaction.set_rollback(True)
    return statut


@pytest.mark.parametrize("qui", ROLES)
def test_every_link_and_form_of_a_page_answers_whoever_reads_it(client, demo, qui):
    enter(client, qui)
    document = Document.objects.filter(exercice__convention__code="29", exercice__annee=2020).first()
    offres = {}
    for nom in sorted(LECTURE):
        if LECTURE[nom][LIT_COMME.get(qui, qui)] != 200:
            continue
        ici = get_url(nom, document)
        page = client.get(ici)
        if "html" in page.get("Content-Type", ""):
            for offre in Offres(page.content.decode(), ici).offres:
                offres.setdefault(offre, nom)
    refuses = {
        (offre, ou): statut
        for offre, ou in offres.items()
        if resolve(offre[1].split("?")[0]).view_name != "comptes:deconnexion"
        and (statut := try_offre(client, *offre)) in (403, 404, 500)
    }
    assert len(offres) > 20
    assert not refuses, refuses


# Whose pages are not those of the 29 in 2021 alone: what was handed over, what is validated, a whole région, France.
COMPTES = (
    "agent.22",
    "valideur.22",
    "prefecture.22",
    "agent.29",
    "prefecture.29",
    "commissaire.53",
    "centrale",
)


def name_offre(offre, etats):
    """(method, route, état of its exercice, names of its parameters): what tells one offer from another."""
    adresse, _, parametres = offre[1].partition("?")
    trouve = resolve(adresse)
    cle = (trouve.kwargs.get("code"), trouve.kwargs.get("annee"))
    noms = tuple(sorted(un.split("=")[0] for un in parametres.split("&") if un))
    return offre[0], trouve.view_name, etats.get(cle), noms


@pytest.mark.parametrize("qui", COMPTES)
def test_every_kind_of_page_an_account_reaches_offers_what_answers(client, demo, qui):
    """From the first page, link after link: each route once in each état of its exercice."""
    enter(client, qui)
    exercices = Exercice.objects.values_list("convention__code", "annee", "etat")
    etats = {(code, annee): etat for code, annee, etat in exercices}
    a_suivre, connues, refuses = [("get", reverse("reporting:accueil"))], set(), {}
    while a_suivre:
        methode, adresse = a_suivre.pop()
        if methode != "get":
            statut, page = try_offre(client, methode, adresse), None
        else:
            page = client.get(adresse)
            statut = page.status_code
        if statut in (403, 404, 500):
            refuses[methode, adresse] = statut
        if page is None or statut != 200 or "html" not in page.get("Content-Type", ""):
            continue
        for offre in sorted(Offres(page.content.decode(), adresse.split("?")[0]).offres):
            nom = name_offre(offre, etats)
            if nom[1] != "comptes:deconnexion" and nom not in connues:
                connues.add(nom)
                a_suivre.append(offre)
    # It went beyond the first page, and beyond what is being drafted.
    assert {"transmis", "valide"} & {etat for _, _, etat, _ in connues}
    assert len(connues) > 40
    assert not refuses, refuses


def test_an_object_has_the_page_of_the_highest_floor_that_tells_of_it(demo):
    avec = {modele._meta.label_lower for modele in list_modeles() if hasattr(modele, "get_absolute_url")}
    assert avec == set(PAGES_DES_OBJETS)
    for objet in (demo.brouillon, demo.brouillon.convention):
        assert resolve(objet.get_absolute_url()).namespace == "reporting"
