"""The words of a code, on pages, papers and exports: those its model gives to choose from, but where one reads what was
chosen in other words. An unknown code is a bug, and raises KeyError."""

from conventions.models import EtatAction, NatureAction, Regime
from financement.controles import ALERTE, BLOQUANT, INFORMATION
from indicateurs.models import ETATS_LUS, Fiabilite, SourceValeur
from referentiels.definitions import NATURES_AXE
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
