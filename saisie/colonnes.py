"""Columns that hold what people type: a day within plausible bounds, a text of a length the site can print.

The bounds are in the model, so that every form, operation and workbook has them, and in the table, as a CHECK.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from saisie.caracteres import clean_ligne, clean_texte
from saisie.champs import (
    CHIFFRES_SIRET,
    RECIT_MAX,
    DateField,
    LigneField,
    NumeroSiretField,
    TexteField,
    make_refus_longueur,
    validate_siret,
)
from saisie.jours import DERNIER_JOUR, PREMIER_JOUR, explain_jour

Pose = TypeVar("Pose")  # what may be set
Lu = TypeVar("Lu")  # what is read: None too, of a column that may be empty

if TYPE_CHECKING:
    ColonneDeJour = models.DateField
    ColonneDeTitre = models.CharField
    ColonneDeRecit = models.TextField
else:

    def _parametrize(colonne):
        """Django's columns say what they hold at check time only."""
        return type(colonne.__name__, (colonne,), {"__class_getitem__": classmethod(lambda cls, _: cls)})

    ColonneDeJour, ColonneDeTitre, ColonneDeRecit = map(
        _parametrize, (models.DateField, models.CharField, models.TextField)
    )


class JourField(ColonneDeJour[Pose, Lu]):
    """A day from `plus_tot` to `plus_tard`, both included: year 0021 is a slip of the hand, never a date of a
    convention."""

    column: str  # a column of a model has its name

    def __init__(
        self, *args: Any, plus_tot: date = PREMIER_JOUR, plus_tard: date = DERNIER_JOUR, **options: Any
    ) -> None:
        self.plus_tot, self.plus_tard = plus_tot, plus_tard
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        nom, chemin, args, options = super().deconstruct()
        for borne, usuelle in (("plus_tot", PREMIER_JOUR), ("plus_tard", DERNIER_JOUR)):
            if getattr(self, borne) != usuelle:
                options[borne] = getattr(self, borne)
        return nom, chemin, args, options

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        colonne = connection.ops.quote_name(self.column)
        return f"{colonne} BETWEEN '{self.plus_tot}' AND '{self.plus_tard}'"

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if isinstance(value, date) and (refus := explain_jour(value, self.plus_tot, self.plus_tard)):
            raise ValidationError(refus, code="jour_invraisemblable")

    def formfield(self, **options: Any) -> Any:
        bornes = {"plus_tot": self.plus_tot, "plus_tard": self.plus_tard}
        return super().formfield(**{"form_class": DateField, **bornes, **options})


class TitreField(ColonneDeTitre[Pose, Lu]):
    """A text of one line that people type: a name, a title."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        # What it does is not of the table.
        nom, _chemin, args, options = super().deconstruct()
        return nom, "django.db.models.CharField", args, options

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_ligne(value) if isinstance(value, str) else value

    def formfield(self, **options: Any) -> Any:
        if self.choices is None:
            options = {"form_class": LigneField, **options}
        return super().formfield(**options)


class SiretField(ColonneDeTitre[Pose, Lu]):
    """The SIRET of an establishment, its 14 digits; empty where it is not known."""

    column: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"max_length": CHIFFRES_SIRET})
        self.validators.append(validate_siret)

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        colonne = connection.ops.quote_name(self.column)
        return f"{colonne} = '' OR LENGTH({colonne}) = {CHIFFRES_SIRET}"

    def formfield(self, **options: Any) -> Any:
        # Typed with spaces it is longer.
        return super().formfield(**{"form_class": NumeroSiretField, **options, "max_length": None})


class RecitField(ColonneDeRecit[Pose, Lu]):
    """A text of several lines, of `max_length` characters at most, so that its page can be drawn. `tel_quel`: kept to
    the character, as the source of a référentiel is."""

    column: str

    def __init__(
        self,
        verbose_name: str | None = None,
        *,
        max_length: int = RECIT_MAX,
        tel_quel: bool = False,
        **options: Any,
    ) -> None:
        self.tel_quel = tel_quel
        super().__init__(verbose_name, max_length=max_length, **options)
        self.validators.append(MaxLengthValidator(max_length, make_refus_longueur(max_length)))

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_texte(value) if isinstance(value, str) and not self.tel_quel else value

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        colonne = connection.ops.quote_name(self.column)
        return f"LENGTH({colonne}) <= {self.max_length}"

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": TexteField, **options})
