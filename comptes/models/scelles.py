"""A row that says for ever what it said."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from comptes.chaine import ORIGINE, compute_maillon


class Scelle(models.Model):
    """A row written once: the line of the journal that tells it keeps the digest of the columns of `scelles`, so that
    one that was changed beneath the site, taken out or added is found."""

    # Those that are not written again: what is drawn, withdrawn or counted later is left out.
    scelles: ClassVar[tuple[str, ...]]

    le = models.DateTimeField("date")

    class Meta:
        abstract = True

    @property
    def jour(self) -> date:
        """The day it was written, where the site is: the one its pages say."""
        return timezone.localtime(self.le).date()

    @property
    def nom_scelle(self) -> str:
        """How the journal names this row: « reporting.etapedecision.12 »."""
        return f"{self._meta.label_lower}.{self.pk}"

    def compute_scelle(self) -> str:
        """SHA-256 (hexadecimal) of its columns, the same before the row is stored and once it is read again."""
        champs = [self._meta.get_field(nom) for nom in self.scelles]
        return compute_maillon(
            ORIGINE, {champ.name: _tell(champ, getattr(self, champ.attname)) for champ in champs}
        )


def _tell(champ: Any, valeur: Any) -> Any:
    if isinstance(valeur, Decimal):
        return f"{valeur:.{champ.decimal_places}f}"
    if isinstance(valeur, datetime):
        return valeur.astimezone(UTC).isoformat()
    if valeur is None or isinstance(champ, models.JSONField):
        return valeur
    return str(valeur)
