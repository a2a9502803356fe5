"""The kinds of values that are of one year (`referentiels.contraintes`)."""

import re
from decimal import Decimal
from typing import Any

from referentiels.contraintes import Contrainte, Ecart, Proportion

ANNEE = re.compile(r"20\d\d")


class UneAnnee(Contrainte):
    """One year."""

    def read(self, valeur: Any) -> int:
        if type(valeur) is not int or not ANNEE.fullmatch(str(valeur)):
            raise Ecart("annee")
        return valeur


class ParAnnee(Contrainte):
    """A proportion by year, `{ 2027 = "0.9" }`. Which years a file may speak of is for `referentiels.coherence`."""

    def read(self, valeur: Any) -> dict[int, Decimal]:
        if not isinstance(valeur, dict):
            raise Ecart("cibles")
        for cle in valeur:
            if not ANNEE.fullmatch(cle):
                raise Ecart("cible_inconnue", cle=cle)
        return {int(cle): Proportion().read(proportion) for cle, proportion in valeur.items()}
