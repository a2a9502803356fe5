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
from conventions.models.etats import (
    ETATS_DECIDES,
    ETATS_EN_INSTRUCTION,
    ETATS_INTERNES,
    ETATS_MODIFIABLES,
    ETATS_TRANSMIS,
    Acte,
    Etat,
)
from conventions.models.exercices import (
    Exercice,
    RapportCommun,
    Regime,
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
from conventions.models.transitions import Transition

__all__ = [
    "CHAMPS_PAIEMENT",
    "ETATS_DECIDES",
    "ETATS_EN_INSTRUCTION",
    "ETATS_INTERNES",
    "ETATS_MODIFIABLES",
    "ETATS_TRANSMIS",
    "ORGANES",
    "SOURCES_SANS_NOM",
    "Acte",
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
