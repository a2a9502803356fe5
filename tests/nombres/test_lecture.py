"""A number that is read, or the sentence that says why it is not."""

import pytest

from nombres.lecture import EUROS, TEXTE_MAX, NombreIllisible, read_nombre


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [
        ("1,5 million", "Écrivez le nombre en entier\u00a0: 1\u202f500\u202f000."),
        ("3 k€", "Écrivez le nombre en entier\u00a0: 3\u202f000."),
        # What no number is cannot be written in full for whoever typed it.
        ("1,2,3 millions", EUROS.invalide),
        ("' k", EUROS.invalide),
        (f"{'1' * TEXTE_MAX} milliards", EUROS.invalide),
    ],
)
def test_a_multiple_is_to_be_written_in_full(texte, phrase):
    with pytest.raises(NombreIllisible) as refus:
        read_nombre(texte, EUROS)
    assert str(refus.value) == phrase
