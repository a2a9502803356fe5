"""What a page or a docstring points to exists: a file, a module, a name of one, a model."""

import ast
import re
from functools import cache

from tests.sources import APPS, GABARITS, RACINE, SOURCES, each, list_modeles, name, parse, read


def list_noms(source):
    """What a module defines, at any depth, and what it imports."""
    for noeud in ast.walk(parse(source)):
        if isinstance(noeud, ast.FunctionDef | ast.ClassDef):
            yield noeud.name
        elif isinstance(noeud, ast.Name | ast.Attribute) and isinstance(noeud.ctx, ast.Store):
            yield noeud.id if isinstance(noeud, ast.Name) else noeud.attr
        elif isinstance(noeud, ast.ImportFrom):
            yield from (un.asname or un.name for un in noeud.names)


def test_the_page_of_the_house_names_what_exists():
    page = (RACINE / "docs" / "architecture.md").read_text(encoding="utf-8")
    absents = []
    for chemin, nom in re.findall(r"`((?:\.|\w)[\w./-]*/[\w./-]*)(?:::(\w+))?`", page):
        lieu = RACINE / chemin
        if not lieu.exists() or (nom and not (lieu.is_file() and nom in set(list_noms(lieu)))):
            absents.append(f"{chemin}::{nom}")
    assert not absents


@each([*sorted((RACINE / "docs").rglob("*.md")), RACINE / "README.md", RACINE / "CONTRIBUTING.md"])
def test_what_a_page_of_docs_points_to_exists(page):
    """Files by their path, whole or its end, and modules; a name of two words may be that of a model."""
    connus = {f"/{name(fichier)}" for fichier in [*SOURCES, *GABARITS, *(RACINE / "tests").rglob("*.py")]}
    chemins = re.findall(r"`([\w./-]+/[\w./-]+\.(?:py|html))\b", read(page))
    modules = {chemin[1:-3].replace("/", ".").removesuffix(".__init__") for chemin in connus}
    modeles = {modele._meta.label_lower for modele in list_modeles()}
    dits = re.findall(rf"`((?:{'|'.join(APPS)})\.(?!md`)\w+)", read(page))
    assert not [un for un in chemins if not any(chemin.endswith(f"/{un}") for chemin in connus)]
    assert not [un for un in dits if un not in modules and un not in modeles]


@cache
def get_noms():
    """{module, whatever its app: what those of that name define}."""
    noms = {}
    for fichier in SOURCES:
        module = fichier.stem if fichier.stem != "__init__" else fichier.parent.name
        noms.setdefault(module, set()).update(list_noms(fichier))
    return noms


@each(SOURCES)
def test_what_a_docstring_points_to_exists(source):
    """`module.name`, whatever stands before: the module, of whatever app, has that name."""
    noms = get_noms()
    modeles = {modele._meta.label for modele in list_modeles()}
    dits = re.findall(r"`((?:\w+\.)+\w+)", read(source))
    chemins = [(dit, *dit.split(".")[-2:]) for dit in dits if dit not in modeles]
    assert not [
        dit for dit, module, nom in chemins if module in noms and nom not in noms[module] | noms.keys()
    ]
