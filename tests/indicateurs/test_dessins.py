"""Where the marks of a chart stand: within their frame, in proportion, and in that one place."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicateurs.dessins import (
    HAUTEUR_DESSIN,
    LARGEUR_DESSIN,
    draw_distribution,
    list_segments,
    place_part,
    place_part_relative,
)
from referentiels.delais import Limite
from tests.ampleur import count_cas
from tests.sources import RACINE

NOMBRES = st.lists(st.integers(0, 1000), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("part", "longueur", "place"),
    [
        (Fraction(1, 3), 1000, "333.3"),
        (Decimal("0.5"), 1000, "500.0"),
        (Fraction(3, 2), 1000, "1000.0"),
        (Fraction(-1, 2), 1000, "0.0"),
        (None, 1000, "0.0"),
    ],
)
def test_a_part_of_a_length_ends_on_it(part, longueur, place):
    assert place_part(part, longueur) == place


def test_a_part_of_what_holds_the_drawing_is_told_in_per_cent():
    assert place_part_relative(Fraction(2, 3)) == "66.666666667%"


@settings(max_examples=count_cas(100), deadline=None)
@given(NOMBRES)
def test_segments_follow_one_another_from_one_end_of_the_bar_to_the_other(parts):
    segments = list_segments(parts)
    if not any(parts):
        assert segments == ()
        return
    fin = Fraction(0)
    for (debut, longueur), part in zip(segments, parts, strict=True):
        assert debut == fin
        assert longueur * sum(parts) == part
        fin = debut + longueur
    assert fin == 1


@settings(max_examples=count_cas(100), deadline=None)
@given(NOMBRES, st.integers(1, 60))
def test_bars_of_a_distribution_stand_in_their_frame_and_the_line_of_the_limit_parts_them(nombres, limite):
    distribution = [(7 * rang, 7 * rang + 6, nombre) for rang, nombre in enumerate(nombres)]
    barres, ligne = draw_distribution(distribution, Limite(jours=limite))
    for barre in barres:
        assert 0 <= barre.x < barre.x + barre.largeur <= LARGEUR_DESSIN
        assert 0 <= barre.y <= barre.y + barre.hauteur == HAUTEUR_DESSIN
        assert (barre.hauteur == 0) == (barre.nombre == 0)  # one case shows
        assert barre.dans_limite == (barre.a <= limite) == (barre.milieu < ligne)
    assert not any(nombres) or max(barre.hauteur for barre in barres) == HAUTEUR_DESSIN


def test_nothing_to_draw_has_no_line():
    assert draw_distribution((), Limite(jours=30)) == ((), None)


PLACES = re.compile(
    r"""\b(?:x|y|x1|x2|y1|y2|cx|cy|r|d|points|width|height|transform|style)="[^"]*?{{([^}]*)}}"""
)
# Whole units of `indicateurs.dessins`, or what its two filters make of a share.
PLACE = re.compile(r"[\w.]+(\|largeur:1000|\|largeur_relative)?")


def test_no_template_computes_a_place_of_its_own():
    lues = 0
    for gabarit in (RACINE / "templates").rglob("*.html"):
        for place in PLACES.findall(gabarit.read_text(encoding="utf-8")):
            assert PLACE.fullmatch(place.strip()), (gabarit.name, place)
            lues += 1
    assert lues > 20
