"""A parcours file and what it says of itself, as typed."""

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from conventions.champs import DateField
from conventions.forms import make_helper
from indicateurs.models import MethodeEntree

# A previewed parcours can be confirmed for one hour.
VALIDITE_APERCU = 3600


class ParcoursForm(forms.Form):
    """A parcours file, the date its figures are as of, and the method behind its entry dates."""

    fichier = forms.FileField(
        label="Fichier de parcours",
        help_text="CSV ou XLSX, sans nom, NIR, matricule ni date de naissance.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )
    arrete_au = DateField(label="Date d’arrêté", help_text="Ce qui s’est passé après n’est pas compté.")
    methode = forms.ChoiceField(
        label="Date d’entrée retenue",
        choices=[("", "Choisissez une méthode"), *MethodeEntree.choices],
        help_text="Elle est imprimée à côté du chiffre : elle dit avec qui il se compare.",
    )

    def __init__(self, *args, exercice, aujourdhui, **kwargs):
        kwargs.setdefault("initial", {"arrete_au": min(exercice.fin, aujourdhui)})
        super().__init__(*args, **kwargs)
        self.exercice, self.aujourdhui = exercice, aujourdhui
        self.helper = make_helper("fichier", "arrete_au", "methode", bouton="Vérifier le fichier")

    def clean_arrete_au(self):
        arrete_au = self.cleaned_data["arrete_au"]
        if not self.exercice.debut <= arrete_au <= self.aujourdhui:
            raise ValidationError("La date d’arrêté se place entre le début de l’exercice et aujourd’hui.")
        return arrete_au


class ConfirmationForm(forms.Form):
    """The preview sent back to be confirmed: counts only, signed, for this exercice and this user."""

    apercu = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, sel, **kwargs):
        super().__init__(*args, **kwargs)
        self.sel = sel

    def clean_apercu(self):
        try:
            return signing.loads(self.cleaned_data["apercu"], salt=self.sel, max_age=VALIDITE_APERCU)
        except signing.BadSignature as erreur:
            raise ValidationError(
                "Cet aperçu n’est plus valable : déposez de nouveau le fichier."
            ) from erreur
