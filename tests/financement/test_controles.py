"""The rules of money: which one speaks, how gravely, in which words; none ever stumbles on a missing amount."""

from dataclasses import replace
from decimal import Decimal, localcontext
from itertools import product
from random import Random

import pytest

from conventions.calculations import SOURCES, Montants
from financement.controles import (
    ActionBudget,
    LigneBudget,
    is_justification_attendue,
    list_constats,
    list_refus_redeploiement,
)
from referentiels.definitions import RegleRedeploiement
from referentiels.parts import ReglePart
from tests.ampleur import count_cas
from tests.financement.budgets import DEFINITION, make_action, say

PART_PREVUE = "La part prévue de l’État, 100,00 €"
SAINE = make_action(etat=("100", "95"), departement_nouveau=("60", "60"), valorisation=("40", "41"))


def test_a_budget_that_keeps_every_rule_has_nothing_said():
    assert say([SAINE]) == []
    assert say([SAINE], is_bilan=False) == []


@pytest.mark.parametrize(
    ("notifie", "attendu"),
    [
        ("100", []),
        (
            "100.01",
            [("bloquant", f"{PART_PREVUE}, n’est pas le montant notifié, 100,01 €. Il manque 0,01 €.")],
        ),
        (
            "99.99",
            [("bloquant", f"{PART_PREVUE}, n’est pas le montant notifié, 99,99 €. 0,01 € de trop.")],
        ),
        (None, [("information", "Le montant notifié par l’État n’est pas enregistré. Prévu : 100,00 €.")]),
    ],
)  # fmt: skip
def test_the_state_total_is_the_amount_notified_to_the_cent(notifie, attendu):
    # The carry-over was notified last year.
    actions = [
        replace(
            SAINE,
            lignes=(*SAINE.lignes, LigneBudget("report", "", Decimal(0), Decimal(0), SOURCES["report"])),
        )
    ]
    assert say(actions, notifie) == [("notifie", gravite, phrase) for gravite, phrase in attendu]


def test_an_amount_notified_and_planned_nowhere_is_all_missing():
    actions = [make_action(departement_nouveau=("100", "100"))]
    assert say(actions) == [
        ("notifie", "bloquant", "Aucun crédit de l’État n’est prévu. Il manque 100,00 €, le montant notifié.")
    ]
    assert say(actions, "0") == []
    assert say(actions, None) == []


@pytest.mark.parametrize(("is_bilan", "gravite"), [(True, "bloquant"), (False, "alerte")])
def test_a_gap_beyond_the_threshold_wants_its_reason_and_its_words(is_bilan, gravite):
    sources = {"etat": ("100", "80"), "departement_nouveau": ("100", "99.99")}
    assert say([make_action(**sources)], is_bilan=is_bilan) == [
        (
            "justification",
            gravite,
            "Action 1 : il manque le motif et la justification de l’écart entre prévu et exécuté : −20,01 €, "
            "au-delà de 10 % du montant prévu.",
        )
    ]
    assert say([make_action(justifiee=True, **sources)], is_bilan=is_bilan) == []
    sans_texte = replace(make_action(justifiee=True, **sources), justification=" ")
    assert len(say([sans_texte], is_bilan=is_bilan)) == 1
    # Ten per cent exactly is within it.
    juste = {"etat": ("100", "80"), "departement_nouveau": ("100", "100")}
    assert say([make_action(**juste)], is_bilan=is_bilan) == []
    assert say([make_action(**sources)], definition=replace(DEFINITION, seuil_justification=None)) == []


def test_money_spent_where_zero_was_planned_wants_a_word_too():
    action = make_action("2", departement_nouveau=("0", "5"))
    assert say([SAINE, action]) == [
        (
            "justification",
            "bloquant",
            "Action 2 : il manque le motif et la justification de l’écart entre prévu et exécuté : 5,00 €, "
            "rien n’était prévu.",
        )
    ]


def test_an_executed_amount_is_expected_once_the_year_is_reported_and_zero_is_one():
    action = make_action(etat=("100", None), departement_nouveau=("100", "0"))
    assert say([action], is_bilan=False) == []
    assert say([action]) == [
        (
            "execute_manquant",
            "bloquant",
            "Action 1 : le montant exécuté manque (État, prévu : 100,00 €). Écrivez 0 si rien n’a été dépensé.",
        )
    ]


