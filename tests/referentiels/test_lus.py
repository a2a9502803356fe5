"""The référentiels of the site are read, whatever reads them, to the values they had before it did."""

from pathlib import Path

import pytest

from referentiels.construction import build_definition
from referentiels.lecture import parse_referentiel
from referentiels.notice import write_exemple
from tests.referentiels.lus import list_lignes
from tests.referentiels.textes import DOSSIER

FICHIERS = [*sorted(DOSSIER.glob("*.toml")), Path(__file__).parent / "inconnu.toml"]


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_a_référentiel_is_read_to_the_same_values(fichier):
    definition = build_definition(parse_referentiel(fichier.read_text(encoding="utf-8")))
    lus = Path(__file__).parent / "lus" / f"{fichier.stem}.txt"
    assert "\n".join(list_lignes(definition)) + "\n" == lus.read_text(encoding="utf-8")


def test_each_nature_says_what_its_figure_is_and_which_way_is_better():
    definition = build_definition(parse_referentiel(write_exemple()))
    dits = {un.nature: (un.calcul_lu, un.sens_lu) for un in definition.indicateurs.values()}
    assert dits == {
        "effectif": ("Effectif.", "À la hausse"),
        "taux": ("Taux, rapporté à ENF_1.", "À la hausse"),
        "delai": ("Délai\u00a0: 45 jours. Cohorte comptée par ENF_1.", "À la hausse"),
        "moyenne": ("Moyenne\u00a0: ENF_1 divisé par ENF_2.", "À la hausse"),
    }
