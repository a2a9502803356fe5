"""What a workbook shows of a number: its decimals always, never « 221, »."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from indicateurs.models import Valeur
from tests.chemins import PARAMETRES, ROUTES
from tests.routes import LECTURE

# A journal holds no number; the open data of an edition are texts.
AUTRES = ("reporting:exporter_journal", "reporting:telecharger_edition")
CLASSEURS = [
    nom
    for nom in LECTURE
    if nom.split(":")[1].startswith(("exporter_", "telecharger_")) and nom not in AUTRES
]
# A digit that may be missing, right after the separator: where all are, the separator stays alone.
SEPARATEUR_SEUL = re.compile(r"[.](?!0)")


@pytest.mark.parametrize("nom", CLASSEURS)
def test_no_cell_leaves_its_decimal_separator_alone(client, demo, nom):
    assert Valeur.objects.filter(exercice=demo.brouillon).exists()
    # The sums of a draft are of nobody: who reads several conventions has some that were handed over.
    client.force_login(demo.get_compte("centrale" if nom.startswith("reporting:") else "agent.29"))
    octets = client.get(reverse(nom, args=[PARAMETRES[un] for un in ROUTES[nom]])).content
    vues = {
        cellule.number_format
        for feuille in load_workbook(BytesIO(octets)).worksheets
        for rangee in feuille.iter_rows()
        for cellule in rangee
    }
    assert not {vue for vue in vues if SEPARATEUR_SEUL.search(vue)}
    assert {"#,##0", "#,##0.00", "0.0%", "0.0 %"} & vues


def test_all_that_is_downloaded_was_read():
    assert len(CLASSEURS) == 5
