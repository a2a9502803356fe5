"""Rules that were set aside for one figure, by whom and until when. The rules themselves are the référentiel's."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from conventions.models import Exercice
from saisie.colonnes import JourField, RecitField


class Derogation(models.Model):
    """A blocking rule the préfecture waives for one exercice, with its reason and its end. Not an explanation of the
    département, which goes with the figure."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="derogations")
    code = models.CharField("indicateur", max_length=10)
    # The rule as the référentiel writes it: « A2 <= A1 ».
    regle = models.CharField("règle", max_length=200)
    motif = RecitField("motif", max_length=2000)
    jusqu_au = JourField("jusqu’au")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    class Meta:
        ordering = ["exercice", "code", "le"]
        verbose_name = "dérogation"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "code", "regle"],
                name="derogation_unique",
                violation_error_message="Cette règle fait déjà l’objet d’une dérogation pour ce chiffre.",
            ),
            models.CheckConstraint(
                name="derogation_motivee",
                condition=~Q(motif=""),
                violation_error_message="Une dérogation dit son motif.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice} {self.code}\u00a0: {self.regle}"
