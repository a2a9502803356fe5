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


# One way to separate thousands all along: 1 234 567,89 · 1.234.567,89 · 1,234,567.89 · 1'234'567,89.
MONTANT = re.compile(
    r"(?P<entier>\d+|[1-9]\d{0,2}(?P<milliers>[ '.,])\d{3}(?:(?P=milliers)\d{3})*)"
    r"(?:(?!(?P=milliers))[.,](?P<decimales>\d*))?",
    re.ASCII,
)
# « 1.234 », « 1,234 »: a thousand for some, a fraction for others.
AMBIGU = re.compile(r"([1-9]\d{0,2})[.,](\d{3})", re.ASCII)
SEPARATEURS = ((re.compile(r"[\s\u200b\u2060\ufeff]+"), " "), (re.compile("[\u2018\u2019\u02bc]"), "'"))
MOINS = re.compile(r"[-\u2212\u2010-\u2014] ?(?=[\d.,])")
EURO = re.compile(r" ?(?:€|euros?)$", re.IGNORECASE)


class EurosField(NombreField):
    """An amount in euros, to the cent, with thousands separated as people do. What reads two ways is refused."""

    def __init__(self, **options):
        super().__init__(decimal_places=2, **options)
        trop = "Ce montant est trop grand : au plus 999\u202f999\u202f999\u202f999,99\u00a0€."
        self.error_messages |= {
            "invalid": "Écrivez un montant en euros, par exemple 12 345,67.",
            "min_value": "Un montant ne peut pas être négatif.",
            "max_decimal_places": "Au plus 2 décimales.",
            "max_digits": trop,
            "max_whole_digits": trop,
        }

    def to_python(self, value):
        return super().to_python(self._read(value) if isinstance(value, str) else value)

    def _read(self, texte):
        """The amount as digits and a point; raises ValidationError."""
        for motif, signe in SEPARATEURS:
            texte = motif.sub(signe, texte)
        texte = EURO.sub("", texte.strip()).removeprefix("+")
        if MOINS.match(texte):
            raise ValidationError(self.error_messages["min_value"], code="min_value")
        if lu := AMBIGU.fullmatch(texte):
            entier, reste = lu.groups()
            raise ValidationError(
                f"«\u00a0{texte}\u00a0» se lit de deux façons. Écrivez {entier}\u202f{reste} ou {entier},{reste[:2]}.",
                code="ambigu",
            )
        montant = MONTANT.fullmatch(texte)
        if texte and not montant:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{re.sub('[^0-9]', '', montant['entier'])}.{montant['decimales'] or 0}" if montant else ""


# Digits of the key of a row: beyond, a database cannot even be asked.
CHIFFRES_CLE = 18


class PlusieursField(forms.ModelMultipleChoiceField):
    """Several rows, ticked. A key no row can have is a choice that is not there, not an error of the database."""

    def clean(self, value):
        if isinstance(value, list | tuple):
            for cle in value:
                if len(str(cle)) > CHIFFRES_CLE:
                    raise ValidationError(
                        self.error_messages["invalid_choice"],
                        code="invalid_choice",
                        params={"value": f"{str(cle)[:CHIFFRES_CLE]}…"},
                    )
        return super().clean(value)


class DateField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **options):
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Écrivez une date, par exemple 31/12/2021."},
            **options,
        )


class TexteField(forms.CharField):
    """A long text; browsers send its line ends as CR LF, and only the LF is kept."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")
