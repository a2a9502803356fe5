"""What says its types, and is checked: the files mypy is asked for."""

import ast

from tests.sources import PROJET, RACINE, SOURCES, each, is_pure, layer, parse

# Pure modules that mypy does not look at: what they build is of libraries without types, or of HTML.
SANS_TYPES = {
    "comptes/remplissage.py",
    "indicateurs/classeur/ecriture.py",
    "indicateurs/classeur/lecture.py",
    "indicateurs/classeur/notice.py",
    "reporting/balises.py",
}


def is_among(source, lieux):
    """Is a source one of these files, or in one of these folders (paths from the root)?"""
    return any(source.is_relative_to(RACINE / lieu) for lieu in lieux)


def has_functions(source):
    return any(isinstance(noeud, ast.FunctionDef | ast.ClassDef) for noeud in parse(source).body)


@each(SOURCES)
def test_what_computes_decides_reads_or_writes_says_its_types(source):
    """mypy, strict, is asked for the layers below the forms, tables apart, and for whatever knows no framework."""
    if layer(source) not in ("operations", "queries", "policies", "calculations") and not is_pure(source):
        return
    verifie = is_among(source, PROJET["tool"]["mypy"]["files"])
    assert verifie != is_among(source, SANS_TYPES) or not has_functions(source)


def test_mypy_is_asked_for_files_that_are_there():
    """A file that moved would be checked no more."""
    assert not [lieu for lieu in PROJET["tool"]["mypy"]["files"] if not (RACINE / lieu).exists()]
    assert PROJET["tool"]["mypy"]["strict"]
