"""Tables of the indicators. Definitions are the référentiel's; here is what each exercice says of them."""

from indicateurs.models.cibles import Cible, SituationInitiale
from indicateurs.models.controles import Derogation
from indicateurs.models.methode import (
    DateRendezVous,
    DeclarationMethode,
    DroitsSuspendus,
    MethodeEntree,
    MethodeReference,
)
from indicateurs.models.parcours import IMPORTS_VIVANTS, CorrespondanceColonnes, EtatImport, ImportParcours
from indicateurs.models.pieces import PieceJointe
from indicateurs.models.valeurs import ETATS_LUS, EtatValeur, Fiabilite, SourceValeur, Valeur, VersionValeur

__all__ = [
    "ETATS_LUS",
    "IMPORTS_VIVANTS",
    "Cible",
    "CorrespondanceColonnes",
    "DateRendezVous",
    "DeclarationMethode",
    "Derogation",
    "DroitsSuspendus",
    "EtatImport",
    "EtatValeur",
    "Fiabilite",
    "ImportParcours",
    "MethodeEntree",
    "MethodeReference",
    "PieceJointe",
    "SituationInitiale",
    "SourceValeur",
    "Valeur",
    "VersionValeur",
]
