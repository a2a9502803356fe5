"""A line of the entry grid, as a browser sends it, of an indicator that is in no référentiel."""

from datetime import date
from types import SimpleNamespace

from indicateurs.forms.saisie import LigneForm
from referentiels.definitions import Indicateur
from referentiels.mesures import VIDE


def make_indicateur(nature="effectif", decimales=0):
    return Indicateur(
        code="X1",
        axe="S1",
        nature=nature,
        sens="hausse",
        unite="jeunes",
        libelle="Jeunes",
        definition="",
        verifie=True,
        decimales=decimales,
        numerateur="",
        denominateur="",
        regle=SimpleNamespace(limite=None) if nature == "delai" else None,
        cibles={},
    )


def make_ligne(nature="effectif", precedente=VIDE, decimales=0, **champs):
    """A line as a browser sends it."""
    return LigneForm(
        {"X1-version": "0"} | {f"X1-{champ}": texte for champ, texte in champs.items()},
        indicateur=make_indicateur(nature, decimales),
        exercice=SimpleNamespace(debut=date(2021, 1, 1), fin=date(2021, 12, 31)),
        valeur=None,
        precedente=precedente,
        aujourdhui=date(2022, 3, 1),
    )
