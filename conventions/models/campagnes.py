"""What the centrale asks of everybody for one year: its calendar, and the delays it grants."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from comptes.models import Scelle, Versionne
from conventions.echeances import DatesDeCampagne
from conventions.models.exercices import Exercice
from nombres.formats import date_fr
from referentiels.models import Referentiel
from saisie.colonnes import JourField, RecitField

JOURS_DE_REPONSE_MAX = 365


class Campagne(Versionne):
    """One year of an instrument as the centrale runs it: when it opens, until when one reports, corrects and reviews.
    Not the rules, which are its référentiel's, nor a year of a convention (Exercice), which exists without it."""

    dispositif = models.CharField("dispositif", max_length=20)
    annee = models.PositiveSmallIntegerField("année")
    referentiel = models.ForeignKey(Referentiel, models.PROTECT, verbose_name="référentiel")
    ouverture = JourField("ouverture")
    rapport_le = JourField("échéance du rapport")
    correction_au = JourField("fin de la fenêtre de correction")
    instruction_au = JourField("échéance de l’instruction")
    # None: an answer is not awaited by a day.
    jours_reponse = models.PositiveSmallIntegerField(
        "délai de réponse à une proposition, en jours", null=True, blank=True
    )
    # The act that opened its exercices; None as long as it is prepared: its dates hold nobody yet.
    ouverte_le = models.DateTimeField("ouverte le", null=True, blank=True)

    # Of the journal: a campaign is the whole country's.
    codes_conventions: Sequence[str] = ()

    class Meta:
        ordering = ["-annee", "dispositif"]
        verbose_name = "campagne"
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "annee"],
                name="campagne_unique_par_annee",
                violation_error_message="Ce dispositif a déjà une campagne pour cette année.",
            ),
            models.CheckConstraint(
                name="campagne_rapport_apres_ouverture",
                condition=Q(rapport_le__gt=F("ouverture")),
                violation_error_message="Le rapport est attendu avant l’ouverture de la campagne.",
            ),
            models.CheckConstraint(
                name="campagne_correction_apres_rapport",
                condition=Q(correction_au__gte=F("rapport_le")),
                violation_error_message="La fenêtre de correction finit avant l’échéance du rapport.",
            ),
            models.CheckConstraint(
                name="campagne_instruction_apres_correction",
                condition=Q(instruction_au__gte=F("correction_au")),
                violation_error_message="L’instruction finit avant la fenêtre de correction.",
            ),
            models.CheckConstraint(
                name="campagne_jours_reponse_plausibles",
                condition=Q(jours_reponse__isnull=True) | Q(jours_reponse__range=(1, JOURS_DE_REPONSE_MAX)),
                violation_error_message="Le délai de réponse va d’un jour à un an.",
            ),
        ]

    def __str__(self):
        return f"Campagne {self.dispositif} {self.annee}"

    def clean(self) -> None:
        """It is judged by a published référentiel of its own instrument, that speaks of its year."""
        if not (self.referentiel_id and self.dispositif and self.annee):
            return
        phrase = ""
        if not self.referentiel.is_publie:
            phrase = "Ce référentiel n’est pas publié."
        elif self.referentiel.dispositif != self.dispositif:
            phrase = f"Ce référentiel est celui d’un autre dispositif ({self.referentiel.dispositif})."
        elif self.annee not in self.referentiel.definition.annees:
            phrase = f"Ce référentiel ne juge pas les exercices {self.annee}."
        if phrase:
            raise ValidationError({"referentiel": phrase})

    @property
    def is_ouverte(self) -> bool:
        return self.ouverte_le is not None

    @property
    def dates(self) -> DatesDeCampagne:
        """What an exercice of that year is held to, once it is open."""
        return DatesDeCampagne(self.rapport_le, self.correction_au, self.instruction_au, self.jours_reponse)


class DelaiAccorde(Scelle):
    """More time granted by the centrale to one convention for the report of one year: who, why, until when. Never
    changed nor deleted: it is withdrawn, once. Not the extension of an execution, which an avenant agrees."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="delais_accordes")
    jusqu_au = JourField("rapport attendu jusqu’au")
    # The deadline it put off, as it was that day.
    au_lieu_du = JourField("au lieu du")
    motif = RecitField("motif", max_length=2000)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="accordé par")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    scelles = ("exercice", "jusqu_au", "au_lieu_du", "motif", "par", "le")

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "délai accordé"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice"],
                condition=Q(retire_le__isnull=True),
                name="delai_accorde_unique",
                violation_error_message="Un délai est déjà accordé à cette convention\u00a0: retirez-le d’abord.",
            ),
            models.CheckConstraint(
                name="delai_accorde_apres_echeance",
                condition=Q(jusqu_au__gt=F("au_lieu_du")),
                violation_error_message="Un délai va au-delà de l’échéance qu’il repousse.",
            ),
            models.CheckConstraint(
                name="delai_accorde_motive",
                condition=~Q(motif=""),
                violation_error_message="Dites pourquoi ce délai est accordé.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice}\u00a0: délai jusqu’au {date_fr(self.jusqu_au)}"

    @property
    def codes_conventions(self) -> tuple[str, ...]:
        """Of the journal: the convention it is granted to."""
        return self.exercice.codes_conventions
