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


def name(chemin):
    return str(chemin.relative_to(RACINE))


@cache
def read(fichier):
    return fichier.read_text(encoding="utf-8")


@cache
def parse(source):
    return ast.parse(read(source))


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


@cache
def list_importes(source):
    """Names of the modules a source imports; of what it takes from one, which may be a module too."""
    noms = set()
    for noeud in ast.walk(parse(source)):
        if isinstance(noeud, ast.Import):
            noms |= {un.name for un in noeud.names}
        elif isinstance(noeud, ast.ImportFrom):
            noms |= {noeud.module, *(f"{noeud.module}.{un.name}" for un in noeud.names)}
    return noms


MODULES = {name(f).removesuffix(".py").removesuffix("/__init__").replace("/", "."): f for f in SOURCES}


@cache
def is_pure(source):
    """Does a source know no Django, by what it imports of ours either?"""
    importes = list_importes(source)
    return not any(nom.split(".")[0] == "django" for nom in importes) and all(
        is_pure(MODULES[nom]) for nom in importes & MODULES.keys() if MODULES[nom] != source
    )


def get_app(fichier):
    """The app a source or a template is of; None for a template that all share. The papers are of `reporting`."""
    dossier = fichier.relative_to(RACINE / "templates" if fichier in GABARITS else RACINE).parts[0]
    return "reporting" if dossier == "documents" else dossier if dossier in FLOORS else None


def list_nommeurs(gabarit):
    """The sources and the templates that name a template."""
    nom = f'"{gabarit.relative_to(RACINE / "templates")}"'
    return [f for f in (*SOURCES, *GABARITS) if f != gabarit and nom in read(f)]


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
