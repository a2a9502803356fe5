"""The sources and the templates of the site, and a rule for all of them."""

import ast
from functools import cache
from pathlib import Path

RACINE = Path(__file__).parent.parent
APPS = ("comptes", "conventions", "indicateurs", "avenants", "reporting")
GABARITS = sorted((RACINE / "templates").rglob("*.html"))


def name(chemin):
    return str(chemin.relative_to(RACINE))


@cache
def read(fichier):
    return fichier.read_text(encoding="utf-8")


@cache
def parse(source):
    return ast.parse(read(source))


def each(fichiers):
    """One test of a rule for all `fichiers`: it names every one that breaks it, and what was found there."""

    def decorate(regle):
        def test():
            fautes = []
            for fichier in fichiers:
                try:
                    regle(fichier)
                except AssertionError as faute:
                    fautes.append(f"{name(fichier)}: {faute}")
            assert fichiers
            assert not fautes, "\n".join(fautes)

        test.__doc__ = regle.__doc__
        return test

    return decorate
