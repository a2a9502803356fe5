"""Targets and figures of the indicators, and the trace of each parcours file. Definitions are the référentiel's."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from conventions.models import Convention, Exercice
from indicateurs.calculations import CHIFFRES, Mesure


class Cible(models.Model):
    """What the convention wants an indicator to be in a year. Not a result; the code outlives each référentiel."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="cibles")
    code = models.CharField("indicateur", max_length=10)
    annee = models.PositiveSmallIntegerField("année")
    # A count, or an exact proportion from 0 to 1: never a percentage.
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=6)

    class Meta:
        ordering = ["convention", "code", "annee"]
        verbose_name = "cible"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code", "annee"],
                name="cible_unique_par_annee",
                violation_error_message="Cette cible existe déjà.",
            ),
            models.CheckConstraint(
                name="cible_positive",
                condition=Q(valeur__gte=0),
                violation_error_message="Une cible ne peut pas être négative.",
            ),
        ]

    def __str__(self):
        return f"{self.convention} {self.code} {self.annee}"


class MethodeEntree(models.TextChoices):
    """Five « dates d’entrée » really in use give 28 to 60 days for one case: a département declares its own."""

    PREMIER_DU_MOIS = "premier_du_mois", "1er jour du mois de la demande"
    DEMANDE = "demande", "Jour de la demande"
    NOTIFICATION_CAF = "notification_caf", "Notification par la CAF ou la MSA"
    FLUX_CNAF = "flux_cnaf", "Jour de réception du flux de la CNAF"
    CREATION_LOGICIEL = "creation_logiciel", "Création du dossier dans le logiciel du département"


class ImportParcours(models.Model):
    """One parcours file that was computed: fingerprint, method, counts. Not its lines, which are never stored."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="imports")
    nom_fichier = models.CharField("fichier", max_length=200)
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    lignes = models.PositiveIntegerField("lignes")
    arrete_au = models.DateField("date d’arrêté")
    methode = models.CharField("date d’entrée retenue", max_length=20, choices=MethodeEntree.choices)
    resultats = models.JSONField("résultats")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    class Meta:
        ordering = ["exercice", "le"]
        verbose_name = "import de parcours"

    def __str__(self):
        return f"{self.exercice} – {self.nom_fichier}"


class EtatValeur(models.TextChoices):
    RENSEIGNE = "renseigne", "Renseigné"
    PROVISOIRE = "provisoire", "Provisoire"
    NEANT = "neant", "Néant confirmé"
    NON_DISPONIBLE = "non_disponible", "Non disponible"
    NON_CONCERNE = "non_concerne", "Non concerné"


class SourceValeur(models.TextChoices):
    SAISIE = "saisie", "Saisie"
    PARCOURS = "parcours", "Calculé depuis le fichier"


class Valeur(models.Model):
    """The figure of one indicator for one exercice, as counts. Not a percentage; an absent row is « vide », not 0."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="valeurs")
    code = models.CharField("indicateur", max_length=10)
    etat = models.CharField("état", max_length=16, choices=EtatValeur.choices)
    numerateur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    # Délais only: cases that ended, within the limit or past it.
    denominateur = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    en_cours = models.PositiveIntegerField("en cours", null=True, blank=True)
    mediane_jours = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    commentaire = models.TextField("explication", blank=True)
    source = models.CharField(max_length=10, choices=SourceValeur.choices, default=SourceValeur.SAISIE)
    import_parcours = models.ForeignKey(ImportParcours, models.PROTECT, null=True, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")
    version = models.PositiveIntegerField(default=1)

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
                | Q(etat__in=["non_disponible", "non_concerne"], numerateur__isnull=True),
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
                name="valeur_parcours_a_son_import",
                condition=Q(source="saisie", import_parcours__isnull=True)
                | Q(source="parcours", import_parcours__isnull=False),
                violation_error_message="Un chiffre calculé renvoie au fichier dont il vient.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice} {self.code}"

    @property
    def is_chiffree(self):
        return self.etat in CHIFFRES

    @property
    def mesure(self):
        return Mesure(self.etat, self.numerateur, self.denominateur, self.en_cours, self.mediane_jours)
