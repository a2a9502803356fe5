"""The votes of a collectivité, and which of its organs they are of."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from comptes.models import Collectivite, NatureCollectivite
from nombres.formats import date_fr
from saisie.colonnes import JourField, TitreField


class Organe(models.TextChoices):
    ASSEMBLEE = "assemblee_pleniere", "Assemblée plénière"
    COMMISSION = "commission_permanente", "Commission permanente"
    CONSEIL_METROPOLITAIN = "conseil_metropolitain", "Conseil métropolitain"
    BUREAU = "bureau", "Bureau"
    CONSEIL_REGIONAL = "conseil_regional", "Conseil régional"
    CONSEIL_MUNICIPAL = "conseil_municipal", "Conseil municipal"


# Which of them vote for a collectivité of each nature, the usual one first.
ORGANES: Mapping[str, tuple[Organe, ...]] = {
    NatureCollectivite.DEPARTEMENT: (Organe.ASSEMBLEE, Organe.COMMISSION),
    NatureCollectivite.UNIQUE: (Organe.ASSEMBLEE, Organe.COMMISSION),
    NatureCollectivite.METROPOLE: (Organe.CONSEIL_METROPOLITAIN, Organe.BUREAU, Organe.COMMISSION),
    NatureCollectivite.REGION: (Organe.CONSEIL_REGIONAL, Organe.ASSEMBLEE, Organe.COMMISSION),
    NatureCollectivite.COMMUNE: (Organe.CONSEIL_MUNICIPAL,),
}


class Deliberation(models.Model):
    """One vote of the collectivité. What it approves says so by a key of its own: a convention, the rapports of an
    exercice, an avenant; several things at once, as Alsace voted one report for its two. Not the text voted."""

    collectivite = models.ForeignKey(Collectivite, models.PROTECT, verbose_name="collectivité")
    organe = models.CharField("organe", max_length=24, choices=Organe.choices)
    numero = TitreField("numéro", max_length=40)
    date_vote = JourField("votée le")
    date_transmission = JourField("transmise au préfet le", null=True, blank=True)

    class Meta:
        ordering = ["-date_vote", "-pk"]
        verbose_name = "délibération"
        constraints = [
            models.UniqueConstraint(
                fields=["collectivite", "numero", "date_vote"],
                name="deliberation_unique",
                violation_error_message="Cette délibération est déjà enregistrée.",
            ),
            models.CheckConstraint(
                name="deliberation_transmise_apres_le_vote",
                condition=Q(date_transmission__isnull=True) | Q(date_transmission__gte=F("date_vote")),
                violation_error_message="Une délibération se transmet après son vote.",
            ),
        ]

    def __str__(self):
        return f"{self.get_organe_display()}, délibération n°\u00a0{self.numero} du {self.date_vote:%d/%m/%Y}"

    def clean(self) -> None:
        """It was voted by an organ of its collectivité."""
        if self.organe and self.collectivite_id and self.organe not in ORGANES[self.collectivite.nature]:
            partie, organe = self.collectivite.partie.le, self.get_organe_display()
            raise ValidationError(
                {"organe": f"«\u00a0{organe}\u00a0» n’est pas un organe qui vote pour {partie}."}
            )

    def find_faute(self, signature: date | None) -> str | None:
        """Why what it approves was not signed that day (None: not signed yet), or None: one votes, then one signs."""
        if signature is None or self.date_vote <= signature:
            return None
        return (
            f"La délibération n°\u00a0{self.numero}, votée le {date_fr(self.date_vote)}, ne peut pas être postérieure "
            f"à la signature de ce qu’elle approuve, le {date_fr(signature)}."
        )
