"""What to ask next: in order, of what is there, and nothing that was answered."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from pilotage.questions import ORDRE, list_questions
from reporting.contents.points import list_points
from reporting.queries.remises import get_remise_a_lire, read_remise

pytestmark = pytest.mark.une_base


@pytest.fixture
def lu(demo):
    return read_remise(get_remise_a_lire(demo.get_compte("prefecture.22"), "22", 2021))


def ask(lu, exiges=(), **execution):
    fait = replace(lu.execution, **execution)
    return list_questions(list_points(fait, lu.contenu), fait, frozenset(exiges))


def change(lu, code, **champs):
    """The execution with one figure said otherwise."""
    return tuple(
        replace(
            axe,
            indicateurs=tuple(replace(un, **champs) if un.code == code else un for un in axe.indicateurs),
        )
        for axe in lu.execution.axes
    )


def list_phrases(questions, code):
    return [(une.quoi, une.phrase) for une in questions if une.cle == code]


def test_they_come_in_order_and_each_is_of_a_place(lu):
    questions = ask(lu, {"M2"})
    assert [ORDRE.index(une.quoi) for une in questions] == sorted(ORDRE.index(une.quoi) for une in questions)
    assert len({(une.quoi, une.id, une.phrase) for une in questions}) == len(questions)


def test_what_is_missing_is_asked_where_it_is_waited_for(lu):
    vide = {"resultat": replace(lu.execution.axes[0].indicateurs[0].resultat, statut="vide", numerateur=None)}
    code = lu.execution.axes[0].indicateurs[0].code
    axes = change(lu, code, **vide, explication="")
    assert ("Ce qui manque", "Le chiffre n’est pas renseigné.") in list_phrases(
        ask(lu, {code}, axes=axes), code
    )
    assert not any(quoi == "Ce qui manque" for quoi, _ in list_phrases(ask(lu, axes=axes), code))
    dite = change(lu, code, **vide, explication="Le logiciel ne le compte pas.")
    assert not any(quoi == "Ce qui manque" for quoi, _ in list_phrases(ask(lu, {code}, axes=dite), code))


def test_a_missed_target_that_is_explained_is_not_asked_again(lu):
    manquee = {"cible": Fraction(2), "sens": "hausse"}
    muette = list_phrases(ask(lu, axes=change(lu, "R2", **manquee, explication="")), "R2")
    dite = list_phrases(ask(lu, axes=change(lu, "R2", **manquee, explication="Un départ.")), "R2")
    quoi = "Les cibles manquées sans explication"
    assert [q for q, _ in muette].count(quoi) == 1
    assert quoi not in [q for q, _ in dite]


def test_what_is_estimated_is_asked(lu):
    estime = list_phrases(ask(lu, axes=change(lu, "R2", fiabilite="estime")), "R2")
    assert ("Ce qui est estimé", "Le chiffre est estimé.") in estime


def test_a_rule_that_is_explained_or_lifted_is_not_asked_again(lu):
    regles = [un for un in lu.contenu.avertissements if un.explication or un.derogation]
    assert regles
    muets = [replace(un, explication="", derogation="") for un in lu.contenu.avertissements]
    avant = sum(une.quoi == "Ce que rien n’explique" for une in ask(lu))
    autre = replace(lu, contenu=replace(lu.contenu, avertissements=tuple(muets)))
    assert sum(une.quoi == "Ce que rien n’explique" for une in ask(autre)) == avant + len(regles)


def test_credits_spent_short_of_the_threshold_are_asked_envelope_by_envelope(lu):
    def halve(action):
        lignes = tuple(
            replace(ligne, execute=None if ligne.prevu is None else ligne.prevu / 2)
            for ligne in action.budget
        )
        return replace(action, budget=lignes)

    axes = tuple(
        replace(axe, actions=tuple(halve(action) for action in axe.actions)) for axe in lu.execution.axes
    )
    quoi = "Les crédits peu consommés"
    peu = [une.phrase for une in ask(lu, axes=axes, seuil_justification=Decimal("0.1")) if une.quoi == quoi]
    assert peu and all("50,0\u00a0%" in phrase for phrase in peu)
    assert not [une for une in ask(lu, axes=axes, seuil_justification=Decimal("0.6")) if une.quoi == quoi]
    assert not [une for une in ask(lu, axes=axes, seuil_justification=None) if une.quoi == quoi]
