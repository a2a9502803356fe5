"""The delays of the State's own review, counted again from the rows of the transitions."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Campagne, Etat, Exercice, Transition
from pilotage.queries.instruction import PARTS, build_instruction, list_revues
from tests.demo import enter
from tests.reporting.exercices import clone

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

ADRESSE = reverse("reporting:instruction")
LE = datetime(2022, 4, 1, 10, tzinfo=UTC)
AT = LE + timedelta(days=100)
INTERNE = (("brouillon", "controle", "vu"), ("controle", "approuve", ""), ("approuve", "transmis", ""))


def move(demo, exercice, *pas):
    """Make its transitions what is said: (days after LE, from, to, reason)."""
    par = demo.get_compte("centrale")
    Transition.objects.bulk_create(
        Transition(exercice=exercice, de=de, vers=vers, motif=motif, par=par, le=LE + timedelta(days=jour))
        for jour, de, vers, motif in pas
    )
    Exercice.objects.filter(pk=exercice.pk).update(etat=pas[-1][2])
    return Exercice.objects.select_related("convention", "referentiel").get(pk=exercice.pk)


def put_elsewhere(exercice):
    """In a year that is not looked at: what happened to it cannot be undone."""
    Exercice.objects.filter(pk=exercice.pk).update(annee=2015)


def read(revue):
    return (revue.remis_le - LE.date()).days, revue.jours_de_lecture, revue.jours_de_reponse


@pytest.mark.parametrize(
    ("pas", "revues"),
    [
        ([(0, "approuve", "transmis", "")], [(0, None, None)]),
        ([(0, "approuve", "transmis", ""), (5, "transmis", "instruction", "")], [(0, 5, None)]),
        (
            [
                (0, "approuve", "transmis", ""),
                (5, "transmis", "instruction", ""),
                (9, "instruction", "avis", "bien"),
                (12, "avis", "a_completer", "Complétez."),
                (30, "a_completer", "controle", ""),
                (31, "controle", "approuve", ""),
                (31, "approuve", "transmis", ""),
                (31, "transmis", "instruction", ""),
                (51, "instruction", "valide", ""),
                (60, "valide", "notifie", ""),
            ],
            [(0, 5, 12), (31, 0, 20)],
        ),
        # Taken back unread, then handed over again: one round, that of the second day.
        (
            [
                (0, "approuve", "transmis", ""),
                (2, "transmis", "brouillon", ""),
                (7, "approuve", "transmis", ""),
                (8, "transmis", "instruction", ""),
            ],
            [(7, 1, None)],
        ),
        # The second round opened before any answer: the first awaits none.
        (
            [
                (0, "approuve", "transmis", ""),
                (3, "transmis", "instruction", ""),
                (20, "instruction", "brouillon", "Second arrêté."),
            ],
            [],
        ),
        # Reopened once validated: it is handed over again, the answer of before stays given.
        (
            [
                (0, "approuve", "transmis", ""),
                (4, "transmis", "instruction", ""),
                (10, "instruction", "valide", ""),
                (40, "valide", "a_completer", "Erreur."),
                (45, "approuve", "transmis", ""),
            ],
            [(0, 4, 10), (45, None, None)],
        ),
        ([(0, "brouillon", "controle", ""), (1, "controle", "brouillon", "À revoir.")], []),
    ],
)
def test_a_round_is_followed_from_the_day_it_came_to_its_answer(demo, pas, revues):
    exercice = move(demo, *clone(demo.transmis, ["35"]), *pas)
    assert [read(un) for un in list_revues([exercice])] == revues


def test_the_medians_are_those_of_the_rows_and_what_waits_is_said_beside_them(demo):
    codes = ["35", "56", "67", "68", "75", "13", "971", "2A"]
    clones = clone(demo.transmis, codes)
    put_elsewhere(demo.transmis)
    move(demo, clones.pop(), (0, "approuve", "transmis", ""), (90, "transmis", "instruction", ""))
    for rang, exercice in enumerate(clones[:5]):
        fin = (10 + rang * rang * 7, "instruction", "valide", "")
        move(demo, exercice, (0, "approuve", "transmis", ""), (rang + 1, "transmis", "instruction", ""), fin)
    for rang, exercice in enumerate(clones[5:]):
        move(demo, exercice, (rang, "approuve", "transmis", ""))
    Campagne.objects.filter(annee=2021).update(
        rapport_le=date(2022, 3, 31), correction_au=date(2022, 4, 15), instruction_au=date(2022, 5, 15)
    )
    vue = build_instruction(demo.get_compte("centrale"), AT, 2021)
    reponses, lectures = [], []
    for exercice in Exercice.objects.filter(annee=2021, convention__code__in=codes):
        jours = {t.vers: (t.le - LE).days for t in exercice.transitions.all()}
        if "instruction" in jours:
            lectures.append(jours["instruction"] - jours["transmis"])
        if "valide" in jours:
            reponses.append(jours["valide"] - jours["transmis"])
    ensemble = vue.ensemble
    assert (ensemble.reponses, ensemble.reponse) == (5, Fraction(median(reponses)))
    assert ensemble.lecture == Fraction(median(lectures))
    assert [un.revue.exercice.convention.code for un in ensemble.attentes] == ["13", "2A", "971"]
    assert [un.jours for un in ensemble.attentes] == [100, 100, 99]
    limite = date(2022, 5, 15)
    assert {un.revue.limite for un in ensemble.attentes} == {limite}
    assert ensemble.attentes[0].jours_de_retard == (AT.date() - limite).days
    assert (ensemble.en_retard, ensemble.limites) == (3, 5)
    assert ensemble.hors_limite == sum(LE.date() + timedelta(days=un) > limite for un in reponses)
    assert sum(un.revues for un in vue.lignes) == ensemble.revues == 8
    par_prefecture = build_instruction(demo.get_compte("centrale"), AT, 2021, groupe="prefecture")
    assert len(par_prefecture.lignes) == 8 > len(vue.lignes)
    assert sum(un.nombre for un in vue.avancements) == vue.nombre == 9


def test_the_parts_of_the_bar_are_every_état_once():
    assert sorted(etat for etats in PARTS.values() for etat in etats) == sorted(Etat)


def test_a_year_nothing_of_which_is_handed_over_is_a_page_too(client, demo):
    put_elsewhere(demo.transmis)
    enter(client, "centrale")
    page = client.get(ADRESSE, {"annee": 2021}).content.decode()
    assert "Aucun exercice n’est encore transmis" in page


def test_the_page_asks_as_many_queries_for_all(client, demo):
    enter(client, "centrale")
    client.get(ADRESSE)
    with CaptureQueriesContext(connection) as deux:
        client.get(ADRESSE, {"annee": 2021})
    for exercice in clone(demo.transmis, ["35", "56", "67", "68", "75", "13", "971"]):
        move(demo, exercice, (0, "approuve", "transmis", ""))
    with CaptureQueriesContext(connection) as toutes:
        reponse = client.get(ADRESSE, {"annee": 2021, "par": "prefecture"})
    assert len(deux) == len(toutes) <= 12
    assert "dépassée de" in reponse.content.decode() or "pas encore" in reponse.content.decode()
