"""What is spent in common beside what the actions say: told, compared, never added."""

from decimal import Decimal

import pytest

from conventions.calculations import Montants
from financement.depense_commune import DepenseCommune

CENT = Decimal("100.00")


def spend(montant, *executes, partiel=False):
    """The common spending of as many conventions as `executes`, what the actions of each say."""
    montants = tuple(Montants(CENT, execute, execute_partiel=partiel) for execute in executes)
    return DepenseCommune(("67", "68", "69M")[: len(executes)], montant, montants)


@pytest.mark.parametrize(
    ("depense", "ecart", "constat"),
    [
        pytest.param(spend(None, CENT, CENT), None, "", id="not said yet"),
        pytest.param(spend(CENT, None, None), None, "", id="no action says anything"),
        pytest.param(spend(CENT, CENT, None), None, "Certaines actions", id="one convention says nothing"),
        pytest.param(
            spend(CENT, CENT, CENT, partiel=True), None, "Certaines actions", id="an action says nothing"
        ),
        pytest.param(spend(2 * CENT, CENT, CENT), Decimal(0), "la même somme au centime", id="equal"),
        pytest.param(
            spend(2 * CENT, CENT, CENT + Decimal("0.01")), Decimal("0.01"), "de plus", id="a cent more"
        ),
        pytest.param(
            spend(2 * CENT, CENT, CENT - Decimal("0.01")), Decimal("-0.01"), "de moins", id="a cent less"
        ),
        pytest.param(spend(Decimal(0), CENT, CENT), 2 * CENT, "de plus", id="zero is said, not missing"),
    ],
)
def test_it_is_compared_once_both_are_whole(depense, ecart, constat):
    assert depense.ecart == ecart
    assert constat in depense.constat
    assert bool(constat) == bool(depense.constat)


def test_it_is_told_with_the_conventions_it_speaks_of():
    assert spend(None, CENT, CENT).phrase == "pas encore dite pour les conventions 67 et 68"
    assert spend(CENT, CENT, CENT, CENT).phrase.endswith("€ pour les conventions 67, 68 et 69M réunies")


def test_a_gap_is_told_in_euros_whatever_its_sign():
    for ecart in (Decimal("12.34"), Decimal("-12.34")):
        constat = spend(2 * CENT, CENT, CENT + ecart).constat
        assert "12,34" in constat
        assert "-" not in constat
