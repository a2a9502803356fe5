"""What one asked to take away, where it is too long to be made while one waits; and what was published, as it was."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Scelle, Utilisateur
from fichiers.tables.formats import FORMATS
from nombres.formats import compter
from referentiels.models import Referentiel
from saisie.colonnes import TitreField


class TableDemandee(models.TextChoices):
    """What a file has a row of."""

    CHIFFRES = "chiffres", "Chiffres"
    ACTIONS = "actions", "Actions"
    FINANCEMENT = "financement", "Financement"
    BILAN = "bilan", "Bilan annuel"  # a paper, and no table


PDF = "pdf"


class EtatExport(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En préparation"
    PRET = "pret", "Prêt"
    REFUSE = "refuse", "Refusé"
    ECHOUE = "echoue", "Échoué"
    SUPPRIME = "supprime", "Supprimé"


# Those that will still move by themselves.
EXPORTS_VIVANTS = (EtatExport.EN_ATTENTE, EtatExport.EN_COURS)


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, user: Utilisateur) -> "ExportQuerySet":
        """A file is of whoever asked for it, and of nobody else."""
        return self.filter(par=user)


class Export(models.Model):
    """A file that was asked for, made behind the requests and kept a day: what was asked, how far it is, of which
    exercices it speaks. Not what it says."""

    table = models.CharField("table", max_length=12, choices=TableDemandee.choices)
    format = models.CharField(
        "format",
        max_length=8,
        choices=[*((un.extension, un.libelle) for un in FORMATS.values()), (PDF, "PDF")],
    )
    # The filters of the screen: a query string, as a JSON object of lists of texts.
    demande = models.JSONField("demande", default=dict, blank=True)
    # Keys of the exercices whose rows it has: as they were asked for, then as they were written.
    exercices = models.JSONField("exercices", default=list, blank=True)
    lignes = models.PositiveIntegerField("lignes", default=0)
    etat = models.CharField("état", max_length=10, choices=EtatExport.choices, default=EtatExport.EN_ATTENTE)
    # Progress of the job, 0 to 1000, and its last sign of life.
    avancement = models.PositiveSmallIntegerField("avancement", default=0)
    battement = models.DateTimeField("dernier signe de vie")
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    # Name of the file in its directory, "" as long as there is none, and once it is deleted.
    depot = models.CharField("dépôt", max_length=60, blank=True)
    nom = models.CharField("nom du fichier", max_length=60, blank=True)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports", verbose_name="auteur"
    )
    le = models.DateTimeField("date")

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "export"
        constraints = [
            models.CheckConstraint(
                name="export_pret_a_son_fichier",
                condition=models.Q(etat="pret") & ~models.Q(depot="")
                | ~models.Q(etat="pret") & models.Q(depot=""),
                violation_error_message="Un export prêt a un fichier, et lui seul.",
            ),
        ]

    def __str__(self):
        return f"{self.get_table_display()} ({self.get_format_display()})"

    @property
    def is_vivant(self) -> bool:
        return self.etat in EXPORTS_VIVANTS

    @property
    def is_papier(self) -> bool:
        """Is it drawn, and not written row by row?"""
        return self.table == TableDemandee.BILAN

    @property
    def taille(self) -> str:
        """« 1 204 lignes », « un document à imprimer »."""
        return "un document à imprimer" if self.is_papier else compter(self.lignes, "ligne", "lignes")

    @property
    def format_ecrit(self):
        return FORMATS[self.format]

    @property
    def type_contenu(self) -> str:
        return "application/pdf" if self.is_papier else self.format_ecrit.type_contenu


class Edition(Scelle):
    """A national edition: the figures of one year of an instrument as they were published one day, whole, with its
    open data. Never changed nor deleted: what is corrected is another edition. Not a campaign, which asks for them."""

    dispositif = models.CharField("dispositif", max_length=20)
    annee = models.PositiveSmallIntegerField("année")
    numero = models.PositiveSmallIntegerField("numéro")  # from 1 in each year of an instrument
    titre = TitreField("titre", max_length=200)
    # The one the year is counted by; the method of reference is in the content.
    referentiel = models.ForeignKey(Referentiel, models.PROTECT, verbose_name="référentiel")
    # A `pilotage.publication.Publication`: all that is read of it.
    contenu = models.JSONField("contenu")
    empreinte_contenu = models.CharField("empreinte SHA-256 du contenu", max_length=64)
    # A `pilotage.masquage.Dessous`: the counts left out. The making of the next edition reads it, no page does.
    releve = models.JSONField("relevé")
    # Its open data, a ZIP.
    octets = models.BinaryField("données ouvertes")
    empreinte = models.CharField("empreinte SHA-256 des données ouvertes", max_length=64)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")

    # Of the journal: an edition is the whole country's.
    codes_conventions: Sequence[str] = ()
    scelles = (
        *("dispositif", "annee", "numero", "titre", "referentiel"),
        *("contenu", "empreinte_contenu", "releve", "empreinte", "par", "le"),
    )

    class Meta:
        ordering = ["-annee", "dispositif", "-numero"]
        verbose_name = "édition nationale"
        verbose_name_plural = "éditions nationales"
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "annee", "numero"],
                name="edition_unique_par_numero",
                violation_error_message="Cette édition existe déjà.",
            ),
            models.CheckConstraint(
                name="edition_numero_positif",
                condition=Q(numero__gt=0),
                violation_error_message="Les éditions se comptent à partir de 1.",
            ),
        ]

    def __str__(self):
        return f"{self.dispositif} {self.annee}, édition n°\u00a0{self.numero}"

    @property
    def version(self) -> str:
        """As a citation and its data package say it: « 2021.2 »."""
        return f"{self.annee}.{self.numero}"

    @property
    def nom_fichier(self) -> str:
        return f"{self.dispositif.lower()}-{self.annee}-edition-{self.numero}.zip"
