"""The référentiels of the site, as they are written."""

from pathlib import Path

import referentiels

DOSSIER = Path(referentiels.__file__).parent / "instructions"
TEXTE_2021 = (DOSSIER / "2021-03-19.toml").read_text(encoding="utf-8")
# One that a centrale would draft next.
NOUVEAU = (
    TEXTE_2021.replace('code = "2021-03-19"', 'code = "2022-03-14"', 1)
    .replace("date_signature = 2021-03-19", "date_signature = 2022-03-14", 1)
    .replace('precedent = "2020-02-12"', 'precedent = "2021-03-19"', 1)
    .replace("annees = [2021]", "annees = [2022]", 1)
)


def list_tables(noeud, chemin=()):
    """(path, table) of every table of a content."""
    if isinstance(noeud, dict):
        yield chemin, noeud
    for cle, fils in noeud.items() if isinstance(noeud, dict) else enumerate(noeud):
        if isinstance(fils, dict | list):
            yield from list_tables(fils, (*chemin, cle))
