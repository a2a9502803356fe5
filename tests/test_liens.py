"""Nobody is offered what is refused: every link and every form of each page a role reads answers it."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import transaction
from django.urls import resolve, reverse

from comptes.models import Utilisateur
from config.pages import PAGES_DES_OBJETS
from conventions.models import ETATS_MODIFIABLES, Exercice
from tests.chemins import get_url
from tests.demo import enter
from tests.routes import LECTURE
from tests.sources import list_modeles

# What a page offers is the same on any database.
pytestmark = pytest.mark.une_base

# Of each role, the accounts that reach all there is: what is drafted in the 29, what the 22 handed over, what is
# validated in both. A valideur may all that an agent may (tests/test_refus.py): of what both are offered, the agent
# follows it.
COMPTES = {
    "departement": ("agent.29", "agent.22", "valideur.29", "valideur.22"),
    "prefecture": ("prefecture.29", "prefecture.22"),
    "commissaire": ("commissaire.53",),
    "centrale": ("centrale",),
}
LIT_COMME = {"valideur.29": "agent.29"}
# But for what is of whoever asked for it.
A_SOI = {"reporting:export", "reporting:avancement_export"}


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
    """The status of a link followed, or of a form sent empty, and the page that a link leads to; what it may write is
    undone."""
    with transaction.atomic():
        reponse = getattr(client, methode)(adresse)
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    is_page = methode == "get" and reponse.status_code == 200 and "html" in reponse.get("Content-Type", "")
    return reponse.status_code, reponse.content.decode() if is_page else ""


def name_offre(offre, etats):
    """(method, route, état of its exercice, names of its parameters): what tells one offer from another."""
    adresse, _, parametres = offre[1].partition("?")
    trouve = resolve(adresse)
    cle = (trouve.kwargs.get("code"), trouve.kwargs.get("annee"))
    noms = tuple(sorted(un.split("=")[0] for un in parametres.split("&") if un))
    return offre[0], trouve.view_name, etats.get(cle), noms


def list_depart(qui, document):
    """The first page of an account, those of what is closed, and each that the permission table says it reads."""
    compte = Utilisateur.objects.get(email=f"{qui}@calpae.example")
    lues = sorted(
        nom
        for nom, attendu in LECTURE.items()
        if attendu.get(qui if nom in A_SOI else LIT_COMME.get(qui, qui)) == 200
    )
    clos = Exercice.objects.visible_to(compte).exclude(etat__in=ETATS_MODIFIABLES)
    exercices = [un.get_absolute_url() for un in clos]
    return [reverse("reporting:accueil"), *exercices, *(get_url(nom, document) for nom in lues)]


@pytest.mark.parametrize("role", COMPTES)
def test_every_kind_of_page_a_role_reaches_offers_what_answers(client, demo, role):
    """From each page of the table, link after link: each route once in each état of its exercice."""
    exercices = Exercice.objects.values_list("convention__code", "annee", "etat")
    etats = {(code, annee): etat for code, annee, etat in exercices}
    connues, refuses = set(), {}
    for qui in COMPTES[role]:
        enter(client, qui)
        a_suivre = [("get", adresse) for adresse in list_depart(qui, demo.document)]
        connues |= {name_offre(un, etats) for un in a_suivre}
        while a_suivre:
            methode, adresse = a_suivre.pop()
            statut, html = try_offre(client, methode, adresse)
            if statut in (403, 404, 500):
                refuses[qui, methode, adresse] = statut
            for offre in sorted(Offres(html, adresse.split("?")[0]).offres):
                nom = name_offre(offre, etats)
                if nom[1] != "comptes:deconnexion" and nom not in connues:
                    connues.add(nom)
                    a_suivre.append(offre)
    # It went beyond the first page, and beyond what is being drafted.
    assert {"instruction", "valide"} & {etat for _, _, etat, _ in connues}
    assert len(connues) > 60
    assert not refuses, refuses


def test_an_object_has_the_page_of_the_highest_floor_that_tells_of_it(demo):
    avec = {modele._meta.label_lower for modele in list_modeles() if hasattr(modele, "get_absolute_url")}
    assert avec == set(PAGES_DES_OBJETS)
    for objet in (demo.brouillon, demo.brouillon.convention):
        assert resolve(objet.get_absolute_url()).namespace == "reporting"
