"""The journal of what people did."""

import json
from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q

from comptes.chaine import ORIGINE
from comptes.gestes import Geste
from comptes.models.utilisateurs import Utilisateur


class TraceQuerySet(models.QuerySet["Trace"]):
    def about(self, objet: models.Model) -> "TraceQuerySet":
        """The lines about this very row, whatever it is called now."""
        return self.filter(type_objet=objet._meta.label_lower, cle_objet=str(objet.pk))


class Trace(models.Model):
    """One line of the journal: who did what, to what, when. Not a figure's history, which has its own table.

    It points to its object by the name of its model and its key, and keeps in `details` what the object was called
    then. An object of several conventions has a line for each.
    """

    le = models.DateTimeField("date")
    par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, verbose_name="auteur")
    # Somebody of the centrale, who did it for the author; None: the author did.
    agi_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, related_name="+", verbose_name="agissant pour l’auteur"
    )
    geste = models.CharField("geste", max_length=40, choices=Geste.choices)
    # « conventions.action » and the key of the row, which may be gone since; both "" for a line about nothing stored.
    type_objet = models.CharField("type d’objet", max_length=60, blank=True)
    cle_objet = models.CharField("clé de l’objet", max_length=40, blank=True)
    # Code of the convention whose perimeter the line belongs to; "" for what belongs to none (account, référentiel).
    convention = models.CharField("convention", max_length=20, blank=True)
    details = models.JSONField("détails", default=dict)
    # From 1 in each convention, without a hole; and the digest of this line after the one before (comptes.chaine).
    rang = models.PositiveIntegerField("rang")
    maillon = models.CharField("maillon", max_length=64)

    objects = TraceQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "trace"
        constraints = [
            models.CheckConstraint(
                name="trace_geste_connu",
                condition=Q(geste__in=Geste.values),
                violation_error_message="Ce geste n’est pas de ceux que tient le journal.",
            ),
            models.CheckConstraint(
                name="trace_objet_entier",
                condition=Q(type_objet="", cle_objet="") | (~Q(type_objet="") & ~Q(cle_objet="")),
                violation_error_message="Une ligne du journal dit le type et la clé de son objet.",
            ),
            models.UniqueConstraint(
                fields=["convention", "rang"],
                name="trace_a_son_rang",
                violation_error_message="Deux lignes du journal ne peuvent pas avoir le même rang.",
            ),
        ]
        indexes = [
            models.Index(fields=["type_objet", "cle_objet", "-le"], name="trace_par_objet"),
            models.Index(fields=["convention", "-le"], name="trace_par_convention"),
        ]

    def __str__(self):
        return f"{self.le:%d/%m/%Y %H:%M} {self.get_geste_display()} {self.details.get('objet', '')}"

    @property
    def contenu(self) -> dict[str, Any]:
        """All that its digest is of, JSON-ready; without what lines older than it lack, where it is nothing."""
        agi_par = {"agi_par": self.agi_par_id} if self.agi_par_id else {}
        return agi_par | {
            "convention": self.convention,
            "rang": self.rang,
            "le": self.le.astimezone(UTC).isoformat(),
            "par": self.par_id,
            "geste": str(self.geste),
            "type_objet": self.type_objet,
            "cle_objet": self.cle_objet,
            # As the database gives it back.
            "details": json.loads(json.dumps(self.details)),
        }


class TeteDeJournal(models.Model):
    """The last line of the journal of a convention, "" for what belongs to none: who adds one locks it, so that lines
    follow one another, and a last line that was taken out is missed."""

    convention = models.CharField("convention", max_length=20, primary_key=True)
    rang = models.PositiveIntegerField("rang", default=0)
    maillon = models.CharField("maillon", max_length=64, default=ORIGINE, blank=True)

    class Meta:
        ordering = ["convention"]
        verbose_name = "tête du journal"

    def __str__(self):
        return f"{self.convention or 'hors convention'}\u00a0: {self.rang}"
