"""Documents as they were produced: bytes, figures and fingerprints, stored once and served for ever."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from avenants.models import Avenant
from conventions.models import Exercice


class NatureDocument(models.TextChoices):
    RAPPORT = "rapport", "Rapport d’exécution"
    AVENANT = "avenant", "Avenant"


class Document(models.Model):
    """One PDF as it was produced, with the figures it states. Never changed: a correction is a new document."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="documents")
    avenant = models.ForeignKey(Avenant, models.PROTECT, null=True, blank=True, related_name="documents")
    nature = models.CharField(max_length=10, choices=NatureDocument.choices)
    projet = models.BooleanField("projet")
    contenu = models.JSONField("figures")
    empreinte_contenu = models.CharField(max_length=64)
    octets = models.BinaryField()
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="auteur")
    le = models.DateTimeField("date")

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "document"
        constraints = [
            models.CheckConstraint(
                name="document_avenant_selon_nature",
                condition=Q(nature="rapport", avenant__isnull=True)
                | Q(nature="avenant", avenant__isnull=False),
                violation_error_message="Un document d’avenant renvoie à son avenant.",
            ),
            # The same figures make the same paper: it is stored once.
            models.UniqueConstraint(
                fields=["exercice", "nature", "empreinte_contenu"],
                name="document_unique_par_contenu",
                violation_error_message="Ce document existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} – {self.exercice}"

    @property
    def nom_fichier(self):
        code, annee = self.exercice.convention.code, self.exercice.annee
        projet = "-projet" if self.projet else ""
        quoi = f"avenant-{self.avenant.numero}" if self.avenant else "rapport-execution"
        return f"{quoi}-{code}-{annee}{projet}-{self.empreinte[:8]}.pdf"
