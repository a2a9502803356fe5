"""A refused form comes back in the page it was sent from: the same headings, the same links."""

from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.urls import reverse

from tests.chemins import get_url
from tests.demo import enter
from tests.gestes import Page
from tests.routes import LECTURE, QUI

pytestmark = pytest.mark.une_base


class Formulaires(HTMLParser):
    """The forms of a page that are posted: (address, {hidden field: value}), those with a button to do it."""

    def __init__(self, html, adresse):
        super().__init__()
        self.adresse, self.trouves, self._ouvert = adresse, [], None
        self.feed(html.split("<main", 1)[1].split("</main>")[0])

    def handle_starttag(self, balise, attributs):
        attributs = dict(attributs)
        if balise == "form":
            self._ouvert = None
            if attributs.get("method") == "post":
                self._ouvert, self._lieu = {}, attributs.get("action") or self.adresse
        elif (
            balise == "button" and self._ouvert is not None and (self._lieu, self._ouvert) not in self.trouves
        ):
            self.trouves.append((self._lieu, self._ouvert))
        elif balise == "input" and self._ouvert is not None and attributs.get("type") == "hidden":
            self._ouvert[attributs["name"]] = attributs.get("value", "")


# Fields that stand alone in their form, and what is wrong in them: an empty submission would be a right one.
FAUX = {"x": "1", "motif": "\x00", "montant": "beaucoup", "etat": "?", "nature": "?"}


# Nothing is typed in it: a page of its own says what it leaves aside.
SANS_CHAMP = reverse("reporting:demander_export")


def post_wrongly(client, adresse, caches):
    """The answer to a form sent with nothing that makes sense; what it may have written is undone."""
    with transaction.atomic():
        reponse = client.post(
            adresse, caches | {nom: faux for nom, faux in FAUX.items() if nom not in caches}
        )
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return reponse


@pytest.mark.parametrize("qui", QUI)
def test_whoever_may_read_a_page_does_and_a_refused_form_comes_back_in_it(client, demo, qui):
    """Each page with each of those who may read it, since not all have the same forms."""
    enter(client, qui)
    lues = [nom for nom in sorted(LECTURE) if LECTURE[nom][qui] == 200]
    vus = sum(check_page(client, get_url(nom, demo.document)) for nom in lues)
    # Enough of them to say that it compares something.
    assert vus > 15 or qui != "agent.29"


@pytest.mark.parametrize(
    "lieu", ["", "decision-financiere/", "decision-financiere/proposer/", "valider/", "renvoyer/"]
)
def test_so_it_does_for_who_decides(client, demo, lieu):
    client.force_login(demo.get_compte("prefecture.22"))
    check_page(client, f"/conventions/22/2021/{lieu}")


def check_page(client, adresse):
    """Post each form of a page wrongly: what is refused shows the page again. Returns how many were."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    if not reponse["Content-Type"].startswith("text/html"):
        return 0
    html = reponse.content.decode()
    avant = Page(html)
    refusees = 0
    for action, caches in Formulaires(html, adresse).trouves:
        refusee = post_wrongly(client, action, caches)
        if refusee.status_code == 302:
            continue
        assert refusee.status_code == 422, (action, refusee.status_code)
        refusees += 1
        if action == SANS_CHAMP:
            continue
        apres = Page(refusee.content.decode())
        assert avant.titres - apres.titres == set(), (adresse, action)
        assert avant.liens - apres.liens == set(), (adresse, action)
    return refusees
