"""The demo that every test begins with, made once: its exercices, its people, their sessions, its documents."""

from datetime import UTC, datetime
from io import StringIO
from types import SimpleNamespace

import pytest

MOT_DE_PASSE = "demonstration-2021"
# The référentiel the centrale is drafting in that France.
BROUILLON_DE_REFERENTIEL = "brouillon-1000"


def _draft_a_referentiel():
    from referentiels.lecture import parse_referentiel
    from referentiels.models import Referentiel

    source = Referentiel.objects.get(code="2021-03-19").source.replace("2021-03-19", "2022-03-14")
    Referentiel.objects.get_or_create(
        code=BROUILLON_DE_REFERENTIEL,
        defaults={
            "source": source,
            "contenu": parse_referentiel(source),
            "dispositif": "CALPAE",
            "empreinte": "0",
        },
    )


# The demo of this process, once it is made, what tests name of it, read once, and a session of each of its accounts:
# {« agent.29 »: its key}.
DEMO, LUE, SESSIONS = [], [], {}


def draw_here(nature, contenu, suivi=None):
    """The pages of a document without the child process that draws them: quicker, and without its limits."""
    from reporting.dessinateur import render_fige

    return render_fige(nature, contenu)


def compose_here(nature, contenu, suivi=None):
    """The words of a document, as HTML, in place of its pages: drawing takes a hundred times longer, and changes none.
    How they are drawn is tried on documents of each nature (tests/reporting/test_documents_demo.py, test_pdf.py)."""
    from reporting import contents, pdf

    return pdf.compose(contents.from_dict(contents.CLASSES[nature], contenu)).encode()


def draw_blank(nature, contenu, suivi=None):
    """A page that says nothing of the document, at once where drawing takes two seconds: what happens to a document is
    the same. What its pages say is tried on those that are drawn (`imprimer`, tests/reporting/documents_demo.py)."""
    from demonstration.vie import make_pdf

    return make_pdf(nature)


def fill_demo():
    """One small France, made by the demo's own operations: the 22 has transmitted 2021, the 29 is drafting it."""
    from django.core.management import call_command

    from comptes.models import Region, Utilisateur
    from comptes.operations import create_compte
    from demonstration.france import Demonstration

    for commande in ("charger_territoires", "charger_referentiels"):
        call_command(commande, stdout=StringIO())
    _draft_a_referentiel()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reporting.taches.draw", draw_blank)
        Demonstration(2, 2021, MOT_DE_PASSE).run()
    if Utilisateur.objects.filter(email="commissaire.44@calpae.example").exists():
        return
    # A commissaire of another région: nobody there has a convention.
    create_compte(
        by=None,
        at=datetime(2021, 1, 1, tzinfo=UTC),
        email="commissaire.44@calpae.example",
        nom="Commissaire Grand Est",
        role="commissaire",
        password=MOT_DE_PASSE,
        region=Region.objects.get(code="44"),
    )


def open_sessions():
    """Log everybody in, once: what a login does is tried where it is the matter (tests/comptes)."""
    from django.conf import settings
    from django.test import Client

    from comptes.models import Utilisateur

    for compte in Utilisateur.objects.all():
        client = Client()
        client.force_login(compte)
        SESSIONS[compte.email.partition("@")[0]] = client.cookies[settings.SESSION_COOKIE_NAME].value


def enter(client, qui):
    """`client` is that of `qui` from now on, in the session opened with the demo."""
    from django.conf import settings

    client.cookies[settings.SESSION_COOKIE_NAME] = SESSIONS[qui]


def read_demo():
    """The exercices by what became of them, a frozen document, the people."""
    from conventions.models import Exercice
    from conventions.queries.enveloppes import read_enveloppes
    from reporting.models import Document

    exercices = read_enveloppes(Exercice.objects.select_related("convention__collectivite", "referentiel"))
    return SimpleNamespace(
        brouillon=exercices.get(convention__code="29", annee=2021),
        valide=exercices.get(convention__code="29", annee=2020),
        transmis=exercices.get(convention__code="22", annee=2021),
        document=Document.objects.filter(avenant__convention__code="29", exercice__annee=2020).first(),
        get_compte=get_compte,
    )


def get_compte(qui):
    from comptes.models import Utilisateur

    return Utilisateur.objects.get(email=f"{qui}@calpae.example")


def draw_waiting():
    """Draw the documents that wait, as `reporting.taches.draw` is then."""
    from reporting.models import Document
    from reporting.taches import draw_document

    for pk in Document.objects.filter(etat="a_dessiner").values_list("pk", flat=True):
        draw_document(pk)
