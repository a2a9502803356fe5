"""A whole year, played by five people in five browsers, by what they click alone: after their first page, nobody types
an address. What they click is counted against what `docs/parcours-d-une-annee.md` says."""

import re
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from comptes.models import Collectivite, Departement
from conventions.models import Campagne, Etat, Exercice
from conventions.operations.ouverture import open_convention
from tests.demo import draw_blank
from tests.navigateur.annee import (
    advise,
    answer_proposition,
    answer_request,
    ask,
    change,
    complete,
    correct,
    decide,
    give_back,
    leave_and_work,
    pay_and_close,
    propose,
    propose_refaction,
    read_courriel,
    read_fin,
    run_campagne,
    send_back,
    transmit,
    work,
)
from tests.navigateur.gestes import open_session
from tests.navigateur.roles import get_compte
from tests.sources import RACINE

LE = timezone.make_aware(datetime(2022, 5, 2, 10))
QUI = {
    "agent": "agent.29",
    "valideur": "valideur.29",
    "prefecture": "prefecture.29",
    "commissaire": "commissaire.53",
    "centrale": "centrale",
}
# What one does is counted in the tab where it is done, whichever page it leads to.
COMPTER = """if (location.protocol.startsWith("http")) {
    const count = (quoi) => sessionStorage.setItem(quoi, 1 + Number(sessionStorage.getItem(quoi)));
    count("pages");
    document.addEventListener("click", () => count("clics"), true);
}"""


@pytest.fixture
def gens(france, ouvrir_page, settings, live_server, tmp_path, monkeypatch):
    """{role: the first page of whoever has it}, in a demo that lives in May 2022. No campaign is prepared, and a
    convention has no exercice."""
    settings.DEMO_RECUL = timezone.localtime() - LE
    settings.EMAIL_BACKEND, settings.BOITE_DIR = "demonstration.boite.Boite", tmp_path / "courriels"
    settings.SITE_URL = live_server.url
    monkeypatch.setattr("reporting.taches.draw", draw_blank)
    Campagne.objects.all().delete()
    open_convention(
        by=get_compte("centrale"),
        at=LE,
        code="35",
        departement=Departement.objects.get(code="35"),
        collectivite=Collectivite.objects.get(departements="35"),
        date_signature=date(2020, 12, 17),
        debut=date(2021, 1, 1),
        fin=date(2021, 12, 31),
    )
    gens = {}
    for role, qui in QUI.items():
        gens[role] = ouvrir_page(a_part=True)
        gens[role].add_init_script(COMPTER)
        open_session(gens[role], qui)
        gens[role].goto("/")
    return gens


def count_gestes(page):
    """(clicks, pages loaded) so far; the first page is not one that was clicked for."""
    clics, pages = page.evaluate("['clics', 'pages'].map((quoi) => Number(sessionStorage.getItem(quoi)))")
    return clics, pages - 1


def count_spent(geste, page):
    """(clicks, pages loaded) that `geste` takes."""
    avant = count_gestes(page)
    geste(page)
    return tuple(apres - un for apres, un in zip(count_gestes(page), avant, strict=True))


def read_comptes():
    """{what is done: (clicks, pages)}, as the page of documentation says."""
    texte = (RACINE / "docs" / "parcours-d-une-annee.md").read_text("utf-8")
    lignes = re.findall(r"^\| ([^|]+) \| .* \| (\d+) clicks, (\d+) pages \|$", texte, re.MULTILINE)
    return {quoi: (int(clics), int(pages)) for quoi, clics, pages in lignes}


def test_a_year_by_clicks_alone(gens):
    agent, valideur, prefecture, commissaire, centrale = (gens[role] for role in QUI)
    run_campagne(centrale)
    complete(agent)
    propose(agent)
    complet = count_gestes(agent)
    give_back(valideur)
    correct(agent)
    propose(agent)
    transmis = count_spent(transmit, valideur)
    leave_and_work(valideur)
    ask(commissaire)
    send_back(prefecture)
    work()
    read_courriel(agent, "Agent Finistère", "L’État demande un complément")
    repondu = count_spent(answer_request, agent)
    change(agent)
    propose(agent)
    transmit(valideur)
    leave_and_work(valideur)
    advise(commissaire)
    propose_refaction(prefecture)
    answer_proposition(valideur)
    decide(prefecture)
    pay_and_close(prefecture)
    call_command("prevenir")
    work()
    read_fin(agent)
    assert Exercice.objects.get(convention__code="29", annee=2021).etat == Etat.CLOS
    assert read_comptes() == {
        "Complete what is missing and transmit": (complet[0] + transmis[0], complet[1] + transmis[1]),
        "Find a request and answer it": repondu,
    }
