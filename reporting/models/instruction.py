"""What the State says of an exercice between its handing over and the decision: the opinion, the dialogue."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Scelle
from conventions.models import Exercice
from reporting.models.photographies import Photographie
from saisie.colonnes import JourField, RecitField, TitreField


class SensAvis(models.TextChoices):
    FAVORABLE = "favorable", "Favorable"
    RESERVES = "reserves", "Favorable avec réserves"
    DEFAVORABLE = "defavorable", "Défavorable"


class Avis(Scelle):
    """What the commissaire thinks of the figures of one round. Never changed: figures handed over again ask for
    another. Not a decision: the préfecture decides after it, or without it."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="avis")
    sens = models.CharField("sens", max_length=11, choices=SensAvis.choices)
    reserves = RecitField("réserves", blank=True)  # a line each
    motif = RecitField("motifs", blank=True)
    photographie = models.OneToOneField(
        Photographie, models.PROTECT, related_name="avis", verbose_name="chiffres de l’avis"
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")

    scelles = ("exercice", "sens", "reserves", "motif", "photographie", "par", "le")

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "avis du commissaire"
        constraints = [
            models.CheckConstraint(
                name="avis_motive",
                condition=Q(sens="favorable") | ~Q(motif=""),
                violation_error_message="Un avis qui n’est pas favorable sans réserve dit pourquoi.",
            ),
            models.CheckConstraint(
                name="avis_reserves_selon_sens",
                condition=(Q(sens="reserves") & ~Q(reserves="")) | (~Q(sens="reserves") & Q(reserves="")),
                violation_error_message="Un avis favorable avec réserves dit lesquelles, lui seul.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: avis {self.get_sens_display().lower()}"

    @property
    def liste_reserves(self) -> tuple[str, ...]:
        """Its reserves, one by one."""
        return tuple(ligne.strip() for ligne in self.reserves.splitlines() if ligne.strip())


class Modalite(models.TextChoices):
    PRESENCE = "presence", "En présence"
    VISIO = "visio", "En visioconférence"


class Dialogue(Scelle):
    """A dialogue de performance that took place, and what it concluded. Never changed; another may follow. Not planned
    here: its préparation is a paper."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="dialogues")
    tenu_le = JourField("tenu le")
    modalite = models.CharField("modalité", max_length=8, choices=Modalite.choices)
    lieu = TitreField("lieu", max_length=200, blank=True)
    participants = RecitField("participants", max_length=2_000)  # a line each
    conclusions = RecitField("conclusions")
    photographie = models.ForeignKey(
        Photographie, models.PROTECT, related_name="dialogues", verbose_name="chiffres du dialogue"
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")

    scelles = (
        *("exercice", "tenu_le", "modalite", "lieu", "participants", "conclusions"),
        *("photographie", "par", "le"),
    )

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "dialogue de performance"
        constraints = [
            models.CheckConstraint(
                name="dialogue_en_un_lieu",
                condition=Q(modalite="visio") | ~Q(lieu=""),
                violation_error_message="Un dialogue tenu en présence dit où.",
            ),
            models.CheckConstraint(
                name="dialogue_dit",
                condition=~Q(participants="") & ~Q(conclusions=""),
                violation_error_message="Un dialogue dit qui y participait et ce qui en est conclu.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: dialogue de performance du {self.tenu_le:%d/%m/%Y}"

    @property
    def ou(self) -> str:
        """Where it was held: the place, or by video."""
        if self.modalite == Modalite.PRESENCE:
            return self.lieu
        return f"en visioconférence ({self.lieu})" if self.lieu else "en visioconférence"
