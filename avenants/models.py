"""An amendment to a convention: what the parties agree to change. Its paper is made by `reporting`."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from avenants.calculations import NOMS, NUMERO_MAX, NUMERO_MIN
from comptes.models import Versionne
from conventions.models import Action, Deliberation, Exercice, Partenaire, Regime, Source, make_cle
from conventions.ordre import OrdreNaturel
from nombres.formats import date_fr, format_euros
from saisie.colonnes import JourField, RecitField, TitreField

NUMERO_HORS_BORNES = f"Un avenant porte un numéro de {NUMERO_MIN} à {NUMERO_MAX}."


class Statut(models.TextChoices):
    BROUILLON = "brouillon", "En préparation"
    SIGNE = "signe", "Signé"


class NatureAvenant(models.TextChoices):
    FINANCIER = "financier", "Avenant financier"
    REPORT = "report", "Avenant de report"
    PROROGATION = "prorogation", "Avenant de prorogation"
    MODIFICATION = "modification", "Avenant de modification"
    ANTERIEUR = "anterieur", "Avenant antérieur"

    @property
    def sujet(self) -> str:
        """What it is for, in a sentence, as one chooses it; "" for what the site does not prepare."""
        return SUJETS.get(self, "")


SUJETS: dict[str, str] = {
    NatureAvenant.FINANCIER: "Il fixe le montant de l’État pour l’année, les montants de chaque action et les cibles.",
    NatureAvenant.REPORT: "Il prolonge l’exécution de l’année, sans nouveau montant.",
    NatureAvenant.PROROGATION: "Il prolonge la convention elle-même jusqu’à un jour que les parties choisissent.",
    NatureAvenant.MODIFICATION: "Il change des montants entre actions, des cibles ou le texte, sans nouveau montant de "
    "l’État.",
}
# Those the site prepares, in the order it offers them.
NATURES_PREPAREES = (
    NatureAvenant.FINANCIER,
    NatureAvenant.REPORT,
    NatureAvenant.PROROGATION,
    NatureAvenant.MODIFICATION,
)
# Those that move the amounts and the targets of an exercice.
NATURES_CHIFFREES = (NatureAvenant.FINANCIER, NatureAvenant.MODIFICATION)


class Avenant(Versionne):
    """One numbered amendment, for one exercice; its lines say the new values only. The old ones are the convention's,
    read when needed: nothing is copied. Not the document that is signed. An « avenant antérieur » was signed outside
    the site: it has no exercice, and those that follow cite its number, its day and its objet."""

    # Only an avenant antérieur has none, and `list_avenants` gives none of these.
    exercice: "models.ForeignKey[Exercice, Exercice]" = models.ForeignKey(
        Exercice, models.PROTECT, related_name="avenants", null=True, blank=True
    )
    convention = models.ForeignKey("conventions.Convention", models.PROTECT, related_name="avenants")
    # Numbers are not years: the 2020 avenant of a convention may be its third.
    numero = models.PositiveSmallIntegerField(
        "numéro",
        validators=[
            MinValueValidator(NUMERO_MIN, NUMERO_HORS_BORNES),
            MaxValueValidator(NUMERO_MAX, NUMERO_HORS_BORNES),
        ],
    )
    # The financial one says the State's amount for the year. One of report extends the execution of the year, one of
    # prorogation the convention itself: each says a day, and no amount. One of modification moves amounts or targets,
    # or says what changes in the text, within what was agreed. Several may exist in one year. Never changed afterwards.
    nature = models.CharField(
        "nature", max_length=12, choices=NatureAvenant.choices, default=NatureAvenant.FINANCIER
    )
    regime = models.CharField("régime", max_length=10, choices=Regime.choices, blank=True)
    montant_etat = models.DecimalField(
        "montant de l’État", max_digits=14, decimal_places=2, null=True, blank=True
    )
    prolonge_au = JourField("prolongé au", null=True, blank=True)
    objet = TitreField("objet", max_length=300, blank=True)
    stipulations = RecitField("stipulations modifiées", blank=True)
    clauses = models.JSONField("clauses choisies", default=list, blank=True)
    statut = models.CharField("statut", max_length=10, choices=Statut.choices, default=Statut.BROUILLON)
    date_signature = JourField("date de signature", null=True, blank=True)
    # What approved it, once recorded: before or after it is signed, never with another one's vote.
    deliberation = models.ForeignKey(
        Deliberation, models.PROTECT, null=True, blank=True, related_name="avenants"
    )

    class Meta:
        ordering = ["convention", "numero"]
        verbose_name = "avenant"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "numero"],
                name="avenant_numero_unique",
                violation_error_message="Un avenant de cette convention porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                name="avenant_numero_plausible",
                condition=Q(numero__gte=NUMERO_MIN, numero__lte=NUMERO_MAX),
                violation_error_message=NUMERO_HORS_BORNES,
            ),
            models.CheckConstraint(
                name="avenant_signe_est_date",
                condition=Q(statut="brouillon", date_signature__isnull=True)
                | Q(statut="signe", date_signature__isnull=False),
                violation_error_message="Un avenant signé porte sa date de signature.",
            ),
            models.CheckConstraint(
                name="avenant_montant_positif",
                condition=Q(montant_etat__isnull=True) | Q(montant_etat__gte=0),
                violation_error_message="Le montant de l’État ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="avenant_selon_sa_nature",
                condition=Q(nature="financier", montant_etat__isnull=False, prolonge_au__isnull=True)
                | Q(
                    nature__in=["report", "prorogation"], montant_etat__isnull=True, prolonge_au__isnull=False
                )
                | Q(
                    nature__in=["modification", "anterieur"],
                    montant_etat__isnull=True,
                    prolonge_au__isnull=True,
                ),
                violation_error_message="Un avenant financier dit un montant, un avenant de report ou de prorogation "
                "une date, un avenant de modification ni l’un ni l’autre.",
            ),
            models.CheckConstraint(
                name="avenant_stipulations_de_modification",
                condition=Q(stipulations="") | Q(nature="modification"),
                violation_error_message="Seul un avenant de modification dit ce qui change dans le texte.",
            ),
            models.CheckConstraint(
                name="avenant_anterieur_sans_exercice",
                condition=Q(nature="anterieur", exercice__isnull=True, regime="", statut="signe")
                & ~Q(objet="")
                | ~Q(nature="anterieur") & Q(exercice__isnull=False) & ~Q(regime=""),
                violation_error_message="Seul un avenant antérieur, signé et qui dit son objet, n’a pas d’exercice.",
            ),
        ]

    def __str__(self):
        return f"Avenant n°\u00a0{self.numero} – {self.convention}"

    @property
    def codes_conventions(self):
        """Of the journal: the convention it amends."""
        return self.convention.codes_conventions

    @property
    def annee(self) -> int | None:
        """Of the journal: that of its exercice, None for one signed outside the site."""
        return self.exercice.annee if self.exercice else None

    @property
    def is_signe(self) -> bool:
        return self.statut == Statut.SIGNE

    @property
    def statut_date(self) -> str:
        """« En préparation », « Signé le 3 mars 2022 »."""
        le = f" le {date_fr(self.date_signature)}" if self.date_signature else ""
        return f"{self.get_statut_display()}{le}"

    @property
    def nom(self) -> str:
        """« Avenant de report n° 3 »: what one reads on its page and on its paper."""
        return f"{NOMS.get(self.nature, 'Avenant')} n°\u00a0{self.numero}"

    @property
    def designation(self) -> str:
        """« l’avenant de report n° 3 », inside a sentence."""
        return f"l’{self.nom[0].lower()}{self.nom[1:]}"

    @property
    def effet(self) -> str:
        """What it does in a few words: « 1 000,00 € de l’État », « report de l’exécution au 30 juin 2021 »."""
        jour = date_fr(self.prolonge_au) if self.prolonge_au else ""
        effets: dict[str, str] = {
            NatureAvenant.FINANCIER: f"{format_euros(self.montant_etat)} de l’État",
            NatureAvenant.REPORT: f"report de l’exécution au {jour}",
            NatureAvenant.PROROGATION: f"prorogation de la convention au {jour}",
            NatureAvenant.MODIFICATION: "modification, sans nouveau montant de l’État",
        }
        return effets.get(self.nature, self.objet)

    @property
    def is_report(self) -> bool:
        return self.nature == NatureAvenant.REPORT

    @property
    def is_chiffre(self) -> bool:
        """Does it move amounts and targets?"""
        return self.nature in NATURES_CHIFFREES


class LigneFinancement(models.Model):
    """The new planned amount of one source of one action. Not an addition: it replaces the old one."""

    motif_de_garder = "Un avenant porte sur cette action"

    avenant = models.ForeignKey(Avenant, models.CASCADE, related_name="lignes_financement")
    action = models.ForeignKey(Action, models.PROTECT)
    source = models.CharField(max_length=20, choices=Source.choices)
    partenaire = models.ForeignKey(Partenaire, models.PROTECT, null=True, blank=True)
    montant = models.DecimalField("nouveau montant prévu", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["avenant", OrdreNaturel("action__axe"), OrdreNaturel("action__numero"), "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["avenant", "action", "source"],
                condition=Q(partenaire__isnull=True),
                name="ligne_financement_unique",
            ),
            models.UniqueConstraint(
                fields=["avenant", "action", "partenaire"],
                condition=Q(partenaire__isnull=False),
                name="ligne_financement_unique_par_financeur",
            ),
            models.CheckConstraint(
                name="ligne_financement_positive",
                condition=Q(montant__gte=0),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.avenant}\u00a0: {self.action} {self.source}"

    @property
    def cle(self) -> str:
        return make_cle(self.source, self.partenaire_id)


class LigneCible(models.Model):
    """The new target of one indicator for one year. It replaces the old one."""

    avenant = models.ForeignKey(Avenant, models.CASCADE, related_name="lignes_cible")
    code = models.CharField("indicateur", max_length=10)
    annee = models.PositiveSmallIntegerField("année")
    valeur = models.DecimalField("nouvelle cible", max_digits=16, decimal_places=6)

    class Meta:
        ordering = ["avenant", "code", "annee"]
        constraints = [
            models.UniqueConstraint(fields=["avenant", "code", "annee"], name="ligne_cible_unique"),
            models.CheckConstraint(
                name="ligne_cible_positive",
                condition=Q(valeur__gte=0),
                violation_error_message="Une cible ne peut pas être négative.",
            ),
        ]

    def __str__(self):
        return f"{self.avenant}\u00a0: {self.code} {self.annee}"
