"""The figures of an exercice, and every version each of them had."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conventions.models import Exercice
from indicateurs.models.parcours import ImportParcours
from referentiels.mesures import CHIFFRES, Mesure
from saisie.colonnes import JourField, RecitField


class EtatValeur(models.TextChoices):
    VIDE = "vide", "Vide"
    RENSEIGNE = "renseigne", "Renseigné"
    PROVISOIRE = "provisoire", "Provisoire"
    NEANT = "neant", "Néant confirmé"
    NON_DISPONIBLE = "non_disponible", "Non disponible"
    NON_CONCERNE = "non_concerne", "Non concerné"


# As one reads them: nobody chose that one.
ETATS_LUS = {**dict(EtatValeur.choices), EtatValeur.VIDE.value: "Non renseigné"}


class SourceValeur(models.TextChoices):
    SAISIE = "saisie", "Saisie"
    CLASSEUR = "classeur", "Classeur"
    PARCOURS = "parcours", "Calculé depuis le fichier"


class Fiabilite(models.TextChoices):
    FIABLE = "fiable", "Fiable"
    ESTIME = "estime", "Estimé"


class Chiffre(models.Model):
    """What a figure says: its numbers, where they come from, how sure they are, who wrote them and when."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="%(class)ss")
    code = models.CharField("indicateur", max_length=10)
    etat = models.CharField("état", max_length=16, choices=EtatValeur.choices)
    numerateur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Délais only: cases that ended, within the limit or past it.
    denominateur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    en_cours = models.PositiveIntegerField("en cours", null=True, blank=True)
    mediane_jours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    moyenne_jours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    commentaire = RecitField("explication", max_length=2000, blank=True)
    fiabilite = models.CharField("fiabilité", max_length=10, choices=Fiabilite.choices, blank=True)
    # None: the last day of the exercice.
    arrete_au = JourField("date d’arrêté", null=True, blank=True)
    # Copied from last year and not yet looked at: a transmission waits for it.
    a_confirmer = models.BooleanField("repris de l’an dernier, à confirmer", default=False)
    source = models.CharField(max_length=10, choices=SourceValeur.choices, default=SourceValeur.SAISIE)
    import_parcours = models.ForeignKey(ImportParcours, models.PROTECT, null=True, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.exercice} {self.code}"

    @property
    def is_chiffree(self) -> bool:
        return self.etat in CHIFFRES

    @property
    def mesure(self) -> Mesure:
        return Mesure(
            self.etat,
            self.numerateur,
            self.denominateur,
            self.en_cours,
            self.mediane_jours,
            self.moyenne_jours,
        )


class Valeur(Chiffre):
    """The figure of one indicator for one exercice, as counts. Not a percentage; « vide », or no row, is never 0."""

    class Meta:
        ordering = ["exercice", "code"]
        verbose_name = "valeur"
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "code"],
                name="valeur_unique_par_exercice",
                violation_error_message="Cet indicateur est déjà renseigné.",
            ),
            models.CheckConstraint(
                name="valeur_chiffre_selon_etat",
                condition=Q(etat__in=["renseigne", "provisoire"], numerateur__isnull=False)
                | Q(etat="neant", numerateur=0)
                | Q(etat__in=["vide", "non_disponible", "non_concerne"], numerateur__isnull=True),
                violation_error_message="Le chiffre ne correspond pas à l’état déclaré.",
            ),
            models.CheckConstraint(
                name="valeur_positive",
                condition=Q(numerateur__isnull=True) | Q(numerateur__gte=0),
                violation_error_message="Un effectif ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="valeur_numerateur_sous_denominateur",
                condition=Q(denominateur__isnull=True) | Q(denominateur__gte=F("numerateur")),
                violation_error_message="Le numérateur ne peut pas dépasser le dénominateur.",
            ),
            models.CheckConstraint(
                name="valeur_moyenne_avec_ses_cas",
                condition=Q(moyenne_jours__isnull=True) | Q(denominateur__isnull=False),
                violation_error_message="Un délai moyen se dit avec les cas dont il est la moyenne.",
            ),
            models.CheckConstraint(
                name="valeur_parcours_a_son_import",
                condition=Q(source__in=["saisie", "classeur"], import_parcours__isnull=True)
                | Q(source="parcours", import_parcours__isnull=False),
                violation_error_message="Un chiffre calculé renvoie au fichier dont il vient.",
            ),
        ]


class VersionValeur(Chiffre):
    """One figure as it was at one moment, the present one included. Not changed, not deleted: the history of a figure
    is these rows, and « vide » among them says that it was emptied."""

    class Meta:
        ordering = ["exercice", "code", "version"]
        verbose_name = "version d’un chiffre"
        constraints = [
            models.UniqueConstraint(fields=["exercice", "code", "version"], name="version_valeur_unique")
        ]
