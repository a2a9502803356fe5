"""What else only a file says, lived through the pages: the France Travail plan; the maraudes mixtes of the Hérault.

Public: three volets, the first paid whole by the State; maraudes mixtes among the socle axes of the Hérault.
"""

import pytest
from django.urls import reverse

from referentiels.models import Referentiel
from reporting.models import Document
from tests.gestes import confirm
from tests.lecture import read_papier
from tests.reporting.lieux import open_lieu

pytestmark = pytest.mark.une_base

PLAN = "plan-ft-2023-12-27"


def test_the_france_travail_plan_is_lived_from_its_file(client, demo, imprimer):
    lieu = open_lieu(client, demo, "92", Referentiel.objects.get(code=PLAN), "150 000", "2024-02-01", duree=1)
    lieu.add_action("1", "V1", etat="100 000")
    lieu.add_action("2", "V2", etat="50 000", departement_nouveau="50 000")
    lieu.post("indicateurs:saisie", "V1", **{"FT1-version": "0", "FT1-numerateur": "40"})
    lieu.declare_methode()
    assert "apporte moins de" not in lieu.read("conventions:financement", "prevu")
    assert "<dt>Réfaction simulée</dt><dd>0,00 €</dd>" in lieu.read("reporting:simulation")
    lieu.become("valideur")
    assert confirm(client, reverse("reporting:transmettre", args=["92", 2024])).status_code == 302
    lieu.post("reporting:produire_rapport")
    imprimer()
    texte = " ".join(
        read_papier(Document.objects.filter(exercice=lieu.exercice, nature="rapport").latest("pk")).split()
    )
    assert "plan France Travail conclu le 1er février 2024" in texte
    assert "conclue" not in texte


def test_a_volet_but_the_first_that_the_state_pays_whole_blocks(client, demo):
    lieu = open_lieu(client, demo, "92", Referentiel.objects.get(code=PLAN), "150 000", "2024-02-01", duree=1)
    lieu.add_action("1", "V1", etat="100 000")
    lieu.add_action("2", "V2", etat="50 000")
    page = lieu.read("conventions:financement", "prevu")
    assert page.count("apporte moins de 50 %") >= 1
    assert "V1 : la collectivité" not in page


@pytest.mark.parametrize("code", ["2019-02-04", "2019-09-25"])
def test_the_herault_has_its_maraudes_in_their_axe_and_nobody_else_misses_them(client, demo, code):
    lieu = open_lieu(client, demo, "34", Referentiel.objects.get(code=code), "1 400 000", "2019-07-05")
    assert "S7 – Maraudes mixtes" in lieu.read("conventions:nouvelle_action")
    avant = lieu.read("reporting:exercice")
    assert "Maraudes" not in avant
    lieu.add_action("S7-1", "S7", etat="1 400 000", departement_nouveau="1 400 000")
    assert "S7 – Maraudes mixtes" in lieu.read("conventions:actions")
    assert lieu.exercice.actions.get().axe == "S7"
