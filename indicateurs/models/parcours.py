"""What is kept of a parcours file: its fingerprint, its method, its counts. Never a line of a person."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Collectivite, Utilisateur
from conventions.models import Exercice
from indicateurs.models.methode import MethodeEntree
from saisie.colonnes import JourField


class EtatImport(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "Calcul en cours"
    CALCULE = "calcule", "Calculé, à confirmer"
    CONFIRME = "confirme", "Confirmé"
    REFUSE = "refuse", "Fichier refusé"
    ANNULE = "annule", "Annulé"
    ECHOUE = "echoue", "Échoué"


# A job that will still move by itself.
IMPORTS_VIVANTS = (EtatImport.EN_ATTENTE, EtatImport.EN_COURS)


class ImportParcoursQuerySet(models.QuerySet["ImportParcours"]):
    def readable_by(self, user: Utilisateur) -> Self:
        """A département sees what became of each of its files; the others, the files its figures come from."""
        return self if user.is_departemental else self.filter(etat=EtatImport.CONFIRME)


class ImportParcours(models.Model):
    """One parcours file: the job that reads it, then its fingerprint, method and counts. Not its lines: the file is
    deleted as soon as the job ends, however it ends."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="imports")
    etat = models.CharField("état", max_length=10, choices=EtatImport.choices, default=EtatImport.EN_ATTENTE)
    nom_fichier = models.CharField("fichier", max_length=200)
    # Name of the file in the spool directory, "" once it is deleted.
    depot = models.CharField("dépôt", max_length=60, blank=True)
    # {expected column: header in the file}
    correspondance = models.JSONField("correspondance des colonnes", default=dict, blank=True)
    # {column: {normalised text: code}} of the values that are not the expected ones
    valeurs = models.JSONField("correspondance des valeurs", default=dict, blank=True)
    arrete_au = JourField("date d’arrêté")
    methode = models.CharField("date d’entrée retenue", max_length=20, choices=MethodeEntree.choices)
    empreinte = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    lignes = models.PositiveIntegerField("lignes", default=0)
    # Progress of the job, 0 to 1000, and its last sign of life.
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    battement = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    resultats = models.JSONField("résultats", null=True, blank=True)
    # What the reading noted: {"lignes_masquees": n, "ligne_entete": n, "feuille": name or "", "mots": [[column,
    # normalised text]] of `valeurs` that the file holds}; {} before it was.
    constats = models.JSONField("constats", default=dict, blank=True)
    # By month of the cohort, 9th decile, distribution: {code: {...}}.
    details = models.JSONField("détails", null=True, blank=True)
    # Faults by line number only, erased once the agent has had them.
    erreurs = models.JSONField("erreurs", null=True, blank=True)
    nb_erreurs = models.PositiveIntegerField("nombre d’erreurs", default=0)
    colonnes_ignorees = models.JSONField("colonnes ignorées", default=list, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    objects = ImportParcoursQuerySet.as_manager()

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "import de parcours"
        constraints = [
            models.CheckConstraint(
                name="import_resultats_selon_etat",
                condition=Q(etat__in=["calcule", "confirme"], resultats__isnull=False)
                | Q(
                    etat__in=["en_attente", "en_cours", "refuse", "annule", "echoue"], resultats__isnull=True
                ),
                violation_error_message="Seul un fichier calculé a des résultats.",
            ),
            models.CheckConstraint(
                name="import_sans_fichier_une_fois_fini",
                condition=Q(etat__in=["en_attente", "en_cours"]) | Q(depot=""),
                violation_error_message="Un calcul terminé ne garde pas le fichier.",
            ),
        ]

    def __str__(self):
        return f"{self.exercice} – {self.nom_fichier}"

    @property
    def chiffres(self) -> dict[str, dict[str, Any]]:
        """What was computed, by code; of a calculated file only."""
        assert self.resultats is not None
        return self.resultats

    @property
    def mots(self) -> list[tuple[str, str]]:
        """Word of the collectivité as one reads it, code it was read as: of the values of closed lists that its file
        holds."""
        return [
            (mot.replace("_", " "), self.valeurs[colonne][mot])
            for colonne, mot in self.constats.get("mots", ())
        ]

    @property
    def is_vivant(self) -> bool:
        return self.etat in IMPORTS_VIVANTS


class CorrespondanceColonnes(models.Model):
    """The headers a collectivité uses for the expected columns, and its words for the values of closed lists, as its
    last file gave them. Not the columns, nor a value of a person."""

    collectivite = models.OneToOneField(Collectivite, models.CASCADE, related_name="correspondance_colonnes")
    # {expected column: header}
    entetes = models.JSONField("en-têtes", default=dict, blank=True)
    # {expected column: {normalised text: code}}
    valeurs = models.JSONField("valeurs", default=dict, blank=True)

    class Meta:
        verbose_name = "correspondance de colonnes"

    def __str__(self):
        return f"Colonnes – {self.collectivite}"
