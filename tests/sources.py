"""The sources and the templates of the site, and a rule for all of them."""

import ast
import tomllib
from functools import cache
from pathlib import Path

from django.apps import apps

RACINE = Path(__file__).parent.parent
PROJET = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
FLOORS = PROJET["tool"]["importlinter"]["root_packages"]
APPS = tuple(app for app in FLOORS if app != "config")


def list_sources(*exclues):
    """The Python files of the site, but the migrations and those of the apps `exclues`."""
    return sorted(
        fichier
        for app in FLOORS
        if app not in exclues
        for fichier in (RACINE / app).rglob("*.py")
        if "migrations" not in fichier.parts
    )


def list_modeles(**options):
    """The models of the site (options of `AppConfig.get_models`), in the order of the apps."""
    return [un for app in apps.get_app_configs() if app.name in APPS for un in app.get_models(**options)]


SOURCES = list_sources()
GABARITS = sorted((RACINE / "templates").rglob("*.html"))
COUCHES = ("views", "forms", "operations", "queries", "policies", "models", "calculations")


def layer(source):
    """The layer a file is of: `views.py`, or any file of a `views/` package."""
    return next((c for c in COUCHES if source.stem == c or source.parent.name == c), None)


def get_app(fichier):
    """The app a source or a template is of; None for a template that all share. The papers are of `reporting`."""
    dossier = fichier.relative_to(RACINE / "templates" if fichier in GABARITS else RACINE).parts[0]
    return "reporting" if dossier == "documents" else dossier if dossier in FLOORS else None


def list_nommeurs(gabarit):
    """The sources and the templates that name a template."""
    nom = f'"{gabarit.relative_to(RACINE / "templates")}"'
    return [f for f in (*SOURCES, *GABARITS) if f != gabarit and nom in read(f)]


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
