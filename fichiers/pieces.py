"""How a file kept as evidence is made."""

import hashlib


def make_piece(modele, *, by, at, nom_fichier, type_contenu, octets, **champs):
    """An unsaved `modele` (a Piece) of a file that passed `PieceForm`; `champs` are its other columns."""
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
