"""What is typed about an exercice as a whole."""

from django import forms

from conventions.models import Acte
from saisie.champs import EurosField, TexteField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.gestes import GesteForm
from saisie.forms.presentation import make_helper


class EnsembleForm(GesteForm):
    """The word that sends an exercice on as a whole; with work that is not saved, the choice to leave it out."""

    quoi = "L’exercice"
    sans_brouillons = forms.BooleanField(
        label="Transmettre sans ces saisies en attente",
        error_messages={
            "required": "Cochez cette case pour transmettre sans elles, ou enregistrez-les d’abord."
        },
    )

    def __init__(self, *args, brouillons, **kwargs):
        super().__init__(*args, **kwargs)
        if not brouillons:
            del self.fields["sans_brouillons"]


class ActeForm(EnsembleForm):
    """The word that moves an exercice, with the reason of what goes back."""

    MOTIVES = (Acte.RENDRE, Acte.ROUVRIR)
    motif = TexteField(
        label="Pourquoi",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="La collectivité le lit tel quel.",
        error_messages={"required": "Dites pourquoi\u00a0: c’est ce que lira la collectivité."},
    )

    def __init__(self, *args, acte, **kwargs):
        super().__init__(*args, **kwargs)
        self.bouton = acte.label
        if acte not in self.MOTIVES:
            del self.fields["motif"]
        if "sans_brouillons" in self.fields:
            self.fields["sans_brouillons"].label = "Continuer sans ces saisies en attente"


class ValidationForm(GesteForm):
    """The word that validates an exercice, with one’s opinion."""

    bouton = "Valider l’exercice"
    quoi = "L’exercice"
    motif = TexteField(
        label="Votre avis",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="La collectivité le lit tel quel.",
    )


class RenvoiForm(GesteForm):
    """The word that sends an exercice back, with what must be completed."""

    bouton = "Renvoyer pour complément"
    quoi = "L’exercice"
    motif = TexteField(
        label="Ce qu’il faut compléter",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="En quelques mots, au-dessus des remarques jointes. La collectivité le lit tel quel.",
        error_messages={"required": "Dites à la collectivité ce qu’il faut compléter."},
    )


class TextesForm(FicheVersionnee, forms.Form):
    """The parts of the rapport the département writes itself."""

    version = VersionField()
    contexte = TexteField(
        label="Contexte et gouvernance", widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    conclusion = TexteField(label="Conclusion", widget=forms.Textarea(attrs={"rows": 6}), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("version", "contexte", "conclusion", bouton="Enregistrer les textes")


class DepenseCommuneForm(FicheVersionnee, forms.Form):
    """What the conventions of a common report spent together."""

    version = VersionField()
    depense_commune = EurosField(
        label="Dépense exécutée, toutes conventions réunies",
        help_text="En euros, au centime. Vide si chaque convention dit la sienne, action par action.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("version", "depense_commune", bouton="Enregistrer la dépense commune")
