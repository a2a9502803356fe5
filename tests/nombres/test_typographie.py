"""French typography: of what is typed, and of the text of a page, whose markup is left alone."""

import pytest

from nombres.typographie import marque_ordinaux, typographie, write_typographie

NARROW, NBSP = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("l'accueil d'un jeune", "l’accueil d’un jeune"),
        ("deux mesures : une ; deux !", f"deux mesures{NBSP}: une{NARROW}; deux{NARROW}!"),
        ("dit « le Département »", f"dit «{NBSP}le Département{NBSP}»"),
        ("909 028 habitants", f"909{NARROW}028 habitants"),
        ("en 2021 100 personnes", "en 2021 100 personnes"),
        ("50 % le 4 février", f"50{NBSP}% le 4{NBSP}février"),
        ("n° 3", f"n°{NBSP}3"),
        ("02 98 76 20 20", "02 98 76 20 20"),
        ("https://exemple.fr/a:b", "https://exemple.fr/a:b"),
        (None, ""),
    ],
)
def test_typographie(typed, printed):
    assert typographie(typed) == printed


def test_an_ordinal_ends_with_an_exponent_in_the_text_of_a_page_and_nowhere_else():
    page = '<p title="le 1er">le 1er mars, la 1re, les 1ers, le 2e et le 12e ; 9f3e, 21er, 100e</p><title>1er</title>'
    brut = '<textarea name="a">le 1er</textarea><option value="1er">1er</option><pre>1er</pre><input value="1er">'
    assert (
        marque_ordinaux(page + brut)
        == (
            '<p title="le 1er">le 1<sup>er</sup> mars, la 1<sup>re</sup>, les 1<sup>ers</sup>, le 2<sup>e</sup> et le '
            "12<sup>e</sup> ; 9f3e, 21er, 100e</p><title>1er</title>"
        )
        + brut
    )


def test_the_first_of_a_month_that_django_wrote_gets_its_exponent():
    page = "<p>le 1 mars 2021, le 11 mars, le 1 avril</p><option>1 mars</option>"
    assert marque_ordinaux(page) == (
        "<p>le 1<sup>er</sup> mars 2021, le 11 mars, le 1<sup>er</sup> avril</p><option>1 mars</option>"
    )


def test_data_have_the_french_typography_in_the_text_of_a_page_and_are_as_typed_in_a_field():
    page = (
        "<title>Côtes-d&#x27;Armor</title><p title=\"l'an\">l'an, l&#x27;« an », 5' et 'x' : n° 1 ; 5 % ?</p>"
    )
    page += "<option>d'or</option>"
    brut = "<textarea>l&#x27;an : « ici »</textarea><pre>l'an</pre><blockquote>l&#x27;an</blockquote>"
    brut += '<input value="l\'an">'
    assert write_typographie(page + brut) == (
        "<title>Côtes-d’Armor</title><p title=\"l'an\">l’an, l’«\u00a0an\u00a0», 5' et 'x'\u00a0: n°\u00a01\u202f; "
        "5\u00a0%\u202f?</p><option>d’or</option>" + brut
    )
