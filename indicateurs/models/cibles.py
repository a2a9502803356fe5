"""Where a convention starts from and where it wants to go."""

from django.db import models
from django.db.models import F, Q

from conventions.models import Convention
from indicateurs.models.valeurs import EtatValeur
from nombres.formats import date_fr
from referentiels.mesures import Mesure
from saisie.colonnes import JourField
from saisie.jours import PREMIERE_SITUATION


class Cible(models.Model):
    """What the convention wants an indicator to be in a year. Not a result; the code outlives each référentiel."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="cibles")
    code = models.CharField("indicateur", max_length=10)
    annee = models.PositiveSmallIntegerField("année")
    # A count, or an exact proportion from 0 to 1: never a percentage.
    valeur = models.DecimalField("valeur", max_digits=16, decimal_places=6)
    # Agreed with the State that day, by the avenant of this number; without one, by the convention: the State validated
    # the report that states it. None: typed, and still free.
    convenue_le = JourField("convenue le", null=True, blank=True)
    avenant = models.PositiveSmallIntegerField("avenant n°", null=True, blank=True)

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
            models.CheckConstraint(
                name="cible_convenue_par_un_texte_date",
                condition=Q(avenant__isnull=True) | Q(convenue_le__isnull=False),
                violation_error_message="Une cible convenue par un avenant porte sa date.",
            ),
        ]

    def __str__(self):
        return f"{self.convention} {self.code} {self.annee}"

    @property
    def texte(self) -> str:
        """What it was agreed by, in words; "" as long as it is free."""
        if self.convenue_le is None:
            return ""
        if self.avenant is None:
            return f"convenue par la convention (rapport validé le {date_fr(self.convenue_le)})"
        return f"convenue par l’avenant n°\u00a0{self.avenant} du {date_fr(self.convenue_le)}"


class SituationInitiale(models.Model):
    """What an indicator was before the convention, at a date (31/12/2018 or 2019), as counts, or why nobody knows. Not
    the result of an exercice: no exercice was open then.

    A délai may have its mean alone, as the DREES published it (§5 of the domain): nobody has its cases any more, which
    the figure of an exercice must tell.
    """

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="situations_initiales")
    code = models.CharField("indicateur", max_length=10)
    au = JourField("constatée au", plus_tot=PREMIERE_SITUATION)
    # « Vide » is no row.
    etat = models.CharField("état", max_length=16, choices=EtatValeur.choices, default=EtatValeur.RENSEIGNE)
    numerateur = models.DecimalField("chiffre", max_digits=14, decimal_places=2, null=True, blank=True)
    # Rates and délais only: what the figure is divided by.
    denominateur = models.DecimalField("sur", max_digits=14, decimal_places=2, null=True, blank=True)
    moyenne_jours = models.DecimalField(
        "moyenne (jours)", max_digits=6, decimal_places=1, null=True, blank=True
    )

    class Meta:
        ordering = ["convention", "code"]
        verbose_name = "situation initiale"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code"],
                name="situation_initiale_unique",
                violation_error_message="La situation initiale de cet indicateur existe déjà.",
            ),
            models.CheckConstraint(
                name="situation_initiale_selon_etat",
                condition=Q(etat__in=["renseigne", "provisoire"], numerateur__isnull=False)
                | Q(
                    etat__in=["renseigne", "provisoire"],
                    denominateur__isnull=True,
                    moyenne_jours__isnull=False,
                )
                | Q(etat="neant", numerateur=0)
                | Q(
                    etat__in=["non_disponible", "non_concerne"],
                    numerateur__isnull=True,
                    denominateur__isnull=True,
                    moyenne_jours__isnull=True,
                ),
                violation_error_message="La situation initiale ne correspond pas à l’état déclaré.",
            ),
            models.CheckConstraint(
                name="situation_initiale_positive",
                condition=Q(numerateur__isnull=True) | Q(numerateur__gte=0),
                violation_error_message="Un effectif ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="situation_initiale_sous_denominateur",
                condition=Q(denominateur__isnull=True) | Q(denominateur__gte=F("numerateur")),
                violation_error_message="Le numérateur ne peut pas dépasser le dénominateur.",
            ),
        ]

    def __str__(self):
        return f"{self.convention} {self.code} au {self.au:%d/%m/%Y}"

    @property
    def mesure(self) -> Mesure:
        return Mesure(self.etat, self.numerateur, self.denominateur, moyenne_jours=self.moyenne_jours)
