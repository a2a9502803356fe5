"""How a département counts: two figures compare only when they are counted the same way."""

from dataclasses import replace
from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q

from comptes.models import Versionne
from conventions.models import Exercice
from referentiels.comparabilite import ENTREE_DREES, Methode
from saisie.colonnes import JourField, RecitField, TitreField


class MethodeEntree(models.TextChoices):
    """Five « dates d’entrée » really in use give 28 to 60 days for one case: a département declares its own."""

    PREMIER_DU_MOIS = "premier_du_mois", "1er jour du mois de la demande"
    DEMANDE = "demande", ENTREE_DREES
    NOTIFICATION_CAF = "notification_caf", "Notification par la CAF ou la MSA"
    FLUX_CNAF = "flux_cnaf", "Jour de réception du flux de la CNAF"
    CREATION_LOGICIEL = "creation_logiciel", "Création du dossier dans le logiciel de la collectivité"


class DroitsSuspendus(models.TextChoices):
    INCLUS = "inclus", "Comptés parmi les entrants"
    EXCLUS = "exclus", "Écartés des entrants"


class DateRendezVous(models.TextChoices):
    TENUE = "tenue", "Jour où le rendez-vous se tient"
    FIXEE = "fixee", "Jour pour lequel le rendez-vous est fixé, tenu ou non"
    CREATION = "creation", "Jour où le rendez-vous est créé dans le logiciel"


@cache
def name_methode(date_entree: str, droits_suspendus: str, date_rdv: str) -> Methode:
    """The method of three choices, in words: one object for all who count that way. Raises ValueError on a code that is
    not one of them."""
    return Methode(
        MethodeEntree(date_entree).label,
        DroitsSuspendus(droits_suspendus).label,
        DateRendezVous(date_rdv).label,
    )


class ChoixDeMethode(Versionne):
    """The three choices that decide with whom a délai compares, and who made them."""

    date_entree = models.CharField("date d’entrée retenue", max_length=20, choices=MethodeEntree.choices)
    droits_suspendus = models.CharField(
        "personnes aux droits suspendus", max_length=10, choices=DroitsSuspendus.choices
    )
    date_rdv = models.CharField("date de rendez-vous retenue", max_length=10, choices=DateRendezVous.choices)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="auteur")
    le = models.DateTimeField("date")

    class Meta:
        abstract = True

    @property
    def methode(self) -> Methode:
        """The choices in words."""
        return name_methode(self.date_entree, self.droits_suspendus, self.date_rdv)


class MethodeReference(ChoixDeMethode):
    """How the délais of one year of one instrument are best counted, as the centrale fixed it: what every département
    is compared with, whoever looks. Not what a département does (DeclarationMethode)."""

    # Of the journal: it is of all the conventions of an instrument, that is of none.
    codes_conventions = ()

    dispositif = models.CharField("dispositif", max_length=20)
    annee = models.PositiveSmallIntegerField("année")

    class Meta:
        verbose_name = "méthode de référence"
        constraints = [
            models.UniqueConstraint(
                fields=["dispositif", "annee"],
                name="methode_reference_unique",
                violation_error_message="La méthode de référence de cette année est déjà fixée.",
            )
        ]

    def __str__(self):
        return f"Méthode de référence – {self.dispositif} {self.annee}"


class DeclarationMethode(ChoixDeMethode):
    """How the département counted the RSA delays of one exercice. Not a rule of the référentiel: what it does, which
    decides with whom its figures compare (domaine.md, « date d'entrée »)."""

    exercice = models.OneToOneField(Exercice, models.PROTECT, related_name="declaration_methode")
    logiciel = TitreField("logiciel d’où viennent les données", max_length=120)
    rupture = RecitField("rupture de série", max_length=1000, blank=True)
    rupture_le = JourField("date de la rupture", null=True, blank=True)

    class Meta:
        verbose_name = "déclaration de méthode"
        constraints = [
            models.CheckConstraint(
                name="declaration_rupture_dite",
                condition=Q(rupture_le__isnull=True) | ~Q(rupture=""),
                violation_error_message="Une rupture de série datée dit aussi ce qui a changé.",
            )
        ]

    def __str__(self):
        return f"Méthode – {self.exercice}"

    @property
    def codes_conventions(self):
        """Of the journal: the convention of its exercice."""
        return self.exercice.codes_conventions

    @property
    def annee(self) -> int:
        """Of the journal: that of its exercice."""
        return self.exercice.annee

    @property
    def methode(self) -> Methode:
        dite = super().methode
        return replace(dite, rupture=self.rupture, rupture_le=self.rupture_le) if self.rupture else dite
