"""Form fields for figures and amounts as people type them in France."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

ESPACES = re.compile(r"[\s\u00a0\u202f]")


class NombreField(forms.DecimalField):
    """A number ≥ 0 with a comma or a point, and any spaces between thousands; at most `decimal_places` decimals."""

    def __init__(self, *, decimal_places=0, unite="", **options):
        self.unite = unite
        erreurs = {
            "invalid": "Écrivez un nombre, par exemple 1 234 ou 12,5.",
            "min_value": "Un nombre ne peut pas être négatif.",
            "max_value": "Ce nombre est trop grand.",
            "max_digits": "Ce nombre est trop grand.",
            "max_whole_digits": "Ce nombre est trop grand.",
            "max_decimal_places": (
                f"Au plus {decimal_places} décimale{'s' if decimal_places > 1 else ''}."
                if decimal_places
                else "Écrivez un nombre entier, sans décimale."
            ),
        }
        options.setdefault("required", False)
        super().__init__(
            min_value=options.pop("min_value", 0),
            max_digits=14,
            decimal_places=decimal_places,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages=erreurs,
            **options,
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = ESPACES.sub("", value).replace(",", ".").removesuffix("€").removesuffix("%")
            # Decimal() also reads 1e9, Infinity and 1_000: nobody types those on purpose here.
            if value and not re.fullmatch(r"[+-]?\d+(\.\d*)?", value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            texte = f"{value:f}"
            if "." in texte:
                texte = texte.rstrip("0").rstrip(".")
            return texte.replace(".", ",")
        return value


class EurosField(NombreField):
    """An amount in euros, to the cent."""

    def __init__(self, **options):
        super().__init__(decimal_places=2, **options)
        self.error_messages["invalid"] = "Écrivez un montant en euros, par exemple 12 345,67."
        self.error_messages["min_value"] = "Un montant ne peut pas être négatif."


class DateField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **options):
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Écrivez une date, par exemple 31/12/2021."},
            **options,
        )
