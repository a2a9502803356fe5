"""Deadlines: which, when, and how they stand on a day, in words."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import referentiels
from conventions.echeances import Echeance, list_echeances
from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel

DOSSIER = Path(referentiels.__file__).parent / "instructions"


def get_definition(code, **calendrier):
    contenu = parse_referentiel((DOSSIER / f"{code}.toml").read_text(encoding="utf-8"))
    contenu["calendrier"] |= calendrier
    return build_definition(contenu)


def list_dates(*args):
    return [(echeance.code, echeance.le.isoformat()) for echeance in list_echeances(*args)]


@pytest.mark.parametrize(
    ("regime", "fin", "attendu"),
    [
        (
            "civile",
            date(2021, 12, 31),
            [
                ("avenant", "2021-05-15"),
                ("fin_execution", "2021-12-31"),
                ("rapport", "2022-03-31"),
                ("dialogue", "2022-04-01"),
            ],
        ),
        (
            "glissante",
            date(2022, 6, 30),
            [
                ("avenant", "2021-09-30"),
                ("dialogue", "2022-04-01"),
                ("fin_execution", "2022-06-30"),
                # Of the year that follows the exercice: 31 March 2022 would come before its end.
                ("rapport", "2023-03-31"),
            ],
        ),
    ],
)
def test_the_deadlines_of_2021_come_in_order_of_date(regime, fin, attendu):
    assert list_dates(get_definition("2021-03-19"), 2021, regime, None, fin) == attendu


def test_an_extension_moves_the_end_and_the_rapport():
    definition = get_definition("2020-02-12")
    fin = date(2020, 12, 31)
    assert list_dates(definition, 2020, "civile", None, fin) == [
        ("fin_execution", "2020-12-31"),
        ("rapport", "2021-03-31"),
    ]
    assert definition.prolongation == date(2021, 6, 30)
    assert list_dates(definition, 2020, "civile", definition.prolongation, fin) == [
        ("fin_execution", "2021-06-30"),
        ("rapport", "2021-09-30"),
    ]


@pytest.mark.parametrize(
    ("rapport", "prolonge_au", "attendu"),
    [
        ("03-31", date(2021, 6, 30), date(2021, 9, 30)),  # a last day stays a last day
        ("02-28", date(2021, 1, 31), date(2021, 3, 31)),
        ("03-15", date(2021, 6, 30), date(2021, 9, 15)),
        ("03-30", date(2021, 11, 30), date(2022, 2, 28)),
        ("03-31", date(2022, 6, 30), date(2022, 9, 30)),  # eighteen months
        ("03-31", date(2020, 12, 31), date(2021, 3, 31)),  # extended by nothing
        ("03-31", None, date(2021, 3, 31)),
    ],
)
def test_the_rapport_moves_by_as_many_months_as_the_end(rapport, prolonge_au, attendu):
    definition = get_definition("2020-02-12", rapport=rapport)
    assert definition.compute_echeance_rapport(2020, prolonge_au) == attendu


def test_the_référentiel_may_say_when_the_rapport_of_an_extended_exercice_is_due():
    definition = get_definition("2020-02-12", rapport_prolonge="2021-10-15")
    assert definition.compute_echeance_rapport(2020, date(2021, 6, 30)) == date(2021, 10, 15)
    assert definition.compute_echeance_rapport(2020) == date(2021, 3, 31)


def test_what_is_not_dated_is_not_due():
    contenu = parse_referentiel((DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8"))
    del contenu["calendrier"]
    definition = build_definition(contenu)
    assert list_dates(definition, 2021, "civile", None, date(2021, 12, 31)) == [
        ("fin_execution", "2021-12-31")
    ]


AVENANT = Echeance("avenant", "Avenant", date(2021, 5, 15))
DIALOGUE = Echeance("dialogue", "Dialogue de performance", date(2022, 4, 1), is_due=False)


@pytest.mark.parametrize(
    ("echeance", "jour", "fait_le", "mots", "is_en_retard"),
    [
        (AVENANT, date(2021, 5, 12), None, "dans 3 jours", False),
        (AVENANT, date(2021, 5, 14), None, "demain", False),
        (AVENANT, date(2021, 5, 15), None, "aujourd’hui", False),
        (AVENANT, date(2021, 5, 16), None, "en retard d’un jour", True),
        (AVENANT, date(2021, 5, 27), None, "en retard de 12 jours", True),
        (AVENANT, date(2021, 6, 1), date(2021, 5, 12), "fait le 12 mai 2021", False),
        (AVENANT, date(2021, 6, 1), date(2021, 5, 15), "fait le 15 mai 2021", False),
        (AVENANT, date(2021, 6, 1), date(2021, 5, 16), "fait le 16 mai 2021, un jour après", False),
        (
            AVENANT,
            date(2021, 6, 1),
            date(2021, 5, 20),
            "fait le 20 mai 2021, cinq jours après",
            False,
        ),
        (
            AVENANT,
            date(2021, 6, 1),
            date(2021, 5, 26),
            "fait le 26 mai 2021, 11 jours après",
            False,
        ),
        (
            AVENANT,
            date(2021, 6, 1),
            date(2021, 6, 1),
            "fait le 1er juin 2021, 17 jours après",
            False,
        ),
        (DIALOGUE, date(2022, 3, 1), None, "dans 31 jours", False),
        (DIALOGUE, date(2022, 4, 13), None, "depuis 12 jours", False),
        (DIALOGUE, date(2022, 6, 1), date(2022, 5, 3), "fait le 3 mai 2022", False),
    ],
)
def test_a_deadline_stands_in_words(echeance, jour, fait_le, mots, is_en_retard):
    assert echeance.say(jour, fait_le) == mots
    assert echeance.is_en_retard(jour, fait_le) is is_en_retard


def test_a_deadline_is_late_from_the_day_after_and_until_it_is_done():
    for ecart in range(-400, 400):
        jour = AVENANT.le + timedelta(days=ecart)
        assert AVENANT.is_en_retard(jour) is (ecart > 0)
        assert not AVENANT.is_en_retard(jour, fait_le=jour)