def test_a_financer_is_called_by_its_name():
    caf = "CAF du Finistère"
    lignes = (*SAINE.lignes, LigneBudget("autres", caf, Decimal(5), None, caf))
    constats = list_constats([replace(SAINE, lignes=lignes)], DEFINITION, Decimal(100), is_bilan=True)
    (constat,) = (un for un in constats if un.code == "execute_manquant")
    assert "(CAF du Finistère, " in constat.message
    assert (constat.numero, constat.source) == ("1", "autres")


def test_an_action_without_any_planned_amount_is_said_once_unless_it_was_given_up():
    vide = make_action("2", etat=(None, None))
    assert say([SAINE, vide]) == [("sans_prevu", "bloquant", "Action 2 : aucun montant n’est prévu.")]
    assert say([SAINE, make_action("2")]) == say([SAINE, vide])
    assert say([SAINE, replace(vide, is_abandonnee=True)]) == []
    depense = make_action("2", is_abandonnee=True, departement_nouveau=(None, "5"))
    assert [code for code, _, _ in say([SAINE, depense])] == ["sans_prevu"]


@pytest.mark.parametrize(("is_bilan", "gravite"), [(True, "bloquant"), (False, "alerte")])
def test_an_executed_amount_without_a_planned_one_does_not_slip_by(is_bilan, gravite):
    action = make_action(etat=("100", "100"), departement_nouveau=("100", "100"), autres=(None, "5"))
    assert say([action], is_bilan=is_bilan) == [
        (
            "execute_sans_prevu",
            gravite,
            "Action 1 : le montant prévu manque (Autre financeur, exécuté : 5,00 €). "
            "Écrivez 0 si rien n’était prévu.",
        )
    ]


REGLES_PART = [
    DEFINITION.regles_part,
    (ReglePart("collectivite_nouveau", Decimal("0.333333"), sur="axe", sauf=("S1",)),),
    (ReglePart("collectivite", Decimal(1)), ReglePart("etat", Decimal("0.4"), de="etat_et_collectivite")),
]


def test_no_rule_ever_raises_on_missing_amounts():
    montants = (None, Decimal(0), Decimal("0.01"), Decimal("999999999999.99"))
    paires = list(product(montants, repeat=2))
    hasard = Random(50)
    definitions = [
        *(replace(DEFINITION, regles_part=regles, seuil_justification=None) for regles in REGLES_PART),
        replace(DEFINITION, seuil_justification=Decimal(0)),
    ]
    vus = set()
    for _ in range(count_cas(3_000)):
        actions = [
            ActionBudget(
                str(n),
                hasard.choice(("S1", "S2")),
                tuple(
                    LigneBudget(source, "", *hasard.choice(paires), SOURCES[source])
                    for source in hasard.sample(list(SOURCES), hasard.randrange(6))
                ),
                is_abandonnee=hasard.random() < 0.2,
            )
            for n in range(hasard.randrange(4))
        ]
        constats = list_constats(
            actions, hasard.choice(definitions), hasard.choice(montants), is_bilan=hasard.random() < 0.5
        )
        for constat in constats:
            assert constat.gravite in ("bloquant", "alerte", "information")
            assert constat.message.endswith(".")
            assert "None" not in constat.message
            assert "—" not in constat.message
            vus.add(constat.code)
    assert vus == {
        "part_ensemble", "part_axe", "part_action", "notifie", "justification", "execute_manquant", "sans_prevu",
        "execute_sans_prevu",
    }  # fmt: skip


AXES = {"1": "S2", "2": "S4", "3": "S5", "4": "S1"}
PREVUS = {"1": Decimal("100.00"), "2": Decimal(50), "3": None, "4": Decimal(10)}
REGLE = RegleRedeploiement("S2", ("S4", "S5"))


