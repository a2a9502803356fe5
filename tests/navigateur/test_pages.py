"""Every page, in a real browser: nothing a screen reader or a keyboard would miss, nothing wider than the screen."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from comptes.courriels import queue_courriel, send_courriels
from comptes.models import Courriel, Utilisateur
from conventions.models import Etat, Exercice, Transition
from reporting.models import Document
from reporting.queries.actes import list_boutons
from tests.chemins import ROUTES, get_url
from tests.navigateur.conftest import clear_page
from tests.navigateur.gestes import open_session
from tests.routes import LECTURE, OUVERTES, QUI

# The rules of WCAG 2.1, levels A and AA, that a machine can check.
LARGEURS = (1280, 375)  # pixels
PARTIES = 2
REGLES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
# Most of what axe does is to find, word by word, what lies under it. The same ink on the same paper is read once in a
# tab: only what is enough is not asked again, nor anything that may lie elsewhere than on what holds it.
ENCRES = """{
    const lues = new Set(JSON.parse(sessionStorage.getItem("encres") ?? "[]")), papiers = {};
    const readPapier = (un) => {
        const connus = (papiers[innerWidth] ??= new WeakMap([[document.documentElement, ""]]));
        if (!connus.has(un)) connus.set(un, makePapier(getComputedStyle(un), readPapier(un.parentElement)));
        return connus.get(un);
    };
    const makePapier = (style, dessous) => {
        if (dessous === null || /absolute|fixed|sticky/.test(style.position)) return null;
        const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode } = style;
        const couche = [backgroundColor, backgroundImage, opacity, filter, mixBlendMode].join();
        return couche === "rgba(0, 0, 0, 0),none,1,none,normal" ? dessous : `${dessous}/${couche}`;
    };
    const contraste = axe._audit.checks["color-contrast"], evaluate = contraste.evaluate;
    contraste.evaluate = function (un, ...suite) {
        const { color, fontSize, fontWeight, textShadow, webkitTextStrokeWidth } = getComputedStyle(un);
        const papier = readPapier(un);
        const cle = [color, fontSize, fontWeight, textShadow, webkitTextStrokeWidth, papier].join();
        if (papier !== null && lues.has(cle)) return true;
        const assez = evaluate.call(this, un, ...suite);
        if (assez === true && papier !== null) sessionStorage.setItem("encres", JSON.stringify([...lues.add(cle)]));
        return assez;
    };
}"""
AXE = f"{Axe().axe_script};{ENCRES}"
# What is folded is read as what is not.
DEPLIER = "() => document.querySelectorAll('main details').forEach((un) => { un.open = true; })"
# What the scripts of the page make of its new width is done.
DEUX_IMAGES = "() => new Promise((suite) => requestAnimationFrame(() => requestAnimationFrame(suite)))"
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
    """(who reads it, route) for every route that shows a page: nobody if it is open, else its best placed reader. Those
    of a person follow each other."""
    yield from (("", nom) for nom in sorted(OUVERTES & set(ROUTES)))
    yield from sorted(
        (lecteurs[0], nom)
        for nom in LECTURE
        if (lecteurs := [qui for qui in QUI if LECTURE[nom][qui] == 200])
    )


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
    page.evaluate(DEPLIER)
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.evaluate(DEUX_IMAGES)
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


def test_a_page_that_serves_again_keeps_nothing_of_who_had_it(france, page):
    open_session(page, "agent.29")
    page.goto(reverse("reporting:accueil"))
    page.evaluate("() => { localStorage.reste = sessionStorage.reste = 'un texte'; }")
    page.context.new_page()
    clear_page(page)
    page.goto(reverse("reporting:accueil"))
    assert page.url.partition("?")[0].endswith(reverse("comptes:connexion"))
    assert page.evaluate("[localStorage.reste, sessionStorage.reste]") == [None, None]
    assert page.context.pages == [page]


# Each part runs beside the others: the list of pages is long.
@pytest.mark.parametrize("partie", range(PARTIES))
def test_every_page_is_accessible_and_fits(france, ouvrir_page, partie):
    document = Document.objects.filter(exercice__convention__code="29", exercice__annee=2020).first()
    page = ouvrir_page(a_part=True)
    page.add_init_script(AXE)
    entre, fautes = "", []
    for qui, nom in list(list_pages())[partie::PARTIES]:
        if qui != entre:
            open_session(page, qui)
            entre = qui
        fautes += find_faults(page, get_url(nom, document))
    assert not fautes, "\n".join(fautes)


# Pages that say other things, or more, to one reader than to the next: what is missed, in one région, the money, an
# exercice.
VUES = {
    "reporting:tableau_de_bord": {"annee": 2021, "constat": "manquee", "axe": ["S1", "S4"], "region": "53"},
    "reporting:financement": {"annee": 2021},
    "reporting:position": {},
    "reporting:editions": {},
}
LECTEURS = ("agent.22", "prefecture.22", "commissaire.53", "centrale")


def test_what_each_of_the_four_readers_sees_is_accessible_and_fits(france, ouvrir_page):
    page = ouvrir_page(a_part=True)
    page.add_init_script(AXE)
    fautes = []
    for qui in LECTEURS:
        open_session(page, qui)
        for nom, demande in VUES.items():
            adresse = reverse(nom, args=["22", 2021] if ROUTES[nom] else [])
            siennes = find_faults(page, f"{adresse}?{urlencode(demande, doseq=True)}")
            fautes += [f"{qui}: {faute}" for faute in siennes]
    assert not fautes, "\n".join(fautes)


# Of those who act on an exercice, the first who may in its état is who reads it.
ACTEURS = ("valideur.22", "prefecture.22", "commissaire.53", "centrale")


def list_pages_d_un_etat(exercice, faits):
    """(who reads it, address): the exercice, by the first who acts on it, and the page of each act whose address is not
    in `faits`, where it is added. Nobody acts on one that is closed, but it is read."""
    adresse = reverse("reporting:exercice", args=[exercice.convention.code, exercice.annee])
    comptes = [Utilisateur.objects.get(email=f"{qui}@calpae.example") for qui in ACTEURS]
    boutons = {un.email.partition("@")[0]: list_boutons(un, exercice) for un in comptes}
    acteurs = [qui for qui, siens in boutons.items() if siens] or ["prefecture.22"]
    yield acteurs[0], adresse
    for qui in acteurs:
        for bouton in boutons[qui]:
            if bouton.url not in faits:
                faits.add(bouton.url)
                yield qui, bouton.url


def test_an_exercice_and_its_acts_are_accessible_and_fit_in_every_etat(france, ouvrir_page):
    exercice = Exercice.objects.select_related("convention").get(convention__code="22", annee=2021)
    par = Utilisateur.objects.get(email="valideur.22@calpae.example")
    page = ouvrir_page(a_part=True)
    page.add_init_script(AXE)
    fautes, faits = [], set()
    for etat in Etat:
        Transition.objects.create(
            exercice=exercice, de=exercice.etat, vers=etat, par=par, le=timezone.now(), motif="Revoyez S1-1."
        )
        Exercice.objects.filter(pk=exercice.pk).update(etat=etat)
        exercice.refresh_from_db()
        for qui, adresse in list_pages_d_un_etat(exercice, faits):
            open_session(page, qui)
            fautes += [f"{etat}, {qui}: {faute}" for faute in find_faults(page, adresse)]
    assert not fautes, "\n".join(fautes)
    assert len(faits) > len(Etat)


def test_what_a_demo_writes_is_accessible_and_fits(france, ouvrir_page, settings, tmp_path):
    """Sent and waiting: the list that the centrale reads, the outbox of a demo, a mail in it."""
    settings.DEMO_RECUL, settings.BOITE_DIR = timedelta(days=1), tmp_path
    settings.EMAIL_BACKEND = "demonstration.boite.Boite"
    le, a = timezone.now(), Utilisateur.objects.get(email="agent.29@calpae.example")
    for _ in range(2):
        ecrit = queue_courriel(
            at=le,
            a=a,
            nature="immediat",
            objet="Une nouvelle",
            gabarit="comptes/courriels/resume.txt",
            reste=1,
        )
        send_courriels(at=le)
        le += timedelta(hours=1)
    Courriel.objects.exclude(pk=ecrit.pk).update(
        etat="echec", envoye_le=None, motif="Le serveur n’a pas répondu."
    )
    page = ouvrir_page(a_part=True)
    page.add_init_script(AXE)
    open_session(page, "centrale")
    un = reverse("demonstration:courriel", args=[ecrit.pk])
    adresses = (reverse("reporting:courriels"), reverse("demonstration:courriels"), un)
    fautes = [faute for adresse in adresses for faute in find_faults(page, adresse)]
    assert not fautes, "\n".join(fautes)
    expect(page.get_by_text("Bonjour Agent Finistère")).to_be_visible()
