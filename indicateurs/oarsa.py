"""The mean delays that the DREES published by territory (OARSA survey of 2018), read beside our rates, never with them.

Pure Python. The figures, their source and their licence: indicateurs/donnees/README.md.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nombres.formats import compter
from referentiels.delais import RegleDelai

FICHIER = Path(__file__).parent / "donnees" / "oarsa-2015-2018.csv"
ANNEE = 2018
# (date it starts from, date it ends on): the series of the survey. It knows no delay to a first rendez-vous, and counts
# from the request where we count from the entry or from the notification.
SERIES = {
    ("entree", "orientation"): "delai_orientation_jours",
    ("notification_droits", "orientation"): "delai_orientation_jours",
    ("orientation", "cer"): "delai_cer_jours",
}
ABSENCES = {"ND": "non disponible", "NR": "pas de réponse", "NC": "non concerné", "/": "non demandé"}
# Our codes that are not those of the survey: the Rhône without the métropole de Lyon; Corsica, one since 2018.
TERRITOIRES = {"69": "69D", "2A": "20", "2B": "20"}


@dataclass(frozen=True)
class MoyenneOarsa:
    """A mean number of days, or why there is none."""

    jours: int | None
    absence: str  # one of ABSENCES, "" with a number

    @property
    def phrase(self) -> str:
        """« 137 jours », or why not."""
        return self.absence if self.jours is None else compter(self.jours, "jour", "jours")


def get_moyenne(territoire: str, regle: RegleDelai | None) -> MoyenneOarsa | None:
    """What the survey says of the delay of `regle` in a territory, by the code of its convention; None where it has no
    such delay, or does not know the territory."""
    serie = SERIES.get((regle.de, regle.a)) if regle else None
    ligne = _read_fichier().get(TERRITOIRES.get(territoire, territoire))
    if serie is None or ligne is None:
        return None
    lu = ligne[f"{serie}_{ANNEE}"]
    return MoyenneOarsa(None, ABSENCES[lu]) if lu in ABSENCES else MoyenneOarsa(int(lu), "")


@cache
def _read_fichier() -> dict[str, Mapping[str, str]]:
    """{code of a territory: its line}."""
    with FICHIER.open(encoding="utf-8", newline="") as fichier:
        lignes = csv.DictReader((ligne for ligne in fichier if not ligne.startswith("#")), delimiter=";")
        return {ligne["territoire"].partition("-")[0]: ligne for ligne in lignes}
