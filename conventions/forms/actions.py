"""The fiche of an action as it is typed."""

from crispy_forms.layout import Column, Fieldset, Row
from django import forms

from conventions.forms.presentation import make_helper
from conventions.models import Action

CHAMPS_FICHE = (
    "numero", "titre", "axe", "nature", "etat", "diagnostic", "objectifs", "description", "public", "territoire",
    "pilote_nom", "pilote_fonction", "etp", "moyens", "calendrier", "resultats_attendus", "lien_spie",
    "evaluation", "bilan", "difficultes", "perspectives",
)  # fmt: skip


class ActionForm(forms.ModelForm):
    """The fiche of an action. Its money is typed in the grid."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Action
        fields = CHAMPS_FICHE
        widgets = {
            champ: forms.Textarea(attrs={"rows": 4})
            for champ in CHAMPS_FICHE
            if Action._meta.get_field(champ).get_internal_type() == "TextField"
        }

    def __init__(self, *args, exercice, **kwargs):
        super().__init__(*args, **kwargs)
        definition = exercice.referentiel.definition
        self.exercice = exercice
        self.instance.exercice = exercice
        self.fields["axe"] = forms.ChoiceField(
            label="Axe",
            choices=[("", "Choisissez un axe")]
            + [(a.code, f"{a.code} – {a.libelle}") for a in definition.axes],
        )
        self.fields["numero"].help_text = "Exemple : S4-1"
        self.initial.setdefault("version", self.instance.version if self.instance.pk else 0)
        self.helper = make_helper(
            "version",
            Fieldset("Identité", Row(Column("numero"), Column("axe")), "titre", Row(Column("nature"), Column("etat"))),
            Fieldset("Bilan de l’année", "bilan", "difficultes", "perspectives"),
            Fieldset(
                "Fiche",
                "description", "objectifs", "public", "territoire",
                Row(Column("pilote_nom"), Column("pilote_fonction")),
                "etp", "moyens", "calendrier", "resultats_attendus", "diagnostic", "lien_spie", "evaluation",
            ),
            bouton="Enregistrer l’action",
        )  # fmt: skip

    def _get_validation_exclusions(self):
        # `numero` is unique with the exercice, which is not a field of the form: keep the check.
        return super()._get_validation_exclusions() - {"exercice"}

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_FICHE}
