"""The trees behind the documents: arithmetic, exact round trip, fingerprint, texts."""

from decimal import Decimal
from fractions import Fraction

import pytest

from dessins.places import place_part
from reporting.contents import (
    ContenuMesure,
)
from tests.reporting.contenus_calcules import indicateur, rapport

# Figures


@pytest.mark.parametrize(
    ("ligne", "valeur"),
    [
        (indicateur(numerateur=Decimal("22.5")), Fraction(45, 2)),
        (indicateur("taux", numerateur=Decimal(1), denominateur=Decimal(3)), Fraction(1, 3)),
        (indicateur("moyenne", numerateur=Decimal(1288), denominateur=Decimal("22.5")), Fraction(2576, 45)),
        (indicateur("taux", numerateur=Decimal(1), denominateur=Decimal(0)), None),
        (indicateur("taux", numerateur=Decimal(1)), None),
        (indicateur(statut="neant"), Fraction(0)),
        (indicateur(statut="vide", numerateur=Decimal(3)), None),
        (indicateur(statut="non_disponible"), None),
        (indicateur(statut="non_concerne"), None),
        (indicateur(), None),
    ],
)
def test_a_value_is_exact_and_what_is_missing_has_none(ligne, valeur):
    assert ligne.valeur == valeur


@pytest.mark.parametrize(
    ("numerateur", "sens", "atteinte"),
    [
        ("850", "hausse", True),
        ("849", "hausse", False),
        ("849", "baisse", True),
        ("851", "baisse", False),
        ("900", "neutre", None),
    ],
)
def test_a_target_is_reached_in_the_direction_of_its_indicator(numerateur, sens, atteinte):
    ligne = indicateur(
        "taux", Fraction(17, 20), sens, numerateur=Decimal(numerateur), denominateur=Decimal(1000)
    )
    assert ligne.cible_atteinte is atteinte


def test_a_target_is_judged_on_the_exact_value_not_on_the_rounded_one():
    ligne = indicateur("taux", Fraction(17, 20), numerateur=Decimal(84999), denominateur=Decimal(100000))
    assert ligne.cible_atteinte is False


def test_a_target_without_a_figure_has_no_answer():
    assert indicateur("taux", Fraction(1), statut="vide").cible_atteinte is None
    assert indicateur("taux", numerateur=Decimal(1), denominateur=Decimal(1)).ecart is None


def test_pending_cases_are_on_the_bar_and_not_in_the_rate():
    ligne = rapport().delais[0]
    assert ligne.resultat.hors_delai == Decimal(1823)
    assert ligne.valeur == Fraction(3987, 5810)
    bande = ligne.resultat.bande
    parts = (Fraction(3987, 6231), Fraction(1823, 6231), Fraction(421, 6231))
    assert [une.largeur for une in bande.longueurs] == [place_part(part) for part in parts]
    assert bande.longueurs[2].debut == place_part(Fraction(5810, 6231))
    assert (
        bande.titre
        == "Dans le délai\u00a0: 3\u202f987\u202f; hors délai\u00a0: 1\u202f823\u202f; en cours\u00a0: 421"
    )


def test_no_case_draws_no_bar():
    assert ContenuMesure(statut="renseigne", numerateur=Decimal(0), denominateur=Decimal(0)).bande is None
    assert ContenuMesure(statut="vide").bande is None
