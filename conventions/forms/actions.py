"""The fiche of an action as it is typed."""

from crispy_forms.layout import Column, Fieldset, Row
from django import forms

from conventions.champs import EurosField
from conventions.forms.presentation import make_helper
from conventions.models import Action, Source

CHAMPS_FICHE = (
    "numero", "titre", "axe", "nature", "etat", "diagnostic", "objectifs", "description", "public", "territoire",
    "pilote_nom", "pilote_fonction", "partenaires", "moyens", "calendrier", "resultats_attendus", "lien_spie",
    "evaluation", "bilan", "difficultes", "perspectives", "motif_ecart", "justification_ecart",
)  # fmt: skip


class ActionForm(forms.ModelForm):
    """The fiche of an action and its money, one field per source and column."""

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
        self.fields["motif_ecart"] = forms.ChoiceField(
            label="Motif de l’écart entre prévu et exécuté",
            required=False,
            choices=[("", "Aucun")] + [(motif, motif.capitalize()) for motif in definition.motifs_ecart],
        )
        self.fields["numero"].help_text = "Exemple : S4-1"
        self.initial.setdefault("version", self.instance.version if self.instance.pk else 0)
        actuels = {f.source: f for f in self.instance.financements.all()} if self.instance.pk else {}
        lignes = [
            self._add_source(source, libelle, actuels.get(source)) for source, libelle in Source.choices
        ]
        self.helper = make_helper(
            "version",
            Fieldset("Identité", Row(Column("numero"), Column("axe")), "titre", Row(Column("nature"), Column("etat"))),
            Fieldset("Financement, en euros", *lignes, "motif_ecart", "justification_ecart"),
            Fieldset("Bilan de l’année", "bilan", "difficultes", "perspectives"),
            Fieldset(
                "Fiche",
                "description", "objectifs", "public", "territoire",
                Row(Column("pilote_nom"), Column("pilote_fonction")),
                "partenaires", "moyens", "calendrier", "resultats_attendus", "diagnostic", "lien_spie", "evaluation",
            ),
            bouton="Enregistrer l’action",
        )  # fmt: skip

    def _add_source(self, source, libelle, actuel):
        noms = []
        for colonne, mot in (("prevu", "prévu"), ("execute", "exécuté")):
            nom = f"{source}_{colonne}"
            initial = getattr(actuel, colonne) if actuel else None
            self.fields[nom] = EurosField(label=f"{libelle}, {mot}", initial=initial)
            noms.append(Column(nom))
        return Row(*noms)

    def _get_validation_exclusions(self):
        # `numero` is unique with the exercice, which is not a field of the form: keep the check.
        return super()._get_validation_exclusions() - {"exercice"}

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_FICHE}

    @property
    def montants(self):
        """Amounts as `record_action` takes them; a source nobody filled in is left out."""
        montants = {}
        for source in Source.values:
            colonnes = {colonne: self.cleaned_data[f"{source}_{colonne}"] for colonne in ("prevu", "execute")}
            if any(v is not None for v in colonnes.values()) or (
                self.instance.pk and self.instance.financements.filter(source=source).exists()
            ):
                montants[source] = colonnes
        return montants
