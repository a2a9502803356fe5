"""Deadlines: which, when, and how they stand on a day, in words."""

from datetime import date, timedelta
from pathlib import Path

import pytest

import referentiels
from conventions.echeances import Echeance, list_echeances
from referentiels.construction import build_definition, check_referentiel
from referentiels.fautes import DefinitionInvalide
from referentiels.lecture import parse_referentiel
from tests.referentiels.textes import TEXTE_2021

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


PAR_ANNEE = """
[[calendrier.annees]]
annee = 2021
avenant = { civile = 2021-06-30 }
rapport = 2022-04-30
dialogue_de_performance = 2022-05-15
evaluation = 2021-06-15
"""


def test_a_year_has_its_own_dates_over_those_of_every_year_and_its_evaluation():
    source = TEXTE_2021.replace("annees = [2021]", "annees = [2021, 2022]", 1)
    definition = check_referentiel(
        parse_referentiel(source.replace("[financement]", f"{PAR_ANNEE}[financement]", 1))
    )
    assert list_dates(definition, 2021, "civile", None, date(2021, 12, 31)) == [
        ("evaluation", "2021-06-15"),
        ("avenant", "2021-06-30"),
        ("fin_execution", "2021-12-31"),
        ("rapport", "2022-04-30"),
        ("dialogue", "2022-05-15"),
    ]
    # What the year does not say is as every year, and the next year is one of these.
    assert list_dates(definition, 2021, "glissante", None, date(2022, 6, 30))[1] == ("avenant", "2021-09-30")
    assert list_dates(definition, 2022, "civile", None, date(2022, 12, 31)) == list_dates(
        get_definition("2021-03-19"), 2022, "civile", None, date(2022, 12, 31)
    )
    # An extension moves its own rapport.
    assert definition.compute_echeance_rapport(2021, date(2022, 6, 30)) == date(2022, 10, 31)
    (calendrier,) = definition.calendriers
    assert calendrier.phrase == (
        "2021\u00a0: avenant en année civile le 30 juin 2021, évaluation à mi-parcours le 15 juin 2021, "
        "rapport le 30 avril 2022, dialogue de performance le 15 mai 2022"
    )


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"annee": 2024}, "2024 n’est pas un exercice jugé par le référentiel (2021)."),
        ({"annee": "2021"}, "«\u00a0annee\u00a0» est une année, par exemple 2026."),
        ({"evaluation": "demain"}, "evaluation\u00a0: «\u00a0demain\u00a0» n’est pas une date"),
        ({"raport": "2022-04-30"}, "Vouliez-vous dire «\u00a0rapport\u00a0»"),
    ],
)
def test_a_calendar_that_cannot_be_is_one_sentence(change, dit):
    contenu = parse_referentiel(TEXTE_2021)
    contenu["calendrier"]["annees"] = [{"annee": 2021} | change]
    with pytest.raises(DefinitionInvalide) as erreur:
        check_referentiel(contenu)
    (phrase,) = erreur.value.phrases
    assert dit in phrase


def test_two_calendars_of_one_year_are_one_fault():
    contenu = parse_referentiel(TEXTE_2021)
    contenu["calendrier"]["annees"] = [{"annee": 2021}, {"annee": 2021}]
    with pytest.raises(DefinitionInvalide, match="2021 a deux calendriers"):
        check_referentiel(contenu)
