"""A real Chromium on a live server. A page fails its test by itself on any error in the console, any
violation of the Content-Security-Policy and any request to another host."""

import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin
from django.db import connection
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect, sync_playwright

from tests.navigateur.gestes import open_session

ICI = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
# The letters of a page are asked for as soon as a style sheet names them: it is not loaded until they are there.
# Otherwise what is measured, or printed, may still be in the letters of the machine.
LETTRES = """document.addEventListener("load", () => {
    for (const lettres of document.fonts) lettres.load().catch(() => {});
}, true);"""
# The DSFR asks for the next image sixty times a second, for as long as a page is there, to draw nothing: a tenth of a
# second will do, in a browser that nobody looks at.
IMAGES = """{
    const image = window.requestAnimationFrame;
    window.requestAnimationFrame = (suite) => setTimeout(() => image(suite), 100);
}"""
HAUTEUR = 900  # pixels
REPOS = "/static/dsfr/dist/favicon/favicon.svg"  # of the site, and without scripts
# Milliseconds that a page has to become what a test expects of it: a machine may be slow, and that is no fault.
PATIENCE = 60_000


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(ICI):
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="session", autouse=True)
def statiques_gardes():
    """Sheets, letters and scripts are kept by the browser as those of production are: not asked again from page to
    page, and a script is compiled once."""
    serve = StaticFilesHandlerMixin.serve

    def serve_kept(handler, request):
        reponse = serve(handler, request)
        reponse.headers["Cache-Control"] = "max-age=31536000, immutable"
        return reponse

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandlerMixin, "serve", serve_kept)
        yield


@pytest.fixture(scope="session")
def navigateur():
    """The system's Chromium, or, where there is none, the one Playwright installed."""
    trouve = subprocess.run(
        [ICI.parents[1] / ".ci/find-browser"], capture_output=True, text=True, check=False
    )
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=trouve.stdout.strip() or None, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def erreurs_attendues():
    """Texts a test expects in the console, for instance "404" when it visits a page out of its perimeter."""
    return []


@pytest.fixture(scope="session")
def pages_libres():
    """Pages that no test looks at: what they read and compiled is not to be read and compiled again."""
    return []


@pytest.fixture
def ouvrir_page(navigateur, live_server, erreurs_attendues, pages_libres):
    """Opens pages, each with cookies of its own: one per person in the story. `largeur` is in pixels. One that a test
    listens to, or teaches a script, is `a_part`: nobody else has it."""
    ouvertes, closes, incidents = [], [], []

    def ouvrir(largeur=1280, a_part=False):
        page = pages_libres.pop() if pages_libres and not a_part else make_page(navigateur, live_server.url)
        (closes if a_part else ouvertes).append(page)
        if page.viewport_size["width"] != largeur:
            page.set_viewport_size({"width": largeur, "height": HAUTEUR})
        for quoi, note in notes.items():
            page.context.on(quoi, note)
        return page

    def note_request(requete):
        adresse = urlsplit(requete.url)
        if adresse.scheme in ("http", "https") and adresse.netloc != urlsplit(live_server.url).netloc:
            incidents.append(f"request to another host: {requete.url}")

    def note_console(message):
        # A violation of the Content-Security-Policy is written there, as an error. The browser
        # itself asks for the icon, on the answers that are not pages of ours.
        adresse = message.location.get("url", "")
        attendue = adresse.endswith("/favicon.ico") or any(t in message.text for t in erreurs_attendues)
        if message.type == "error" and not attendue:
            incidents.append(f"console: {message.text} ({adresse})")

    def note_script(erreur):
        incidents.append(f"script: {erreur.error}")

    notes = {"request": note_request, "console": note_console, "weberror": note_script}
    yield ouvrir
    for page in closes:
        page.context.close()
    # The first that was opened is the first again: the others may rest for long.
    for page in reversed(ouvertes):
        # What it sends as one leaves it, a draft above all, is nobody's: it changes nothing for the next test.
        page.context.clear_cookies()
        for quoi, note in notes.items():
            page.context.remove_listener(quoi, note)
        try:
            clear_page(page)
        except PlaywrightError:
            page.context.close()
        else:
            pages_libres.append(page)
    assert not incidents, "\n".join(incidents)


def make_page(navigateur, adresse):
    contexte = navigateur.new_context(
        base_url=adresse,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 1280, "height": HAUTEUR},
    )
    contexte.set_default_timeout(PATIENCE)
    contexte.add_init_script(LETTRES)
    contexte.add_init_script(IMAGES)
    return contexte.new_page()


def clear_page(page):
    """Nobody has come by this page, nor typed there, and it runs nothing."""
    for autre in page.context.pages:
        if autre != page:
            autre.close()
    page.unroute_all()
    page.emulate_media(media="null")
    page.goto(REPOS)
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.context.clear_cookies()


@pytest.fixture
def page(ouvrir_page):
    return ouvrir_page()


@pytest.fixture
def france(transactional_db):
    """The demo, put back once the live server has nothing left to answer."""
    yield
    echeance = time.monotonic() + PATIENCE / 1000
    while connection.vendor == "postgresql" and count_requetes() and time.monotonic() < echeance:
        time.sleep(0.05)


def count_requetes():
    """Statements that other connections are running on this database: a page left may still be answered."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return curseur.fetchone()[0]


@pytest.fixture
def lancer_travailleur(lancer_travailleur):
    """Real workers beside the live server, which keeps to itself an SQLite that is in memory."""
    if connection.vendor == "sqlite":
        pytest.skip("the live server's SQLite is in memory: no other process sees it")
    return lancer_travailleur


@pytest.fixture
def ouvrir(france, ouvrir_page, erreurs_attendues):
    """Opens a page for a person who is logged in; a refusal is expected of every journey."""
    erreurs_attendues += ["422"]

    def ouvrir(qui):
        page = ouvrir_page()
        open_session(page, qui)
        return page

    return ouvrir
