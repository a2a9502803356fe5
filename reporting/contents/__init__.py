"""What documents and photographs say, as values: no Django, no clock, no I/O.

A document is frozen: its figures are such a tree, its fingerprint is that of the tree's canonical JSON.
Nothing is formatted, no percentage is stored, and what is missing is None (a figure says why: `statut`).
Amounts are Decimal (to the cent), figures are Decimal, targets and rates are Fraction (17/20 is 85 %).
"""

from typing import TypeAlias

from financement.refaction import Simulation
from referentiels.textes import PLACEHOLDERS
from reporting.contents.avenant import (
    CibleAvantApres,
    CiblesParAnnee,
    ContenuAvenant,
    CreditsDAction,
    JourAvantApres,
    MontantAvantApres,
    NatureDAxe,
)
from reporting.contents.cibles import Cibles
from reporting.contents.commun import ContenuRapportCommun, redate
from reporting.contents.convention import (
    ActeAnterieur,
    ContenuConvention,
    ContenuDeliberation,
    ContenuExercice,
    ContenuSignataire,
    Texte,
)
from reporting.contents.decision import (
    ChiffresDecision,
    ContenuArrete,
    ContenuProposition,
    PapierDecision,
    build_textes_arrete,
    build_textes_proposition,
    build_valeurs_decision,
)
from reporting.contents.dialogue import (
    LIGNES_MAX,
    NOMS_MAX,
    ActionEnRetard,
    ContenuDialogue,
    LigneDialogue,
    list_axes,
    list_manquees,
    list_retards,
    list_surprises,
    make_liste,
)
from reporting.contents.ecarts_remises import (
    compare_mots,
    compare_remises,
    count_rubriques,
    group_differences,
)
from reporting.contents.enonces import Enonce, Enonces, group_enonces, list_enonces
from reporting.contents.execution import (
    ActionExecution,
    AxeExecution,
    ContenuExecution,
)
from reporting.contents.financement import (
    SOURCES_FINANCEMENT,
    ContenuDepenseCommune,
    ContenuIndicateurPropre,
    ContenuJalon,
    ContenuLigneBudget,
    FicheAction,
    LienIndicateur,
    compute_total,
)
from reporting.contents.hypotheses import SimulationsComparees, compare_simulations
from reporting.contents.indicateur import (
    STATUTS_MANQUANTS,
    ContenuIndicateur,
    ContenuMesure,
    ContenuMethode,
)
from reporting.contents.longueurs import find_texte_lourd
from reporting.contents.rapport import ContenuAxe, ContenuRapport
from reporting.contents.recepisse import ContenuRecepisse
from reporting.contents.remarques import ContenuMessage, ContenuRemarque
from reporting.contents.remise import (
    CERTIFICATION,
    AvertissementRemis,
    BrouillonLaisse,
    Certificat,
    CibleRemise,
    ContenuRemise,
    PieceRemise,
    SituationRemise,
)
from reporting.contents.serialisation import (
    compute_empreinte,
    empreinte,
    from_dict,
    map_textes,
    to_dict,
)
from reporting.contents.simulation import DecisionNotifiee, compute_simulation
from reporting.contents.textes import (
    build_textes_avenant,
    build_textes_rapport,
    build_valeurs,
    fill_texte,
)
from reporting.contents.tribunaux import name_tribunal

# What a document may say.
Contenu: TypeAlias = (
    ContenuRapport
    | ContenuRapportCommun
    | ContenuAvenant
    | ContenuDialogue
    | ContenuProposition
    | ContenuArrete
    | ContenuRecepisse
)
# By nature of a document (`reporting.models.NatureDocument`).
CLASSES = {
    "rapport": ContenuRapport,
    "commun": ContenuRapportCommun,
    "avenant": ContenuAvenant,
    "dialogue": ContenuDialogue,
    "lettre": ContenuProposition,
    "arrete": ContenuArrete,
    "recepisse": ContenuRecepisse,
}

__all__ = [
    "CERTIFICATION",
    "CLASSES",
    "LIGNES_MAX",
    "NOMS_MAX",
    "PLACEHOLDERS",
    "SOURCES_FINANCEMENT",
    "STATUTS_MANQUANTS",
    "ActeAnterieur",
    "ActionEnRetard",
    "ActionExecution",
    "AvertissementRemis",
    "AxeExecution",
    "BrouillonLaisse",
    "Certificat",
    "ChiffresDecision",
    "CibleAvantApres",
    "CibleRemise",
    "Cibles",
    "CiblesParAnnee",
    "Contenu",
    "ContenuArrete",
    "ContenuAvenant",
    "ContenuAxe",
    "ContenuConvention",
    "ContenuDeliberation",
    "ContenuDepenseCommune",
    "ContenuDialogue",
    "ContenuExecution",
    "ContenuExercice",
    "ContenuIndicateur",
    "ContenuIndicateurPropre",
    "ContenuJalon",
    "ContenuLigneBudget",
    "ContenuMessage",
    "ContenuMesure",
    "ContenuMethode",
    "ContenuProposition",
    "ContenuRapport",
    "ContenuRapportCommun",
    "ContenuRecepisse",
    "ContenuRemarque",
    "ContenuRemise",
    "ContenuSignataire",
    "CreditsDAction",
    "DecisionNotifiee",
    "Enonce",
    "Enonces",
    "FicheAction",
    "JourAvantApres",
    "LienIndicateur",
    "LigneDialogue",
    "MontantAvantApres",
    "NatureDAxe",
    "PapierDecision",
    "PieceRemise",
    "Simulation",
    "SimulationsComparees",
    "SituationRemise",
    "Texte",
    "build_textes_arrete",
    "build_textes_avenant",
    "build_textes_proposition",
    "build_textes_rapport",
    "build_valeurs",
    "build_valeurs_decision",
    "compare_mots",
    "compare_remises",
    "compare_simulations",
    "compute_empreinte",
    "compute_simulation",
    "compute_total",
    "count_rubriques",
    "empreinte",
    "fill_texte",
    "find_texte_lourd",
    "from_dict",
    "group_differences",
    "group_enonces",
    "list_axes",
    "list_enonces",
    "list_manquees",
    "list_retards",
    "list_surprises",
    "make_liste",
    "map_textes",
    "name_tribunal",
    "redate",
    "to_dict",
]
