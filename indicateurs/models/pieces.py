"""The evidence of figures."""

from django.db import models

from conventions.models import Exercice
from fichiers.models import Piece


class PieceJointe(Piece):
    """A file that proves a figure: an extraction, a note, a délibération. Not that of an action (`PieceAction`)."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="pieces")
    code = models.CharField("indicateur", max_length=10)

    class Meta:
        ordering = ["exercice", "code", "le"]
        verbose_name = "pièce jointe"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "code", "empreinte"],
                name="piece_unique_par_chiffre",
                violation_error_message="Cette pièce est déjà jointe à ce chiffre.",
            )
        ]
