"""Who brings what share: whose, of what, on what, and how gravely, in which words."""

from dataclasses import replace
from decimal import Decimal, localcontext

import pytest

from financement.parts import MontantPrevu, list_parts_non_tenues
from referentiels.parts import ReglePart
from tests.financement.budgets import DEFINITION, make_action, say

BLOCAGE, _ = DEFINITION.regles_part
CLS = replace(DEFINITION, regles_part=(ReglePart("collectivite", Decimal("0.5"), sur="action"),))
# A volet at 100 % State is lawful in the France Travail plan.
FRANCE_TRAVAIL = replace(
    DEFINITION, regles_part=(ReglePart("collectivite", Decimal("0.5"), sur="axe", sauf=("S1",)),)
)


def say_parts(actions, notifie, definition=DEFINITION):
    return [dit for dit in say(actions, notifie, definition=definition) if dit[0].startswith("part_")]


def test_the_collectivité_brings_half_of_the_whole_carry_over_included():
    actions = [
        make_action(etat=("100", "100"), departement_nouveau=("100", "100")),
        make_action("2", report=("0.01", "0.01")),
    ]
    assert say_parts(actions, "100") == [
        (
            "part_ensemble",
            "bloquant",
            "La collectivité apporte moins de 50 % du total prévu : 100,00 € sur 200,01 €, soit moins de 50 %, "
            "il manque 0,01 € à total égal.",
        ),
        (
            "part_action",
            "alerte",
            "Action 2 : la collectivité apporte moins de 50 % du total prévu de l’action : 0,00 € sur 0,01 €, soit "
            "0 %, il manque 0,01 € à total égal.",
        ),
    ]


@pytest.mark.parametrize("propre", [{}, {"departement_nouveau": ("0", "0")}, {"valorisation": (None, None)}])
def test_another_who_pays_as_much_as_the_state_is_no_share_of_the_collectivité(propre):
    """Hautes-Alpes with the FSE: nothing written is nothing brought, as in the total."""
    action = make_action(etat=("200000", "200000"), autres=("200000", "200000"), **propre)
    assert say_parts([action], "200000")[0] == (
        "part_ensemble",
        "bloquant",
        "La collectivité apporte moins de 50 % du total prévu : 0,00 € sur 400 000,00 €, soit 0 %, "
        "il manque 200 000,00 € à total égal.",
    )


def test_half_to_the_cent_is_half_valorisation_included():
    moitie = make_action(
        etat=("100", "100"), departement_nouveau=("60.01", "60"), valorisation=("39.99", "40")
    )
    assert say([moitie]) == []
    nouveau = replace(
        DEFINITION, regles_part=(replace(BLOCAGE, qui="collectivite_nouveau", part=Decimal("0.4")),)
    )
    assert say_parts([moitie], "100", nouveau)[0][2] == (
        "La collectivité apporte en crédits nouveaux moins de 40 % du total prévu : 60,01 € sur 200,00 €, soit "
        "30,01 %, il manque 19,99 € à total égal."
    )


def test_a_share_may_be_of_what_the_state_and_the_collectivité_bring_whoever_else_pays():
    regle = replace(BLOCAGE, de="etat_et_collectivite")
    action = make_action(etat=("100", "100"), departement_nouveau=("100", "100"), autres=("500", "500"))
    assert [code for code, *_ in say_parts([action], "100")] == ["part_ensemble", "part_action"]
    assert say_parts([action], "100", replace(DEFINITION, regles_part=(regle,))) == []
    moins = make_action(etat=("100.02", "100"), departement_nouveau=("100", "100"), autres=("500", "500"))
    assert say_parts([moins], "100.02", replace(DEFINITION, regles_part=(regle,)))[0][2] == (
        "La collectivité apporte moins de 50 % de ce que l’État et la collectivité apportent : 100,00 € sur 200,02 €, "
        "soit moins de 50 %, il manque 0,01 € à total égal."
    )


def test_the_state_may_have_its_own_limit():
    plafond = replace(DEFINITION, regles_part=(ReglePart("etat", Decimal("0.5")),))
    assert say_parts([make_action(etat=("100", "100"), autres=("100", "100"))], "100", plafond) == []
    actions = [make_action(etat=("600", "600"), departement_nouveau=("400", "400"))]
    assert [phrase for _, _, phrase in say_parts(actions, "600", plafond)] == [
        "L’État apporte plus de 50 % du total prévu : 600,00 € sur 1 000,00 €, soit 60 %, 100,00 € de trop à total "
        "égal."
    ]


def test_an_action_may_be_under_half_when_the_whole_is_not():
    actions = [
        make_action(etat=("100", "100")),
        make_action("2", departement_nouveau=("100", "100")),
    ]
    assert [(code, gravite) for code, gravite, _ in say(actions)] == [("part_action", "alerte")]


def test_where_each_action_is_half_and_half_one_does_not_make_up_for_another():
    actions = [
        make_action(etat=("95", "95"), departement_nouveau=("5", "5")),
        make_action("2", departement_nouveau=("95", "95"), etat=("5", "5")),
        make_action("3", autres=("50", "50"), etat=("0", "0")),  # nothing of the State's there to share
    ]
    assert [(code, gravite, phrase[:8]) for code, gravite, phrase in say(actions, definition=CLS)] == [
        ("part_action", "bloquant", "Action 1")
    ]


def test_a_volet_the_rule_does_not_speak_of_may_be_paid_whole_by_the_state():
    actions = [
        make_action(etat=("60", "60")),
        make_action("2", axe="S2", departement_nouveau=("10", "10"), etat=("10", "10")),
        make_action("3", axe="S3", departement_nouveau=("29", "29"), etat=("30", "30")),
    ]
    assert [
        (code, gravite, phrase[:66]) for code, gravite, phrase in say(actions, definition=FRANCE_TRAVAIL)
    ] == [("part_axe", "bloquant", "La collectivité apporte moins de 50 % du total prévu de l’axe S3 :")]


def test_without_a_rule_nothing_is_said_of_shares():
    actions = [make_action(etat=("100", "100"))]
    assert say(actions, definition=replace(DEFINITION, regles_part=())) == []


def test_shares_are_compared_exactly():
    def is_tenue(etat, propre):
        montants = [MontantPrevu("1", "S1", "etat", etat), MontantPrevu("1", "S1", "valorisation", propre)]
        return not list_parts_non_tenues([BLOCAGE], montants)

    moitie = Decimal("500000.01")
    with localcontext(prec=3):
        assert is_tenue(moitie, moitie)
        assert not is_tenue(Decimal("500000.02"), moitie)
    assert is_tenue(None, None)  # nothing is known
