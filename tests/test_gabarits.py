"""Templates are read without their margins, and say the same."""

import re

from config.gabarits import remove_marges
from tests.sources import RACINE, read

BALISES = re.compile(r"\{%.*?%\}|\{#.*?#\}")


def test_what_is_read_of_a_template_is_lighter_and_says_the_same_words():
    """Whatever is decided: each of its words is still apart from the next."""
    gabarits = {chemin: read(chemin) for chemin in (RACINE / "templates").rglob("*.html")}
    lus = {chemin: remove_marges(source) for chemin, source in gabarits.items()}
    colles = {
        chemin.name
        for chemin, source in gabarits.items()
        if BALISES.sub("", source).split() != BALISES.sub("", lus[chemin]).split()
    }
    assert not colles
    assert sum(map(len, lus.values())) < 0.9 * sum(map(len, gabarits.values()))


def test_a_line_that_only_decides_leaves_nothing():
    source = "<p>\n  a\n  {% if x %}\n    b\n  {% else %}\n    c\n  {% endif %}\n  {# why #}\n  d\n</p>\n"
    assert remove_marges(source) == "<p>\na\n{% if x %}b\n{% else %}c\n{% endif %}{# why #}d\n</p>\n"
