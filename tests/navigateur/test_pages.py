"""Every page, in a real browser: nothing a screen reader or a keyboard would miss, nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Error as PlaywrightError

from reporting.models import Document
from tests.navigateur.gestes import open_session
from tests.routes import LECTURE, OUVERTES, QUI, ROUTES, get_url

# The rules of WCAG 2.1, levels A and AA, that a machine can check.
LARGEURS = (1280, 375)  # pixels
PARTIES = 4
REGLES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
AXE = Axe().axe_script
# Drawings, their words and what holds them: out of the screen, or to be scrolled sideways.
DESSINS_COUPES = """() => {
    const coupes = [];
    for (const dessin of document.querySelectorAll("main :is(figure, svg)")) {
        if (!dessin.checkVisibility()) continue;
        for (const un of [dessin, ...dessin.querySelectorAll("text, rect, line, circle, polygon")]) {
            const { left, right } = un.getBoundingClientRect();
            if (left < -1 || right > document.documentElement.clientWidth + 1) coupes.push(un.outerHTML.slice(0, 80));
        }
        for (let un = dessin.parentElement; un.tagName !== "MAIN"; un = un.parentElement) {
            const is_coupant = getComputedStyle(un).overflowX !== "visible";
            if (is_coupant && un.scrollWidth > un.clientWidth + 1) coupes.push(`${un.className} scrolls sideways`);
        }
    }
    return coupes;
}"""


def list_pages():
    """(route, who reads it) for every route that shows a page: its best placed reader."""
    for nom in sorted(LECTURE):
        lecteurs = [qui for qui in QUI if LECTURE[nom][qui] == 200]
        if lecteurs:
            yield nom, lecteurs[0]


def find_faults(page, adresse):
    """What axe says of a page at both widths, whether it scrolls sideways, and its drawings that are not whole; nothing
    of bytes or JSON."""
    fautes = []
    try:
        reponse = page.goto(adresse)
    except PlaywrightError as erreur:
        assert "Download is starting" in erreur.message, erreur
        return fautes
    if "text/html" not in reponse.headers["content-type"]:
        return fautes
    page.evaluate(AXE)
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        for violation in page.evaluate("(regles) => axe.run(regles)", REGLES)["violations"]:
            cibles = ", ".join(str(noeud["target"][0]) for noeud in violation["nodes"][:3])
            fautes.append(f"{adresse} at {largeur} px: {violation['id']} ({violation['help']}) {cibles}")
        depasse = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        fautes += [f"{adresse} at {largeur} px: {coupe}" for coupe in page.evaluate(DESSINS_COUPES)]
        if depasse > 0:
            fautes.append(f"{adresse}: {depasse} px wider than a screen of {largeur} px")
    return fautes


def test_a_page_that_is_there_has_its_letters(france, ouvrir_page):
    """What measures a page, or prints it, measures it in its own letters."""
    page = ouvrir_page()
    page.goto(reverse("comptes:connexion"))
    etats = page.evaluate("[...document.fonts].map((une) => une.status)")
    assert set(etats) == {"loaded"}


# Each part runs beside the others: the list of pages is long.
@pytest.mark.parametrize("partie", range(PARTIES))
def test_every_page_is_accessible_and_fits(france, ouvrir_page, partie):
    document = Document.objects.filter(exercice__convention__code="29", exercice__annee=2020).first()
    pages, fautes = {}, []
    page = ouvrir_page()
    for nom in sorted(OUVERTES & set(ROUTES))[partie::PARTIES]:
        fautes += find_faults(page, reverse(nom))
    for nom, qui in list(list_pages())[partie::PARTIES]:
        if qui not in pages:
            pages[qui] = ouvrir_page()
            open_session(pages[qui], qui)
        fautes += find_faults(pages[qui], get_url(nom, document))
    assert not fautes, "\n".join(fautes)
