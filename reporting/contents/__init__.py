"""What the two documents say, as values: no Django, no clock, no I/O.

A document is frozen: its figures are such a tree, its fingerprint is that of the tree's canonical JSON.
Nothing is formatted, no percentage is stored, and what is missing is None (a figure says why: `statut`).
Amounts are Decimal (to the cent), figures are Decimal, targets and rates are Fraction (17/20 is 85 %).
"""

from reporting.contents.avenant import ContenuAvenant, LigneCible, LigneFinancement, Trajectoire
from reporting.contents.commun import ContenuRapportCommun
from reporting.contents.convention import (
    ActeAnterieur,
    ContenuConvention,
    ContenuExercice,
    Deliberation,
    Signataire,
    Texte,
)
from reporting.contents.financement import (
    SOURCES_FINANCEMENT,
    FicheAction,
    LigneBudget,
    Total,
    compute_total,
)
from reporting.contents.indicateur import (
    STATUTS_MANQUANTS,
    Comparabilite,
    ContenuMethode,
    LigneIndicateur,
    Mesure,
)
from reporting.contents.rapport import ContenuAxe, ContenuRapport, DepenseCommune
from reporting.contents.serialisation import empreinte, from_dict, to_dict
from reporting.contents.textes import (
    PLACEHOLDERS,
    build_textes_avenant,
    build_textes_rapport,
    build_valeurs,
    fill_texte,
)

__all__ = [
    "PLACEHOLDERS",
    "SOURCES_FINANCEMENT",
    "STATUTS_MANQUANTS",
    "ActeAnterieur",
    "Comparabilite",
    "ContenuAvenant",
    "ContenuAxe",
    "ContenuConvention",
    "ContenuExercice",
    "ContenuMethode",
    "ContenuRapport",
    "ContenuRapportCommun",
    "Deliberation",
    "DepenseCommune",
    "FicheAction",
    "LigneBudget",
    "LigneCible",
    "LigneFinancement",
    "LigneIndicateur",
    "Mesure",
    "Signataire",
    "Texte",
    "Total",
    "Trajectoire",
    "build_textes_avenant",
    "build_textes_rapport",
    "build_valeurs",
    "compute_total",
    "empreinte",
    "fill_texte",
    "from_dict",
    "to_dict",
]
