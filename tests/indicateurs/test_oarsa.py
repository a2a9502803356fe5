"""What the DREES published of the delays stands beside ours, with its source, and is never compared with them."""

import pytest
from django.urls import reverse

from comptes.models import Departement
from indicateurs.oarsa import MoyenneOarsa, get_moyenne
from referentiels.models import Referentiel
from tests.demo import enter
from tests.lecture import read_html

pytestmark = pytest.mark.une_base


@pytest.fixture
def indicateurs(db):
    return Referentiel.objects.get(code="2021-03-19").definition.indicateurs


def test_every_département_is_known(indicateurs):
    for code in Departement.objects.values_list("code", flat=True):
        for delai in ("R2", "R6"):
            moyenne = get_moyenne(code, indicateurs[delai].regle)
            assert moyenne is not None, code
            assert (moyenne.jours is None) == bool(moyenne.absence)


@pytest.mark.parametrize(
    ("territoire", "code", "attendu"),
    [
        ("45", "R2", MoyenneOarsa(157, "")),
        ("45", "R6", MoyenneOarsa(9, "")),
        ("01", "R2", MoyenneOarsa(105, "")),
        ("69", "R2", MoyenneOarsa(129, "")),
        ("69M", "R2", MoyenneOarsa(132, "")),
        ("02", "R6", MoyenneOarsa(None, "non disponible")),
    ],
)
def test_a_mean_is_that_of_the_file_or_says_why_there_is_none(indicateurs, territoire, code, attendu):
    assert get_moyenne(territoire, indicateurs[code].regle) == attendu


@pytest.mark.parametrize("referentiel", ["2019-09-25", "2020-02-12", "2021-03-19"])
def test_each_instruction_has_its_two_delays(db, referentiel):
    """Whatever the date it starts from; the first rendez-vous is in no survey, and a count is no delay."""
    definition = Referentiel.objects.get(code=referentiel).definition
    connus = {code for code, i in definition.indicateurs.items() if get_moyenne("29", i.regle)}
    assert {definition.indicateurs[code].regle.a for code in connus} == {"orientation", "cer"}
    assert len(connus) == 2


def test_a_territory_the_survey_does_not_know_has_none(indicateurs):
    assert get_moyenne("13M", indicateurs["R2"].regle) is None


def test_the_page_of_the_delays_has_a_column_of_its_own_for_it(client, demo):
    enter(client, "agent.29")
    delais = read_html(client.get(reverse("indicateurs:saisie", args=["29", 2021, "S4"])))
    assert delais.count('data-label="OARSA 2018"') == delais.count("<tr data-code=")
    assert "classeur du 1<sup>er</sup>" in delais and "sans se comparer" in delais
    assert "de la dernière s’il est entré plusieurs fois" in delais
    assert "OARSA" not in read_html(client.get(reverse("indicateurs:saisie", args=["29", 2021, "S1"])))


def test_the_dashboard_says_it_of_each_département_transmitted_or_not(client, demo):
    enter(client, "commissaire.53")
    page = read_html(client.get(reverse("reporting:delais") + "?annee=2021"))
    assert "Pas encore transmis" in page
    assert page.count('data-label="OARSA 2018 (délai moyen)"') == 2
    assert "sans se comparer" in page
