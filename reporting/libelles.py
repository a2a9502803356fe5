"""The words of a code, on pages, papers and exports: those its model gives to choose from, but where one reads what was
chosen in other words. An unknown code is a bug, and raises KeyError."""

from collections.abc import Callable
from typing import Any

from conventions.models import EtatAction, NatureAction, Regime
from financement.controles import ALERTE, BLOQUANT, INFORMATION
from indicateurs.models import ETATS_LUS, Fiabilite, SourceValeur
from nombres.formats import MISSING, date_fr, format_euros, nombre_utile, pourcent_utile
from referentiels.definitions import NATURES_AXE
from reporting.contents import Enonce
from reporting.contents.enonces import CODE, EMPREINTE, EUROS, JOUR, NOMBRE, PART
from reporting.explications import TERMES

LIBELLES = {
    **ETATS_LUS,
    **dict(SourceValeur.choices),
    # Not stored: a moyenne.
    "calcul": "Calculé depuis deux indicateurs",
    **dict(Fiabilite.choices),
    **{code: terme.libelle for code, terme in TERMES.items()},
    **{nature.value: f"Action {nature.label.lower()}" for nature in NatureAction},
    **dict(EtatAction.choices),
    **NATURES_AXE,
    BLOQUANT: "À corriger",
    ALERTE: "À vérifier",
    INFORMATION: "À savoir",
    **dict(Regime.choices),
}

DECIMALES_STOCKEES = 6  # of a figure or of a target; a share, read in hundredths, has two less
LECTURES: dict[str, Callable[[Any], str]] = {
    CODE: LIBELLES.__getitem__,
    EUROS: format_euros,
    PART: lambda part: pourcent_utile(part, DECIMALES_STOCKEES - 2),
    NOMBRE: lambda nombre: nombre_utile(nombre, DECIMALES_STOCKEES),
    JOUR: date_fr,
    EMPREINTE: lambda empreinte: f"SHA-256 {empreinte[:16]}…",
}


def tell_enonce(enonce: Enonce | None) -> str:
    """A thing that a round says, in words: « — » where it says nothing of it."""
    return MISSING if enonce is None else LECTURES.get(enonce.sorte, str)(enonce.valeur)
