"""How a file kept as evidence is made."""

import hashlib
from datetime import datetime
from typing import TypedDict, TypeVar

from comptes.models import Utilisateur
from fichiers.models import Piece

Une = TypeVar("Une", bound=Piece)


class FichierJoint(TypedDict):
    """What is kept of a file that passed `PieceForm`."""

    nom_fichier: str
    type_contenu: str
    octets: bytes


def make_piece(
    modele: type[Une],
    *,
    by: Utilisateur,
    at: datetime,
    nom_fichier: str,
    type_contenu: str,
    octets: bytes,
    **champs: object,
) -> Une:
    """An unsaved `modele` of a file that passed `PieceForm`; `champs` are its other columns."""
    return modele(
        nom_fichier=nom_fichier,
        type_contenu=type_contenu,
        octets=octets,
        taille=len(octets),
        empreinte=hashlib.sha256(octets).hexdigest(),
        par=by,
        le=at,
        **champs,
    )
