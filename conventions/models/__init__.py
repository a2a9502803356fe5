"""The convention, its years, its actions and their money; the rules they are judged by; what became of them."""

from conventions.models.actions import (
    Action,
    ChoixReprise,
    EtatAction,
    IndicateurPropre,
    Jalon,
    NatureAction,
    Partenaire,
    PieceAction,
    Reprise,
)
from conventions.models.campagnes import Campagne, DelaiAccorde
from conventions.models.conventions import (
    CHAMPS_PAIEMENT,
    Convention,
    NaturePieceConvention,
    Partie,
    PieceConvention,
    Signataire,
)
from conventions.models.deliberations import ORGANES, Deliberation, Organe
from conventions.models.enveloppes import MontantEnveloppe, name_enveloppe
from conventions.models.exercices import (
    ETATS_EN_INSTRUCTION,
    ETATS_MODIFIABLES,
    ETATS_TRANSMIS,
    Etat,
    Exercice,
    RapportCommun,
    Regime,
    Transition,
    is_reader_of_drafts,
)
from conventions.models.financements import (
    SOURCES_SANS_NOM,
    Financement,
    MouvementRedeploiement,
    Redeploiement,
    Source,
    make_cle,
)
from conventions.models.memoires import Memoire, SujetMemoire
from conventions.models.saisie import BrouillonSaisie, DepotClasseur

__all__ = [
    "CHAMPS_PAIEMENT",
    "ETATS_EN_INSTRUCTION",
    "ETATS_MODIFIABLES",
    "ETATS_TRANSMIS",
    "ORGANES",
    "SOURCES_SANS_NOM",
    "Action",
    "BrouillonSaisie",
    "Campagne",
    "ChoixReprise",
    "Convention",
    "DelaiAccorde",
    "Deliberation",
    "DepotClasseur",
    "Etat",
    "EtatAction",
    "Exercice",
    "Financement",
    "IndicateurPropre",
    "Jalon",
    "Memoire",
    "MontantEnveloppe",
    "MouvementRedeploiement",
    "NatureAction",
    "NaturePieceConvention",
    "Organe",
    "Partenaire",
    "Partie",
    "PieceAction",
    "PieceConvention",
    "RapportCommun",
    "Redeploiement",
    "Regime",
    "Reprise",
    "Signataire",
    "Source",
    "SujetMemoire",
    "Transition",
    "is_reader_of_drafts",
    "make_cle",
    "name_enveloppe",
]
