"""What is frozen: documents as they were produced, rounds as they were handed over, decisions as they were taken."""

from reporting.models.decision import EtapeDecision, NatureEtape, Versement
from reporting.models.documents import (
    DOCUMENTS_ATTENDUS,
    PAPIERS_DE_DECISION,
    RAPPORTS,
    Document,
    EtatDocument,
    NatureDocument,
)
from reporting.models.instruction import Avis, Dialogue, Modalite, SensAvis
from reporting.models.lecture import MarqueDeLecture
from reporting.models.photographies import Occasion, Photographie, Remise

__all__ = [
    "DOCUMENTS_ATTENDUS",
    "PAPIERS_DE_DECISION",
    "RAPPORTS",
    "Avis",
    "Dialogue",
    "Document",
    "EtapeDecision",
    "EtatDocument",
    "MarqueDeLecture",
    "Modalite",
    "NatureDocument",
    "NatureEtape",
    "Occasion",
    "Photographie",
    "Remise",
    "SensAvis",
    "Versement",
]