def refuse(mouvements, *, regle=REGLE, cibles_atteintes=True, has_preuve=True):
    refus = list_refus_redeploiement(
        {numero: Decimal(montant) for numero, montant in mouvements.items()},
        AXES,
        PREVUS,
        regle,
        cibles_atteintes=cibles_atteintes,
        has_preuve=has_preuve,
    )
    assert {un.gravite for un in refus} <= {"bloquant"}
    return [un.phrase.replace("\u202f", " ").replace("\u00a0", " ") for un in refus]


def test_a_balanced_redeployment_with_its_proof_is_accepted():
    assert refuse({"1": "-100", "2": "60.01", "3": "39.99", "4": "0"}) == []


@pytest.mark.parametrize(
    ("mouvements", "phrases"),
    [
        ({}, ["Aucun montant n’est déplacé."]),
        ({"1": "0", "2": "0.00"}, ["Aucun montant n’est déplacé."]),
        (
            {"1": "-10", "2": "10.01"},
            ["Le redéploiement n’est pas équilibré : les crédits ajoutés dépassent de 0,01 € les crédits retirés."],
        ),
        (
            {"1": "-10", "2": "9.99"},
            ["Le redéploiement n’est pas équilibré : les crédits retirés dépassent de 0,01 € les crédits ajoutés."],
        ),
        (
            {"1": "-10", "4": "10"},
            ["Action 4 : les crédits ne peuvent aller que vers S4 ou S5, pas vers S1."],
        ),
        (
            {"2": "-10", "3": "10"},
            ["Action 2 : seuls des crédits de l’axe S2 peuvent être retirés, pas de l’axe S4."],
        ),
        ({"1": "10", "2": "-10"},
            ["Action 1 : les crédits ne peuvent aller que vers S4 ou S5, pas vers S2.",
             "Action 2 : seuls des crédits de l’axe S2 peuvent être retirés, pas de l’axe S4."]),
        (
            {"1": "-100.01", "2": "100.01"},
            ["Action 1 : on ne peut pas en retirer 100,01 €, l’État n’y prévoit que 100,00 €."],
        ),
        ({"1": "-10", "9": "10"}, ["Action 9 : elle n’est pas dans l’exercice."]),
    ],
)  # fmt: skip
def test_a_redeployment_that_breaks_a_rule_is_refused_in_words(mouvements, phrases):
    assert refuse(mouvements) == phrases


def test_nothing_can_be_taken_where_nothing_is_planned():
    refus = list_refus_redeploiement(
        {"1": Decimal(-5), "2": Decimal(5)}, AXES, {}, REGLE, cibles_atteintes=True, has_preuve=True
    )
    assert len(refus) == 1
    assert "Aucun crédit de l’État n’y est prévu" in refus[0].message
    assert (refus[0].code, refus[0].numero) == ("mouvement", "1")


def test_targets_and_proof_are_asked_for_and_every_refusal_is_said_at_once():
    refus = refuse({"1": "-10", "2": "11"}, cibles_atteintes=False, has_preuve=False)
    assert len(refus) == 3
    assert refus[1:] == [
        "Les crédits de l’axe S2 ne se déplacent que si ses cibles sont déclarées atteintes.",
        "Joignez la preuve que les cibles de l’axe S2 sont atteintes.",
    ]


def test_a_référentiel_without_the_rule_allows_none():
    assert refuse({"1": "-10", "2": "10"}, regle=None) == [
        "Le référentiel de l’exercice ne prévoit aucun redéploiement de crédits."
    ]


def test_gaps_are_compared_exactly():
    with localcontext(prec=3):
        assert not is_justification_attendue(
            Montants(Decimal("1000000.10"), Decimal("900000.09")), Decimal("0.10")
        )
        assert is_justification_attendue(
            Montants(Decimal("1000000.10"), Decimal("900000.08")), Decimal("0.10")
        )
    assert is_justification_attendue(Montants(Decimal(0), Decimal("0.01")), Decimal("0.10"))
    assert not is_justification_attendue(Montants(None, Decimal(5)), Decimal("0.10"))
    assert is_justification_attendue(Montants(Decimal(100), Decimal("89.99")), Decimal("0.10"))
    assert not is_justification_attendue(Montants(Decimal(100), Decimal(90)), Decimal("0.10"))
