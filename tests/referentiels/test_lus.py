"""The référentiels of the site are read, whatever reads them, to the values they had before it did."""

from pathlib import Path

import pytest

from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel
from tests.referentiels.lus import list_lignes
from tests.referentiels.textes import DOSSIER

FICHIERS = [*sorted(DOSSIER.glob("*.toml")), Path(__file__).parent / "inconnu.toml"]


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_a_référentiel_is_read_to_the_same_values(fichier):
    definition = build_definition(parse_referentiel(fichier.read_text(encoding="utf-8")))
    lus = Path(__file__).parent / "lus" / f"{fichier.stem}.txt"
    assert "\n".join(list_lignes(definition)) + "\n" == lus.read_text(encoding="utf-8")
