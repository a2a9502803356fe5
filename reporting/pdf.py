"""The documents as PDF: the only module that knows how pages are drawn.

Same content, same bytes: the dates of the file are those of the content, and nothing is fetched but
a closed list of files of the package.
"""

import os
import re
from contextlib import contextmanager
from functools import cache

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from nombres.typographie import marque_ordinaux
from reporting.balises import complete_tables
from reporting.contents import (
    Contenu,
    ContenuArrete,
    ContenuAvenant,
    ContenuDialogue,
    ContenuProposition,
    ContenuRapport,
    ContenuRapportCommun,
    ContenuRecepisse,
    map_textes,
)
from reporting.glyphes import read_couverture, replace_absents
from saisie.caracteres import clean_texte

try:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except OSError as error:  # a system library is missing: the site starts, a system check says which one
    URLFetcher, ERREUR_DE_CHARGEMENT = object, str(error)
else:
    ERREUR_DE_CHARGEMENT = ""

# Never resolved: the origin under which our static files are named inside a document.
ORIGIN = "https://documents.invalid/"
FEUILLE = "documents/impression.css"
POLICES = (
    "dsfr/dist/fonts/Marianne-Regular.woff2",
    "dsfr/dist/fonts/Marianne-Regular_Italic.woff2",
    "dsfr/dist/fonts/Marianne-Medium.woff2",
    "dsfr/dist/fonts/Marianne-Bold.woff2",
    "documents/polices/symboles.woff2",  # what Marianne lacks
)
FONTCONFIG = "documents/polices/fontconfig.xml"  # names no font of the machine
# Marianne has no narrow space; the one drawn in its place is too thin to part thousands.
ESPACE_FINE = re.compile(r"(?<=\d)\u202f(?=\d)")
# The white space that a template is written with, at the ends of a block and of a detail: WeasyPrint draws none, but
# counts it in the width of a column, and tags it. The drawing would move with the lines of the templates.
BLOC, DETAIL = "(?:t[dh]|p|li|d[dt]|h[1-6]|div|caption)", '<span class="detail'
BLANCS_DE_GABARIT = re.compile(
    rf"(<{BLOC}\b[^<>]*>|{DETAIL}[^<>]*>)[ \n]++"
    rf"|(?<![ \n])[ \n]++(?=</{BLOC}>|{DETAIL}|</span>[ \n]*+(?:</{BLOC}>|{DETAIL}))"
)
GABARITS = {
    ContenuRapport: "documents/rapport.html",
    ContenuRapportCommun: "documents/rapport_commun.html",
    ContenuAvenant: "documents/avenant.html",
    ContenuDialogue: "documents/dialogue.html",
    ContenuProposition: "documents/lettre.html",
    ContenuArrete: "documents/arrete.html",
    ContenuRecepisse: "documents/recepisse.html",
}
RESSOURCES = {ORIGIN + name: name for name in (FEUILLE, *POLICES)}


class MoteurIndisponible(RuntimeError):
    """The system libraries that draw the pages could not be loaded."""


class RessourceRefusee(ValueError):
    """A document asked for something that is not in the closed list."""


class FetcherFerme(URLFetcher):
    """Answers for the sheet and the fonts of the package; whatever else is asked stops the document."""

    def __init__(self):
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url, headers=None):
        name = RESSOURCES.get(url)
        if name is None:
            raise RessourceRefusee(f"Not a file of the package: {url[:200]}")
        return URLFetcherResponse(url, body=_read_static(name))


def list_ressources_manquantes() -> list[str]:
    """Names of the files a document needs and the installation lacks."""
    return [name for name in (*RESSOURCES.values(), FONTCONFIG) if finders.find(name) is None]


def render(contenu: Contenu) -> bytes:
    """The PDF of a document, from its frozen contents."""
    if ERREUR_DE_CHARGEMENT:
        raise MoteurIndisponible(ERREUR_DE_CHARGEMENT)
    try:
        return _draw(compose(contenu))
    except FatalURLFetchingError as error:  # not an Exception: it would escape the site's own handlers
        raise RessourceRefusee(str(error)) from error


def compose(contenu: Contenu) -> str:
    """What is drawn of a document, as HTML: each of its characters is one that the fonts of the package have."""
    # A paper of a floor above names its own.
    gabarit = GABARITS.get(type(contenu)) or contenu.gabarit
    page = render_to_string(gabarit, {"contenu": map_textes(contenu, clean_texte)})
    page = marque_ordinaux(BLANCS_DE_GABARIT.sub(r"\1", page))
    return replace_absents(ESPACE_FINE.sub("\u00a0", page), _get_couverture())


@cache
def _get_couverture():
    return read_couverture([_read_static(name) for name in POLICES])


@contextmanager
def _forbid_polices_systeme():
    """Fontconfig reads our file instead of the machine's; only meanwhile: what is started later needs its fonts."""
    avant = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = finders.find(FONTCONFIG)
    try:
        yield
    finally:
        if avant is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = avant


@cache
def _load_feuille():
    """The sheet and its fonts, which take longer to unpack than a page to draw: once for all that a process draws."""
    with _forbid_polices_systeme():
        polices = FontConfiguration()
    return CSS(url=ORIGIN + FEUILLE, url_fetcher=FetcherFerme(), font_config=polices), polices


def _draw(page: str) -> bytes:
    feuille, polices = _load_feuille()
    document = HTML(string=page, base_url=ORIGIN, url_fetcher=FetcherFerme())
    return document.write_pdf(
        stylesheets=[feuille],
        font_config=polices,
        pdf_variant="pdf/ua-1",
        finisher=_complete_tags,
    )


def _read_static(name: str) -> bytes:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(f"Static file missing: {name}")
    with open(path, "rb") as file:
        return file.read()


def _complete_tags(document, pdf) -> None:
    complete_tables(pdf)
