"""Amounts as people type them: read when they read one way, refused with one sentence when they do not."""

from decimal import Decimal
from random import Random

import pytest
from django.core.exceptions import ValidationError

from conventions.champs import EurosField, NombreField

INVALIDE = "Écrivez un montant en euros, par exemple 12 345,67."
NEGATIF = "Un montant ne peut pas être négatif."
TROP_GRAND = "Ce montant est trop grand : au plus 999\u202f999\u202f999\u202f999,99\u00a0€."
TROP_PRECIS = "Au plus 2 décimales."


@pytest.mark.parametrize(
    ("texte", "montant"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),  # no-break
        ("1\u202f234,56", "1234.56"),  # narrow no-break
        ("1\u2009234,56", "1234.56"),  # thin
        ("1\u2007234,56", "1234.56"),  # figure
        ("1\u202f234\u00a0567 890,1", "1234567890.1"),  # whatever they are
        (" 12 ", "12"),
        ("1.234.567,89", "1234567.89"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1,234.56", "1234.56"),
        ("1.234,5", "1234.5"),
        ("1'234,50", "1234.50"),
        ("1’234,50", "1234.50"),
        ("1'234'567", "1234567"),
        ("1'234.50", "1234.50"),
        ("1 234.50", "1234.50"),
        ("1 234,5 €", "1234.5"),
        ("12 €", "12"),
        ("12€", "12"),
        ("12\u00a0€", "12"),
        ("1 234 euros", "1234"),
        ("+12", "12"),
        ("12,", "12"),
        ("12.5", "12.5"),
        ("0,05", "0.05"),
        ("1234,56", "1234.56"),
        ("999 999 999 999,99", "999999999999.99"),
        ("000012", "12"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_it_is_typed(texte, montant):
    assert EurosField().clean(texte) == Decimal(montant)


@pytest.mark.parametrize("texte", ["", "  ", "\u00a0", "€", None])
def test_an_amount_that_is_not_typed_is_not_zero(texte):
    assert EurosField().clean(texte) is None


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("1.234", "«\u00a01.234\u00a0» se lit de deux façons. Écrivez 1\u202f234 ou 1,23."),
        ("1,234", "«\u00a01,234\u00a0» se lit de deux façons. Écrivez 1\u202f234 ou 1,23."),
        ("999,999 €", "«\u00a0999,999\u00a0» se lit de deux façons. Écrivez 999\u202f999 ou 999,99."),
        ("0,123", TROP_PRECIS),
        ("1234,567", TROP_PRECIS),
        ("1 234,567", TROP_PRECIS),
        ("1.234,567", TROP_PRECIS),
        ("1.234.567,899", TROP_PRECIS),
        ("-5", NEGATIF),
        ("- 5", NEGATIF),
        ("−5", NEGATIF),
        ("–1.234", NEGATIF),
        ("1e9", INVALIDE),
        ("1E9", INVALIDE),
        ("Infinity", INVALIDE),
        ("-Infinity", INVALIDE),
        ("NaN", INVALIDE),
        ("1_000", INVALIDE),
        ("١٢٣", INVALIDE),
        ("１２", INVALIDE),
        ("dix", INVALIDE),
        ("12 %", INVALIDE),
        ("1 23", INVALIDE),
        ("12 34,50", INVALIDE),
        ("1.234.56", INVALIDE),
        ("1,234,56", INVALIDE),
        ("1.234 567,00", INVALIDE),
        ("1'234 567", INVALIDE),
        ("0.123.456", INVALIDE),
        ("1..5", INVALIDE),
        ("1,5,", INVALIDE),
        (",", INVALIDE),
        ("$5", INVALIDE),
        ("=1+1", INVALIDE),
        ("123456789012345", TROP_GRAND),
        ("1 234 567 890 123", TROP_GRAND),
        ("9" * 5000, TROP_GRAND),
    ],
)
def test_what_is_no_amount_is_refused_with_one_sentence(texte, message):
    with pytest.raises(ValidationError) as erreur:
        EurosField().clean(texte)
    assert erreur.value.messages == [message]


def test_every_way_to_write_an_amount_gives_that_amount_or_a_refusal_never_another():
    hasard = Random(2021)
    for _ in range(5_000):
        centimes = hasard.randrange(10 ** hasard.randint(1, 14))
        euros, reste = divmod(centimes, 100)
        milliers = hasard.choice(["", " ", "\u00a0", "\u202f", "\u2009", ".", ",", "'", "’"])
        virgule = hasard.choice([",", "."])
        if milliers == virgule:
            continue
        decimales = hasard.choice([f"{virgule}{reste:02d}", "" if not reste else f"{virgule}{reste:02d}"])
        texte = f"{euros:,}".replace(",", milliers) + decimales + hasard.choice(["", " €", "\u00a0€", "€"])
        try:
            lu = EurosField().clean(texte)
        except ValidationError as erreur:
            assert "deux façons" in erreur.messages[0]
            assert milliers in (".", ",")
            assert 1000 <= euros < 1_000_000
            assert not decimales
        else:
            assert lu == Decimal(f"{euros}.{reste:02d}"), texte


def test_what_is_shown_again_is_read_the_same():
    champ = EurosField()
    for montant in ("0", "0.05", "12.50", "1234", "1234.5", "999999999999.99"):
        assert champ.clean(champ.prepare_value(Decimal(montant))) == Decimal(montant)


def test_other_numbers_are_read_as_before():
    assert NombreField(decimal_places=3).clean("1,234") == Decimal("1.234")
    assert NombreField(decimal_places=2).clean("81,5 %") == Decimal("81.5")
    assert NombreField().clean("1 234") == 1234
