"""The money of actions: what each source brings, planned and executed, and credits moved between axes."""

from django.db import models
from django.db.models import Q

from conventions.calculations import SOURCES, Montants
from conventions.models.actions import Action, Partenaire
from conventions.models.exercices import Exercice
from conventions.ordre import OrdreNaturel
from fichiers.models import Piece
from saisie.colonnes import RecitField


class Source(models.TextChoices):
    """Who pays; the names are those of `calculations.SOURCES`, on the screen, in a refusal and on the paper."""

    ETAT = "etat", SOURCES["etat"]
    DEPARTEMENT = "departement_nouveau", SOURCES["departement_nouveau"]
    VALORISATION = "valorisation", SOURCES["valorisation"]
    AUTRES = "autres", SOURCES["autres"]
    REPORT = "report", SOURCES["report"]


# A column of the grid is a source, or « autres-12 »: one named partner.
SOURCES_SANS_NOM = tuple(source for source in Source.values if source != Source.AUTRES)


def make_cle(source: str, partenaire_id: int | None = None) -> str:
    """The text that names a source in forms, drafts and journals: « etat », « autres-12 »."""
    return f"{source}-{partenaire_id}" if source == Source.AUTRES else str(source)


class Financement(models.Model):
    """What one source brings to one action: planned and executed, in euros. Missing is « not filled in », never 0."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="financements")
    source = models.CharField("source", max_length=20, choices=Source.choices)
    partenaire = models.ForeignKey(
        Partenaire,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="financements",
        verbose_name="financeur",
    )
    prevu = models.DecimalField("prévu", max_digits=14, decimal_places=2, null=True, blank=True)
    execute = models.DecimalField("exécuté", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["action", "source", "partenaire"]
        verbose_name = "financement"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "source"],
                condition=Q(partenaire__isnull=True),
                name="financement_unique_par_source",
                violation_error_message="Cette source finance déjà l’action.",
            ),
            models.UniqueConstraint(
                fields=["action", "partenaire"],
                condition=Q(partenaire__isnull=False),
                name="financement_unique_par_financeur",
                violation_error_message="Ce financeur finance déjà l’action.",
            ),
            models.CheckConstraint(
                name="financement_source_connue",
                condition=Q(source__in=["etat", "departement_nouveau", "valorisation", "autres", "report"]),
                violation_error_message="Cette source de financement n’existe pas.",
            ),
            models.CheckConstraint(
                name="financement_autre_est_nomme",
                condition=Q(source="autres", partenaire__isnull=False)
                | (~Q(source="autres") & Q(partenaire__isnull=True)),
                violation_error_message="Un autre financeur a un nom\u202f; l’État et le "
                "département n’en ont pas d’autre.",
            ),
            models.CheckConstraint(
                name="financement_montants_positifs",
                condition=(Q(prevu__isnull=True) | Q(prevu__gte=0))
                & (Q(execute__isnull=True) | Q(execute__gte=0)),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self):
        return f"{self.action} – {self.get_source_display()}"

    @property
    def cle(self) -> str:
        return make_cle(self.source, self.partenaire_id)

    @property
    def montants(self) -> Montants:
        return Montants(self.prevu, self.execute)


class Redeploiement(Piece):
    """State credits moved from one axe to others within an exercice, with the file that proves its targets reached
    (the piece). Never changed: an avenant may go back on it."""

    exercice = models.ForeignKey(Exercice, models.PROTECT, related_name="redeploiements")
    # What the département writes of the targets reached.
    constat = RecitField("cibles atteintes")

    class Meta:
        ordering = ["exercice", "le", "pk"]
        verbose_name = "redéploiement"

    def __str__(self):
        return f"Redéploiement du {self.le:%d/%m/%Y} – {self.exercice}"


class MouvementRedeploiement(models.Model):
    """What a redéploiement takes from (negative) or gives to (positive) one action; they add up to 0."""

    motif_de_garder = "Un redéploiement porte sur cette action"

    redeploiement = models.ForeignKey(Redeploiement, models.CASCADE, related_name="mouvements")
    action = models.ForeignKey(Action, models.PROTECT, related_name="mouvements")
    montant = models.DecimalField("montant", max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["redeploiement", OrdreNaturel("action__axe"), OrdreNaturel("action__numero")]
        verbose_name = "mouvement de crédits"
        constraints = [
            models.UniqueConstraint(fields=["redeploiement", "action"], name="mouvement_unique_par_action"),
            models.CheckConstraint(
                name="mouvement_non_nul",
                condition=~Q(montant=0),
                violation_error_message="Un mouvement de crédits n’est pas nul.",
            ),
        ]

    def __str__(self):
        return f"{self.action.numero}\u00a0: {self.montant}"
