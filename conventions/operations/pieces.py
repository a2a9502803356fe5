"""Writes on files kept as evidence: those of actions here, and how any of them is made."""

from datetime import datetime
from typing import Unpack

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation
from conventions.models import Action, PieceAction
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from fichiers.pieces import FichierJoint, make_piece


@operation
def record_piece_action(
    *, by: Utilisateur, at: datetime, action: Action, **fichier: Unpack[FichierJoint]
) -> PieceAction:
    """Attach a file to an action; raises Refus, or ValidationError when that
    very file is attached already."""
    check(refusal_to_edit(by, lock_exercice(action.exercice)))
    piece = make_piece(PieceAction, by=by, at=at, action=action, **fichier)
    piece.full_clean()
    piece.save()
    _trace(by=by, at=at, geste=Geste.JOINDRE_PIECE_ACTION, piece=piece)
    return piece


@operation
def delete_piece_action(*, by: Utilisateur, at: datetime, piece: PieceAction) -> None:
    """Remove a file while the exercice is modifiable; the journal keeps its name and fingerprint. Raises Refus."""
    check(refusal_to_edit(by, lock_exercice(piece.action.exercice)))
    _trace(by=by, at=at, geste=Geste.RETIRER_PIECE_ACTION, piece=piece)
    delete_row(piece)


def _trace(*, by: Utilisateur, at: datetime, geste: Geste, piece: PieceAction) -> None:
    record_trace(
        by=by,
        at=at,
        geste=geste,
        objet=piece.action.exercice,
        action=piece.action.numero,
        fichier=piece.nom_fichier,
        empreinte=piece.empreinte,
    )
