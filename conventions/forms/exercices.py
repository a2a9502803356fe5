"""What is typed about an exercice as a whole."""

from django import forms

from conventions.champs import EurosField, TexteField, VersionField
from conventions.forms.presentation import make_helper
from conventions.models import Etat


class DecisionForm(forms.Form):
    """Validate, or send back with what must be completed."""

    vers = forms.ChoiceField(
        label="Votre décision",
        choices=[(Etat.VALIDE, "Valider l’exercice"), (Etat.A_COMPLETER, "Renvoyer pour complément")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    motif = TexteField(
        label="Ce qu’il faut compléter, ou votre avis",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Obligatoire pour un renvoi. Le département le lit tel quel.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("vers", "motif", bouton="Enregistrer la décision")

    def clean(self):
        donnees = super().clean()
        if donnees.get("vers") == Etat.A_COMPLETER and not donnees.get("motif", "").strip():
            self.add_error("motif", "Dites au département ce qu’il faut compléter.")
        return donnees


class TextesForm(forms.Form):
    """The parts of the rapport the département writes itself."""

    version = VersionField()
    contexte = TexteField(
        label="Contexte et gouvernance", widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    conclusion = TexteField(label="Conclusion", widget=forms.Textarea(attrs={"rows": 6}), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("version", "contexte", "conclusion", bouton="Enregistrer les textes")


class DepenseCommuneForm(forms.Form):
    """What the conventions of a common report spent together."""

    version = VersionField()
    depense_commune = EurosField(
        label="Dépense exécutée, toutes conventions réunies",
        help_text="En euros, au centime. Vide si chaque convention dit la sienne, action par action.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("version", "depense_commune", bouton="Enregistrer la dépense commune")
