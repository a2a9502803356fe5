"""What the State notified for an exercice, split into the envelopes its référentiel lists."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from conventions.models.exercices import Exercice
from conventions.ordre import Sql


def name_enveloppe(code: str) -> str:
    """What a form and the journal call the amount of an envelope."""
    return f"enveloppe-{code}"


class MontantEnveloppe(models.Model):
    """The part of one envelope in the amount notified for an exercice; those of an exercice sum to it. No row: not
    said."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="enveloppes")
    enveloppe = models.CharField("enveloppe", max_length=30)  # its code, of the référentiel
    montant = models.DecimalField("montant notifié", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["exercice", "pk"]
        verbose_name = "montant d’une enveloppe"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "enveloppe"],
                name="montant_enveloppe_unique",
                violation_error_message="Cette enveloppe a déjà un montant.",
            ),
            models.CheckConstraint(
                name="montant_enveloppe_positif",
                condition=Q(montant__gte=0),
                violation_error_message="Le montant d’une enveloppe ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: {self.enveloppe}"


class Liste(models.Aggregate):
    """Texts of several rows as one, a « ; » between two: what is read of a row with the row itself, in its query."""

    output_field = models.TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, ';')", **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, ';')", **extra)
