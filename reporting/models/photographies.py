"""The figures of an exercice as they stood at one moment, and what was handed over with them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Scelle, Utilisateur
from conventions.models import Exercice, Transition
from reporting.models.documents import Document
from saisie.colonnes import JourField


class Occasion(models.TextChoices):
    TRANSMISSION = "transmission", "Transmission"
    PROPOSITION = "proposition", "Proposition de la préfecture"


class PhotographieQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Those of exercices the user may read: what was handed over, then sent back, is the département's again."""
        return self.filter(exercice__in=Exercice.objects.readable_by(user))


class Photographie(Scelle):
    """The execution of an exercice (money, indicators, simulation) as it stood at one moment, whole. Never changed:
    what is decided is decided on it."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="photographies")
    occasion = models.CharField("occasion", max_length=14, choices=Occasion.choices)
    arrete_au = JourField("arrêté au")
    contenu = models.JSONField("contenu")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    # The reports that say these figures: an exercice is closed once they are drawn.
    rapports = models.ManyToManyField(Document, related_name="photographies", blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")

    objects = PhotographieQuerySet.as_manager()

    scelles = ("exercice", "occasion", "arrete_au", "contenu", "empreinte", "par", "le")

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "photographie"

    def __str__(self):
        return f"{self.exercice}, arrêté au {self.arrete_au:%d/%m/%Y}"


class RemiseQuerySet(models.QuerySet["Remise"]):
    def readable_by(self, user: Utilisateur) -> "RemiseQuerySet":
        """Those `user` may read: once handed over, a round is read whatever becomes of its exercice."""
        return self.filter(exercice__in=Exercice.objects.visible_to(user))


class Remise(Scelle):
    """One round of an exercice: all that was handed over to the State at once, its photograph and what that one lacks
    (words, evidence, targets, method, warnings). Never changed: what is handed over again is another round."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="remises")
    rang = models.PositiveSmallIntegerField("rang")
    # The one that handed it over.
    transition = models.OneToOneField(Transition, models.PROTECT, related_name="remise")
    photographie = models.OneToOneField(Photographie, models.PROTECT, related_name="remise")
    contenu = models.JSONField("contenu")
    # Of the content, which names the fingerprint of the photograph: of all.
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")

    objects = RemiseQuerySet.as_manager()

    scelles = ("exercice", "rang", "transition", "photographie", "contenu", "empreinte", "par", "le")

    class Meta:
        ordering = ["exercice", "rang"]
        verbose_name = "remise"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "rang"],
                name="remise_unique_par_rang",
                violation_error_message="Cette remise existe déjà.",
            ),
            models.CheckConstraint(
                name="remise_rang_positif",
                condition=Q(rang__gt=0),
                violation_error_message="Les remises se comptent à partir de 1.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}, remise n°\u00a0{self.rang}"
