"""Columns that hold what people type: a day within plausible bounds, a text of a length the site can print.

The bounds are in the model, so that every form, operation and workbook has them, and in the table, as a CHECK.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from saisie.caracteres import clean_ligne, clean_texte
from saisie.champs import RECIT_MAX, DateField, LigneField, TexteField, make_refus_longueur
from saisie.jours import DERNIER_JOUR, PREMIER_JOUR, explain_jour


class JourField(models.DateField):
    """A day from `plus_tot` to `plus_tard`, both included: year 0021 is a slip of the hand, never a date of a
    convention."""

    def __init__(self, *args, plus_tot=PREMIER_JOUR, plus_tard=DERNIER_JOUR, **options):
        self.plus_tot, self.plus_tard = plus_tot, plus_tard
        super().__init__(*args, **options)

    def deconstruct(self):
        nom, chemin, args, options = super().deconstruct()
        for borne, usuelle in (("plus_tot", PREMIER_JOUR), ("plus_tard", DERNIER_JOUR)):
            if getattr(self, borne) != usuelle:
                options[borne] = getattr(self, borne)
        return nom, chemin, args, options

    def db_check(self, connection):
        colonne = connection.ops.quote_name(self.column)
        return f"{colonne} BETWEEN '{self.plus_tot}' AND '{self.plus_tard}'"

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if isinstance(value, date) and (refus := explain_jour(value, self.plus_tot, self.plus_tard)):
            raise ValidationError(refus, code="jour_invraisemblable")

    def formfield(self, **options):
        bornes = {"plus_tot": self.plus_tot, "plus_tard": self.plus_tard}
        return super().formfield(**{"form_class": DateField, **bornes, **options})


class TitreField(models.CharField):
    """A text of one line that people type: a name, a title."""

    def deconstruct(self):
        # What it does is not of the table.
        nom, _chemin, args, options = super().deconstruct()
        return nom, "django.db.models.CharField", args, options

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_ligne(value) if isinstance(value, str) else value

    def formfield(self, **options):
        if self.choices is None:
            options = {"form_class": LigneField, **options}
        return super().formfield(**options)


class RecitField(models.TextField):
    """A text of several lines, of `max_length` characters at most, so that its page can be drawn. `tel_quel`: kept to
    the character, as the source of a référentiel is."""

    def __init__(self, *args, max_length=RECIT_MAX, tel_quel=False, **options):
        self.tel_quel = tel_quel
        super().__init__(*args, max_length=max_length, **options)
        self.validators.append(MaxLengthValidator(max_length, make_refus_longueur(max_length)))

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return clean_texte(value) if isinstance(value, str) and not self.tel_quel else value

    def db_check(self, connection):
        return f"LENGTH({connection.ops.quote_name(self.column)}) <= {self.max_length}"

    def formfield(self, **options):
        return super().formfield(**{"form_class": TexteField, **options})
