"""What a figure is worth: exact rates, missing is never zero, a target reached or not, the rules it breaks."""

from decimal import Decimal
from fractions import Fraction

import pytest

from indicateurs.calculations import (
    compute_echus,
    compute_hors_delai,
    compute_resultat,
    is_cible_atteinte,
)
from indicateurs.queries.fautes import list_fautes
from referentiels.mesures import Mesure
from referentiels.models import Referentiel


def test_rates_are_exact_and_missing_is_never_zero(demo):
    indicateurs = Referentiel.objects.get(code="2021-03-19").definition.indicateurs
    mesures = {"A1": Mesure("renseigne", Decimal(3)), "A2": Mesure("renseigne", Decimal(2))}
    assert compute_resultat(indicateurs["A2"], mesures).valeur == Fraction(2, 3)
    assert compute_resultat(indicateurs["A3"], mesures).valeur is None
    assert compute_resultat(indicateurs["A2"], mesures | {"A1": Mesure("neant", Decimal(0))}).valeur is None
    delai = {"R2": Mesure("renseigne", Decimal(5), Decimal(8), 2)}
    assert compute_resultat(indicateurs["R2"], delai).valeur == Fraction(5, 8)


@pytest.mark.parametrize(("dans", "hors"), [(5, 3), (0, 0), (0, 4), (7, 0)])
def test_cases_past_a_delai_are_what_is_over_less_what_was_in_time(dans, hors):
    echus = compute_echus(Decimal(dans), Decimal(hors))
    assert compute_hors_delai(Mesure("renseigne", Decimal(dans), echus)) == hors
    assert compute_echus(None, Decimal(hors)) is compute_echus(Decimal(dans), None) is None
    assert compute_hors_delai(Mesure("renseigne", Decimal(dans))) is None
    assert compute_hors_delai(Mesure("renseigne", None, echus)) is None


def test_a_target_is_reached_on_the_exact_value_not_on_the_rounded_one():
    presque = Fraction(7999, 10000)
    assert is_cible_atteinte("hausse", presque, Decimal("0.8")) is False
    assert is_cible_atteinte("baisse", presque, Decimal("0.8")) is True
    assert is_cible_atteinte("hausse", presque, None) is None


def test_blocking_rules_name_the_figure_to_mend(demo):
    definition = Referentiel.objects.get(code="2021-03-19").definition
    mesures = {
        "A1": Mesure("renseigne", Decimal(3)),
        "A2": Mesure("renseigne", Decimal(4)),
        "R1": Mesure("renseigne", Decimal(9)),
        "R2": Mesure("renseigne", Decimal(5), Decimal(8), 2),
    }
    assert [faute.code for faute in list_fautes(definition, mesures)] == ["A2", "R2"]
    assert list_fautes(definition, {"A2": Mesure("renseigne", Decimal(4))}) == []
