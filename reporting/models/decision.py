"""The decision on money as it was taken, step by step, and what was paid of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Scelle
from conventions.models import Exercice
from reporting.models.photographies import Photographie
from saisie.colonnes import JourField, RecitField, TitreField


class NatureEtape(models.TextChoices):
    PROPOSEE = "proposee", "Proposée par la préfecture"
    REPONDUE = "repondue", "Réponse de la collectivité"
    NOTIFIEE = "notifiee", "Notifiée"


class EtapeDecision(Scelle):
    """One step of the decision on what the State keeps back: proposed, answered, notified. Never changed: another step
    follows. Not the validation of the exercice (Transition)."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="etapes_decision")
    etape = models.CharField("étape", max_length=10, choices=NatureEtape.choices)
    # Kept back from what was notified, in euros; what the département answers need not be an amount.
    montant = models.DecimalField("réfaction", max_digits=14, decimal_places=2, null=True, blank=True)
    motif = RecitField("motif")
    photographie = models.ForeignKey(
        Photographie, models.PROTECT, related_name="etapes", verbose_name="chiffres de la décision"
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")

    scelles = ("exercice", "etape", "montant", "motif", "photographie", "par", "le")

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "étape de la décision"
        constraints = [
            models.CheckConstraint(
                name="etape_decision_montant",
                condition=Q(montant__gte=0) | (Q(montant__isnull=True) & Q(etape="repondue")),
                violation_error_message="Une proposition et une notification disent un montant, positif ou nul.",
            ),
            models.CheckConstraint(
                name="etape_decision_motivee",
                condition=~Q(motif=""),
                violation_error_message="Une décision est motivée par écrit.",
            ),
            models.UniqueConstraint(
                fields=["exercice"],
                condition=Q(etape="notifiee"),
                name="etape_decision_notifiee_une_fois",
                violation_error_message="La décision est déjà notifiée.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: {self.get_etape_display().lower()}"


class VersementQuerySet(models.QuerySet):
    def kept(self):
        """Those that count: not withdrawn."""
        return self.filter(retire_le=None)


class Versement(Scelle):
    """One payment of the State for an exercice, once the decision is notified. Not a forecast. Never changed nor
    deleted: one that was mistyped is withdrawn, once, and counts no more."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="versements")
    verse_le = JourField("versé le")
    montant = models.DecimalField("montant", max_digits=14, decimal_places=2)
    imputation = TitreField("imputation budgétaire", max_length=120)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="retiré par",
    )

    objects = VersementQuerySet.as_manager()

    scelles = ("exercice", "verse_le", "montant", "imputation", "par", "le")

    class Meta:
        ordering = ["exercice", "verse_le", "pk"]
        verbose_name = "versement"
        constraints = [
            models.CheckConstraint(
                name="versement_positif",
                condition=Q(montant__gt=0),
                violation_error_message="Un versement est positif.",
            ),
            models.CheckConstraint(
                name="versement_impute",
                condition=~Q(imputation=""),
                violation_error_message="Dites l’imputation budgétaire du versement.",
            ),
            models.CheckConstraint(
                name="versement_retire_par_quelqu_un",
                condition=Q(retire_le__isnull=True, retire_par__isnull=True)
                | Q(retire_le__isnull=False, retire_par__isnull=False),
                violation_error_message="Un versement retiré l’est par quelqu’un, un jour.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: {self.montant}"
