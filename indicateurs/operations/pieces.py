"""Writes on the evidence attached to figures."""

import hashlib

from django.db import transaction

from comptes.operations import record_trace
from conventions.operations.acces import check, lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import PieceJointe


@transaction.atomic
def record_piece(*, by, at, exercice, code, nom_fichier, type_contenu, octets):
    """Attach a file to the figure `code`; raises Refus, or ValidationError when that very file is attached already."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    piece = PieceJointe(
        exercice=exercice,
        code=code,
        nom_fichier=nom_fichier,
        type_contenu=type_contenu,
        octets=octets,
        taille=len(octets),
        empreinte=hashlib.sha256(octets).hexdigest(),
        par=by,
        le=at,
    )
    piece.full_clean()
    piece.save()
    _trace(by=by, at=at, geste="joindre une pièce", piece=piece)
    return piece


@transaction.atomic
def delete_piece(*, by, at, piece):
    """Remove a file while the exercice is modifiable; the journal keeps its name and fingerprint. Raises Refus."""
    check(refusal_to_edit(by, lock_exercice(piece.exercice)))
    _trace(by=by, at=at, geste="retirer une pièce", piece=piece)
    piece.delete()


def _trace(*, by, at, geste, piece):
    record_trace(
        by=by,
        at=at,
        geste=geste,
        objet=piece.exercice,
        code=piece.code,
        fichier=piece.nom_fichier,
        empreinte=piece.empreinte,
    )
