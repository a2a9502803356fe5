"""Operations write in the database, nothing else does; and they know no HTTP."""

import ast
import re
from functools import cache

from tests.sources import (
    SOURCES,
    each,
    layer,
    list_modeles,
    parse,
    read,
)

ECRITURES = {
    "save", "delete", "create", "update", "bulk_create", "bulk_update", "update_or_create", "get_or_create",
}  # fmt: skip
# Words of Python's sets too: writes where they are said of what a relation holds.
ECRITURES_DE_RELATION = {"set", "add", "remove", "clear"}


@cache
def list_relations():
    """The names by which a row reaches several others."""
    champs = [champ for modele in list_modeles() for champ in modele._meta.get_fields()]
    plusieurs = [champ for champ in champs if champ.many_to_many or champ.one_to_many]
    return {champ.get_accessor_name() if champ.auto_created else champ.name for champ in plusieurs}


def list_ecritures(arbre, relations):
    """What a tree writes in the database, as its lines say it."""
    for appel in ast.walk(arbre):
        if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Attribute):
            geste, porteur = appel.func.attr, appel.func.value
            is_relation = isinstance(porteur, ast.Attribute) and porteur.attr in relations
            if geste in ECRITURES or (geste in ECRITURES_DE_RELATION and is_relation):
                yield ast.unparse(appel.func)


@each([f for f in SOURCES if layer(f) in ("views", "forms", "queries")])
def test_only_operations_write(source):
    assert not list(list_ecritures(parse(source), list_relations()))


def test_whatever_writes_counts_as_a_write():
    ecrit = [
        "action.save()",
        "Action.objects.bulk_update(x, ['axe'])",
        "action.jalons.all().delete()",
        *(f"action.partenaires.{geste}(y)" for geste in ECRITURES_DE_RELATION),
        "convention.pieces.add(y)",
    ]
    for ligne in ecrit:
        assert list(list_ecritures(ast.parse(ligne), list_relations())), ligne
    autres = "vus.add(y)\nself.illisibles.add(nom)\nreste.remove(y)\n"
    assert not list(list_ecritures(ast.parse(autres), list_relations()))


@each([f for f in SOURCES if layer(f) == "operations"])
def test_operations_know_no_http(source):
    assert not re.search(r"django\.(http|shortcuts|urls|contrib\.messages)|\brequest\b", read(source))


@each([f for f in SOURCES if layer(f) == "operations"])
def test_a_write_of_a_person_tells_its_lost_races(source):
    """`comptes.operations.operation`, and not a bare transaction, around whatever somebody does (`by`)."""
    nues = [
        noeud.name
        for noeud in parse(source).body
        if isinstance(noeud, ast.FunctionDef)
        and "transaction.atomic" in map(ast.unparse, noeud.decorator_list)
        and "by" in {un.arg for un in noeud.args.kwonlyargs}
    ]
    assert not nues
