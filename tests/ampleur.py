"""How far the tests on cases made at random go: `make test AMPLEUR=5` tries five times as many."""

import os

AMPLEUR = int(os.environ.get("AMPLEUR") or 1)


def count_cas(nombre):
    """How many cases to try where `nombre` are enough each day."""
    return nombre * AMPLEUR
