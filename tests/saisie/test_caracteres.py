"""What people paste from a word processor becomes what anybody can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saisie.caracteres import clean_texte


@pytest.mark.parametrize(
    ("colle", "propre"),
    [
        ("\uf0b7\tPremier\n\uf0a7\tSecond", "• Premier\n▪ Second"),
        ("\uf0d8 vers \uf0e0 \uf0fe fait", "➢ vers → ☑ fait"),
        ("\uf028a\uf029 \uf031\uf032", "☎a✆ 12"),
        ("\uf0c0\uf06a", "••"),
        ("ligne\x0bsuite\x0cpage\u2028fin\x85", "ligne\nsuite\npage\nfin\n"),
        ("paragraphe \u2029suite", "paragraphe\n\nsuite"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("mot\u00adcoupé, z\u200bé\ufeffro, \u202edroite", "motcoupé, zéro, droite"),
        ("\x00\x07\x1b\ud800\uffff", ""),
        ("e\u0301te\u0301", "été"),
        ("« 1 234 € » l’été œuvre", "« 1 234 € » l’été œuvre"),
        ("", ""),
    ],
)
def test_a_pasted_text_is_made_readable(colle, propre):
    assert clean_texte(colle) == propre


@given(st.text())
def test_cleaned_twice_a_text_does_not_change(texte):
    propre = clean_texte(texte)
    assert clean_texte(propre) == propre
