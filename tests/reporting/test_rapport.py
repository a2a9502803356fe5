"""What the rapport d'exécution says of how sure its figures are."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from indicateurs.models import DeclarationMethode
from reporting.formats import LIBELLES
from reporting.queries.documents import build_rapport


def build(exercice):
    return build_rapport(exercice, date(2022, 3, 1))


def get_lignes(contenu):
    return {ligne.code: ligne for ligne in contenu.indicateurs}


def render(contenu):
    page = render_to_string("documents/rapport.html", {"contenu": contenu})
    return " ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_a_figure_is_printed_with_where_it_started_how_sure_it_is_and_how_it_was_counted(demo):
    lignes = get_lignes(build(demo.transmis))
    r2, p1, g4, t1 = (lignes[code] for code in ("R2", "P1", "G4", "T1"))
    assert (r2.date_initiale, p1.date_initiale) == (date(2018, 12, 31), date(2018, 12, 31))
    assert r2.initiale.denominateur > r2.initiale.numerateur > 0
    assert r2.date_arrete == p1.date_arrete == date(2021, 12, 31)
    assert p1.fiabilite in ("fiable", "estime")
    assert r2.methode.startswith("date d’entrée : notification par la CAF ou la MSA")
    assert p1.methode == ""
    assert (g4.source, LIBELLES[g4.source]) == ("calcul", "Calculé depuis deux indicateurs")
    assert g4.initiale is not None
    assert t1.initiale is None  # not of the référentiel of 2019: nobody knows


@pytest.mark.parametrize(
    ("code", "comparable", "mots"),
    [
        ("R2", False, "autre limite (30 jours, et non 1 mois)"),
        ("R4", True, ""),
        ("M1", False, "indicateur nouveau dans ce référentiel"),
        ("P1", True, ""),
    ],
)
def test_the_badge_is_frozen_with_its_reasons(demo, code, comparable, mots):
    badge = get_lignes(build(demo.transmis))[code].comparabilite
    assert (badge.avec, badge.is_comparable) == ("2020", comparable)
    assert mots in " ; ".join(badge.motifs)


def test_the_paper_says_the_method_or_that_there_is_none(demo):
    page = render(build(demo.transmis))
    assert "Méthode déclarée par le département" in page
    assert "Non comparable avec 2020" in page
    assert "au 31/12/2018" in page
    DeclarationMethode.objects.filter(exercice=demo.transmis).delete()
    contenu = build(demo.transmis)
    assert contenu.methode is None
    assert "Méthode non déclarée" in render(contenu)
    # The file still says its own entry date.
    assert get_lignes(contenu)["R2"].methode == "Notification par la CAF ou la MSA"


def test_the_paper_does_not_ask_a_question_per_figure(demo):
    build(demo.transmis)
    with CaptureQueriesContext(connection) as questions:
        build(demo.transmis)
    assert len(questions) <= 14
