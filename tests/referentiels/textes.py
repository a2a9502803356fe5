"""The référentiels of the site, as they are written."""

from pathlib import Path

import referentiels

DOSSIER = Path(referentiels.__file__).parent / "instructions"
TEXTE_2021 = (DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8")


def list_tables(noeud, chemin=()):
    """(path, table) of every table of a content."""
    if isinstance(noeud, dict):
        yield chemin, noeud
    for cle, fils in noeud.items() if isinstance(noeud, dict) else enumerate(noeud):
        if isinstance(fils, dict | list):
            yield from list_tables(fils, (*chemin, cle))
