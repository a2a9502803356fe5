"""Writes on the evidence attached to figures."""

from datetime import datetime

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from fichiers.pieces import make_piece
from indicateurs.models import PieceJointe


@operation
def record_piece(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    code: str,
    nom_fichier: str,
    type_contenu: str,
    octets: bytes,
) -> PieceJointe:
    """Attach a file to the figure `code`; raises Refus, or ValidationError
    when that very file is attached already."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    piece = make_piece(
        PieceJointe,
        by=by,
        at=at,
        exercice=exercice,
        code=code,
        nom_fichier=nom_fichier,
        type_contenu=type_contenu,
        octets=octets,
    )
    piece.full_clean()
    piece.save()
    _trace(by=by, at=at, geste=Geste.JOINDRE_PIECE, piece=piece)
    return piece


@operation
def delete_piece(*, by: Utilisateur, at: datetime, piece: PieceJointe) -> None:
    """Remove a file while the exercice is modifiable; the journal keeps its name and fingerprint. Raises Refus."""
    check(refusal_to_edit(by, lock_exercice(piece.exercice)))
    _trace(by=by, at=at, geste=Geste.RETIRER_PIECE, piece=piece)
    delete_row(piece)


def _trace(*, by: Utilisateur, at: datetime, geste: Geste, piece: PieceJointe) -> None:
    record_trace(
        by=by,
        at=at,
        geste=geste,
        objet=piece.exercice,
        code=piece.code,
        fichier=piece.nom_fichier,
        empreinte=piece.empreinte,
    )
