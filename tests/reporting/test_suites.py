"""Where one goes next is there: from any page of an axe, whatever else its address says."""

from datetime import date

import pytest

from reporting.queries.suites import list_suites
from tests.chemins import PARAMETRES, ROUTES
from tests.demo import enter
from tests.routes import LECTURE

pytestmark = pytest.mark.une_base

D_UN_AXE = sorted(
    nom for nom, lecteurs in LECTURE.items() if "axe" in ROUTES[nom] and lecteurs["agent.29"] == 200
)


@pytest.mark.parametrize("route", D_UN_AXE)
def test_every_way_on_answers(client, demo, route):
    enter(client, "agent.29")
    exercice = demo.brouillon
    for axe in exercice.referentiel.definition.axes_mesures[:-1]:
        places = {cle: PARAMETRES.get(cle, 1) for cle in ROUTES[route]} | {"axe": axe.code}
        suites = list_suites(demo.get_compte("agent.29"), exercice, route, places, date(2022, 3, 1))
        assert suites[0].libelle.startswith("Axe suivant")
        statuts = {suite.url: client.get(suite.url.partition("#")[0]).status_code for suite in suites}
        assert set(statuts.values()) == {200}, statuts
