"""What each role does in the browser before an act that is not undone: reads, sends too soon, is told."""

import re
from datetime import UTC, datetime

from playwright.sync_api import expect

from comptes.models import Utilisateur
from conventions.models import Exercice
from tests.navigateur.attentes import follow

BROUILLON, TRANSMIS = "/conventions/29/2021/", "/conventions/22/2021/"
AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
TITRES = {"Ce qui suit", "Ce qui ne changera plus"}


def get_compte(qui):
    return Utilisateur.objects.get(email=f"{qui}@calpae.example")


def get_exercice(code):
    return Exercice.objects.select_related("convention").get(convention__code=code, annee=2021)


def read_page(page):
    """Headings and links of a page, which is there whole."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll("main :is(h1, h2, h3, a)")].map(
                (un) => un.textContent.trim() + (un.getAttribute("href") ?? "")
            )"""
        )
    )


def expect_erreurs(page, *phrases):
    """The summary of what is wrong is read first."""
    resume = page.get_by_role("group", name=re.compile("Le formulaire contient"))
    expect(resume).to_be_focused()
    for phrase in phrases:
        expect(resume).to_contain_text(phrase)
    return resume


def send_too_soon(page, bouton, phrase):
    """The page of an act sent as it is: it comes back whole, and says why nothing was done."""
    lue = read_page(page)
    assert lue >= TITRES
    follow(page.get_by_role("button", name=bouton, exact=True))
    expect_erreurs(page, phrase)
    assert lue <= read_page(page)


def expect_dit(page, phrase):
    dit = page.locator("[data-messages]")
    expect(dit).to_contain_text(phrase)
    expect(dit).to_be_focused()
    return dit
