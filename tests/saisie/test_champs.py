"""Amounts as people type them: read when they read one way, refused with one sentence when they do not."""

from decimal import Decimal
from random import Random

import pytest
from django import forms
from django.core.exceptions import ValidationError

from saisie.champs import EurosField, NombreField, PourcentageField
from tests.ampleur import count_cas

INVALIDE = "Écrivez un montant en euros, par exemple 12 345,67."
NEGATIF = "Un montant ne peut pas être négatif."
TROP_GRAND = "Ce montant est trop grand\u00a0: au plus 999\u202f999\u202f999\u202f999,99\u00a0€."
TROP_PRECIS = "Au plus 2 décimales."
PLUSIEURS = "se lit comme plusieurs nombres\u00a0: écrivez-en un seul."


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
        (" -   € ", "0"),  # the accounting format of a spreadsheet
        ("-\u00a0\u00a0\u00a0€", "0"),
        ("–  €", "0"),
        ("236 800,00 €", "236800"),
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
        ("12 %", "«\u00a012 %\u00a0» est un pourcentage\u00a0: écrivez un montant en euros."),
        ("1 23", f"«\u00a01 23\u00a0» {PLUSIEURS}"),
        ("12 34,50", f"«\u00a012 34,50\u00a0» {PLUSIEURS}"),
        ("1.234.56", INVALIDE),
        ("1,234,56", INVALIDE),
        ("1.234 567,00", f"«\u00a01.234 567,00\u00a0» {PLUSIEURS}"),
        ("1,4 M€", "Écrivez le nombre en entier\u00a0: 1\u202f400\u202f000."),
        ("12,5 k€", "Écrivez le nombre en entier\u00a0: 12\u202f500."),
        ("2 millions d’euros", INVALIDE),
        ("(5,00 €)", NEGATIF),
        (
            "-",
            "«\u00a0-\u00a0» ne dit pas si c’est zéro ou un chiffre manquant\u00a0: écrivez 0, ou videz la case.",
        ),
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
    for _ in range(count_cas(1_500)):
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


# The same text, whatever the kind of figure one asks for: what one of them reads is never another number elsewhere.
EFFECTIF, POURCENTAGE = NombreField(decimal_places=2), PourcentageField(decimal_places=2)


@pytest.mark.parametrize(
    ("texte", "effectif", "pourcentage", "euros"),
    [
        ("82", "82", "82", "82"),
        ("81,5", "81.5", "81.5", "81.5"),
        ("82 %", "est un pourcentage", "82", "est un pourcentage"),
        ("82%", "est un pourcentage", "82", "est un pourcentage"),
        ("50 €", "est un montant", "est un montant", "50"),
        ("50 euros", "est un montant", "est un montant", "50"),
        ("12 15", "plusieurs nombres", "plusieurs nombres", "plusieurs nombres"),
        ("12 154", "12154", "ne dépasse pas 100", "12154"),
        ("12,00", "12", "12", "12"),
        ("1.234", "deux façons", "deux façons", "deux façons"),
        ("1 234 567", "1234567", "ne dépasse pas 100", "1234567"),
        ("-   €", "Écrivez un nombre", "Écrivez un pourcentage", "0"),
        ("—", "zéro ou un chiffre manquant", "zéro ou un chiffre manquant", "zéro ou un chiffre manquant"),
        ("-3", "négatif", "négatif", "négatif"),
        ("", None, None, None),
    ],
)
def test_one_text_reads_one_way_for_every_kind_of_figure(texte, effectif, pourcentage, euros):
    for champ, attendu in ((EFFECTIF, effectif), (POURCENTAGE, pourcentage), (EurosField(), euros)):
        try:
            lu = champ.clean(texte)
        except ValidationError as erreur:
            assert attendu in erreur.messages[0], (champ.genre, erreur.messages)
        else:
            assert lu == (None if attendu is None else Decimal(attendu)), champ.genre


def test_with_three_decimals_a_comma_is_a_decimal_mark():
    assert NombreField(decimal_places=3).clean("1,234") == Decimal("1.234")


@pytest.mark.parametrize(
    ("texte", "valeur"),
    [("1 234,56", "1234.56"), ("1\u202f234\u00a0€", "1234"), ("0", "0"), ("12.5", "12.5"), ("", None)],
)
def test_amounts_as_people_type_them(texte, valeur):
    assert EurosField().clean(texte) == (None if valeur is None else Decimal(valeur))


@pytest.mark.parametrize(
    ("champ", "texte", "message"),
    [
        (EurosField(), "1234,567", "Au plus 2 décimales."),
        (EurosField(), "-5", "Un montant ne peut pas être négatif."),
        (EurosField(), "1e9", "Écrivez un montant en euros, par exemple 12 345,67."),
        (EurosField(), "dix", "Écrivez un montant en euros, par exemple 12 345,67."),
        (NombreField(), "1,5", "Écrivez un nombre entier, sans décimale."),
        (NombreField(), "-1", "Un nombre ne peut pas être négatif."),
    ],
)
def test_what_is_no_number_is_one_sentence(champ, texte, message):
    with pytest.raises(forms.ValidationError) as erreur:
        champ.clean(texte)
    assert erreur.value.messages == [message]
