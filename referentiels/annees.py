"""The years a file speaks of, as they are read before it is whole: those it judges, those it aims at. Pure."""

from collections.abc import Mapping
from typing import Any

from referentiels.contraintes import Annees, Ecart
from referentiels.table_indicateurs import ANNEE_DU_RACCOURCI


def list_annees_jugees(contenu: Mapping[str, Any]) -> list[int]:
    """Years whose exercices a file judges, in order; [] where a fault leaves them in doubt."""
    try:
        return sorted(Annees().read(contenu.get("annees")))
    except Ecart:
        return []


def list_annees_visees(contenu: Mapping[str, Any]) -> list[int]:
    """Years that a file may set targets for, in order: those it judges, those it adds, and 2022 where it adds none and
    judges none later, as files did that could name no other; [] where a fault leaves them in doubt."""
    try:
        jugees = Annees().read(contenu.get("annees"))
        ajoutees = Annees().read(contenu["annees_cibles"]) if "annees_cibles" in contenu else ()
    except Ecart:
        return []
    usuelles = () if ajoutees or max(jugees) > ANNEE_DU_RACCOURCI else (ANNEE_DU_RACCOURCI,)
    return sorted({*jugees, *ajoutees, *usuelles})


def tell_annees_visees(contenu: Mapping[str, Any], annee: str) -> dict[str, str]:
    """The words of « cible_inconnue », for what was said of `annee`."""
    annees = [str(connue) for connue in list_annees_visees(contenu)]
    exemple = annee if annee in annees else "année"
    return {"annees": ", ".join(annees) or "celles de «\u00a0annees\u00a0»", "exemple": exemple}
