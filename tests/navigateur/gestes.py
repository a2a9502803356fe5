"""What people do in the browser, whatever the page: come in, read a PDF, wait for the worker, type and paste."""

import re
from io import BytesIO

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect
from pypdf import PdfReader

from comptes.models import Utilisateur
from tests.demo import MOT_DE_PASSE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXERCICE = "/conventions/29/2021/"
HOTE = "localhost"  # of the live server


def log_in(page, qui):
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(f"{qui}@calpae.example")
    page.locator("input[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="À faire")).to_be_visible()


def open_session(page, qui):
    """What a login leaves in a browser, without its two pages: `log_in` is for the journeys that log in and out."""
    client = Client()
    client.force_login(Utilisateur.objects.get(email=f"{qui}@calpae.example"))
    biscuit = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": biscuit.key, "value": biscuit.value, "domain": HOTE, "path": "/"}])


def write_remarque(page, exercice, texte):
    """Something is asked of the collectivité, where an action is read: without it, nothing is sent back."""
    page.goto(f"{exercice}actions/S1-1/")
    page.get_by_role("link", name="Écrire une remarque").click()
    expect(page.get_by_label("Votre remarque")).to_be_visible()
    page.get_by_label("Votre remarque").fill(texte)
    page.get_by_text("Bloquante", exact=True).click()
    expect(page.get_by_label("Bloquante", exact=True)).to_be_checked()
    page.get_by_role("button", name="Écrire la remarque").click()
    expect(page.locator(".fil").filter(has_text=texte)).to_be_visible()


def answer_remarque(page, exercice, texte):
    """The collectivité answers the remark that awaits it."""
    page.goto(f"{exercice}remarques/?etat=ouverte")
    page.get_by_role("link", name="Répondre").first.click()
    expect(page.get_by_label("Votre réponse")).to_be_visible()
    page.get_by_label("Votre réponse").fill(texte)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".fil").filter(has_text=texte)).to_be_visible()


def read_pdf(page, lien):
    reponse = page.request.get(lien.get_attribute("href"))
    assert reponse.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(reponse.body())).pages
    return re.sub(r"\s+", " ", " ".join(p.extract_text() for p in pages))


def draw_waiting(page):
    """A document that a page says is being drawn."""
    expect(page.get_by_text("Ses pages se dessinent…")).to_be_visible()
    work_once(page)


def work_once(page):
    """One round of the worker, behind a page that asks for nothing meanwhile: an SQLite in memory has one connection,
    and that of a GET is held to reads."""
    adresse = page.url
    page.goto("about:blank")
    call_command("travailler", une_fois=True)
    page.goto(adresse)


def get_champ(page, nom):
    return page.locator(f"[name='{nom}']")


def list_boites(page, selecteur):
    """Where each element that shows stands on the screen, in pixels: all at once, where a page may have hundreds."""
    return page.locator(selecteur).evaluate_all(
        """(trouves) => trouves.filter((un) => un.checkVisibility({ visibilityProperty: true })).map(
            (un) => un.getBoundingClientRect().toJSON()
        )"""
    )


def tick(champ):
    """Choose a box or a round by its key: the DSFR draws them over their field, where a click may miss."""
    champ.press("Space")
    expect(champ).to_be_checked()


def expect_brouillon(page):
    expect(page.locator("#etat-brouillon")).to_have_text(re.compile(r"Brouillon enregistré à \d+ h \d\d"))


def paste(page, nom, texte):
    """A block as a spreadsheet puts it on the clipboard."""
    get_champ(page, nom).evaluate(
        """(champ, texte) => {
            champ.focus();
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", texte);
            champ.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }""",
        texte,
    )


def download(page, lien):
    with page.expect_download() as attendu:
        page.get_by_role("link", name=lien).click()
    return attendu.value.path().read_bytes()
