"""A rule to set aside for one figure, as the préfecture types it."""

from django import forms

from indicateurs.queries.fautes import list_regles_bloquantes
from saisie.champs import DateField, TexteField
from saisie.forms.conflits import SaisiePartagee
from saisie.forms.presentation import make_helper


class DerogationForm(SaisiePartagee, forms.Form):
    """Which blocking rule of the référentiel, for which figure, why, until when."""

    vu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    regle = forms.ChoiceField(label="Règle à lever", error_messages={"required": "Choisissez une règle."})
    motif = TexteField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="La collectivité et ceux qui lisent le chiffre le voient tel quel.",
        error_messages={"required": "Dites pourquoi cette règle est levée."},
    )
    jusqu_au = DateField(label="Jusqu’au", help_text="Ce jour compris. Ensuite, la règle bloque de nouveau.")

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.regles = {
            f"{code}|{regle}": (code, regle, message)
            for code, regle, message in list_regles_bloquantes(definition)
        }
        self.fields["regle"].choices = [("", "Choisissez une règle")] + [
            (cle, f"{code}\u00a0: {message}") for cle, (code, _, message) in self.regles.items()
        ]
        self.helper = make_helper("vu", "regle", "motif", "jusqu_au", bouton="Lever cette règle")

    @property
    def champs(self):
        """The form as `waive_regle` takes it."""
        code, regle, _ = self.regles[self.cleaned_data["regle"]]
        champs = {champ: self.cleaned_data[champ] for champ in ("vu", "motif", "jusqu_au")}
        return {**champs, "code": code, "regle": regle}
