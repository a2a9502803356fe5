"""Form fields for figures and amounts as people type them in France."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from nombres.cles import has_cle_de_luhn
from nombres.formats import NBSP, nombre
from nombres.lecture import EFFECTIF, EUROS, POURCENTAGES, NombreIllisible, read_nombre
from saisie.caracteres import clean_ligne, clean_texte
from saisie.jours import DERNIER_JOUR, PREMIER_JOUR, explain_jour


class NombreField(forms.DecimalField):
    """A number ≥ 0 as people type it (`nombres.lecture.read_nombre`), with at most `decimal_places` decimals."""

    genre = EFFECTIF

    def __init__(self, *, decimal_places=0, **options):
        trop = "Ce nombre est trop grand."
        erreurs = {
            "invalid": self.genre.invalide,
            "min_value": self.genre.negatif,
            "max_value": trop,
            "max_digits": trop,
            "max_whole_digits": trop,
            "max_decimal_places": (
                f"Au plus {decimal_places} décimale{'s' if decimal_places > 1 else ''}."
                if decimal_places
                else "Écrivez un nombre entier, sans décimale."
            ),
        }
        options.setdefault("required", False)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(
            min_value=options.pop("min_value", 0),
            max_digits=14,
            decimal_places=decimal_places,
            error_messages=erreurs,
            **options,
        )

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        try:
            return read_nombre(value, self.genre, self.decimal_places)
        except NombreIllisible as erreur:
            raise ValidationError(str(erreur), code=erreur.code) from erreur

    def prepare_value(self, value):
        if isinstance(value, Decimal):
            texte = f"{value:f}"
            if "." in texte:
                texte = texte.rstrip("0").rstrip(".")
            return texte.replace(".", ",")
        return value


class PourcentageField(NombreField):
    """A percentage from 0 to 100, typed with its sign or without."""

    genre = POURCENTAGES

    def __init__(self, **options):
        super().__init__(max_value=100, **options)
        self.error_messages["max_value"] = "Un pourcentage ne dépasse pas 100."


class EurosField(NombreField):
    """An amount in euros, to the cent. What reads two ways is refused."""

    genre = EUROS

    def __init__(self, **options):
        super().__init__(decimal_places=2, **options)
        trop = "Ce montant est trop grand\u00a0: au plus 999\u202f999\u202f999\u202f999,99\u00a0€."
        self.error_messages |= {"max_digits": trop, "max_whole_digits": trop}


# The largest number that an integer column holds on every database.
PLUS_GRAND_ENTIER = 2_147_483_647


class VersionField(forms.IntegerField):
    """The version of what the page was opened on, hidden in its form."""

    def __init__(self, **options):
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=PLUS_GRAND_ENTIER, **options)


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
    """A day, typed or picked, from `plus_tot` to `plus_tard`, both included."""

    def __init__(self, *, plus_tot=PREMIER_JOUR, plus_tard=DERNIER_JOUR, **options):
        self.plus_tot, self.plus_tard, self.trop_tard = plus_tot, plus_tard, ""
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(
            error_messages={"invalid": "Écrivez une date, par exemple 31/12/2021."},
            **options,
        )

    def limit(self, plus_tard, trop_tard):
        """Refuse what comes after the day `plus_tard`, with this sentence."""
        self.plus_tard, self.trop_tard = plus_tard, trop_tard

    def validate(self, value):
        super().validate(value)
        if value and self.trop_tard and value > self.plus_tard:
            raise ValidationError(self.trop_tard, code="jour_a_venir")
        if value and (refus := explain_jour(value, self.plus_tot, self.plus_tard)):
            raise ValidationError(refus, code="jour_invraisemblable")


# The longest narrative of the real reports stays well under it, and its pages are drawn in seconds.
RECIT_MAX = 20_000


def make_refus_longueur(maximum: int) -> str:
    """The sentence about a text of more than `maximum` characters."""
    return f"Ce texte est trop long{NBSP}: au plus {nombre(maximum)} caractères, il en a %(show_value)s."


class LigneField(forms.CharField):
    """A text of one line, without what no one can read. A NUL is left to the validators: no one pasted it."""

    def to_python(self, value):
        texte = super().to_python(value)
        return texte if "\x00" in texte else clean_ligne(texte)


CHIFFRES_SIRET = 14


def validate_siret(siret: str) -> None:
    """Raises ValidationError: it is not 14 digits, or its last one is not the key of the others."""
    if len(siret) != CHIFFRES_SIRET or not (siret.isascii() and siret.isdigit()):
        raise ValidationError(f"Un numéro SIRET s’écrit en {CHIFFRES_SIRET} chiffres.", code="siret")
    if not has_cle_de_luhn(siret):
        raise ValidationError(
            "Ce numéro SIRET n’existe pas\u00a0: un de ses chiffres n’est pas le bon.", code="siret"
        )


class NumeroSiretField(LigneField):
    """A SIRET, typed with spaces or without."""

    default_validators = (validate_siret,)

    def to_python(self, value):
        return "".join(super().to_python(value).split())


class TexteField(forms.CharField):
    """A text of several lines, without what no one can read: `max_length` characters at most, which its help says.
    Browsers are not told the length, for they would cut in silence what is pasted."""

    def __init__(self, *, max_length=RECIT_MAX, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(max_length=max_length, **options)
        self.error_messages["max_length"] = make_refus_longueur(max_length)

    @property
    def help_text(self):
        """The help of the field, with its limit."""
        return f"{self.aide} Au plus {nombre(self.max_length)} caractères.".strip()

    @help_text.setter
    def help_text(self, aide):
        self.aide = aide

    @property
    def is_aide_limite(self):
        """Does the help say nothing but the usual limit? A page of many texts says it once (`limite_dite`), and leaves
        it to screen readers beside each."""
        return not self.aide and self.max_length == RECIT_MAX

    def widget_attrs(self, widget):
        return {nom: un for nom, un in super().widget_attrs(widget).items() if nom != "maxlength"}

    def to_python(self, value):
        texte = super().to_python(value)
        return texte if "\x00" in texte else clean_texte(texte).strip()
