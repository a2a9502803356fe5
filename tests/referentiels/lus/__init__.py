"""What each référentiel was read as before the schema was declared: a value a line, kept in `*.txt`."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass


def list_lignes(objet: object, chemin: str = "") -> Iterator[str]:
    """`path = value` for every value of a definition, in order; a set is written sorted."""
    if is_dataclass(objet) and not isinstance(objet, type):
        for champ in sorted(fields(objet), key=lambda champ: champ.name):
            yield from list_lignes(getattr(objet, champ.name), f"{chemin}.{champ.name}")
    elif isinstance(objet, dict):
        for cle, valeur in objet.items():
            yield from list_lignes(valeur, f"{chemin}[{cle}]")
        if not objet:
            yield f"{chemin} = {{}}"
    elif isinstance(objet, tuple) and any(is_dataclass(un) for un in objet) and "arbre" not in chemin:
        for rang, valeur in enumerate(objet):
            yield from list_lignes(valeur, f"{chemin}[{rang}]")
    else:
        valeur = sorted(objet) if isinstance(objet, frozenset) else objet
        yield f"{chemin} = {valeur!r}"
