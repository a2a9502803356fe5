"""What people type about actions, decisions and new exercices, turned into our types."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row, Submit
from django import forms

from conventions.champs import DateField, EurosField
from conventions.models import Action, Convention, Etat, Exercice, Referentiel, Source

CHAMPS_FICHE = (
    "numero", "titre", "axe", "nature", "etat", "diagnostic", "objectifs", "description", "public", "territoire",
    "pilote_nom", "pilote_fonction", "partenaires", "moyens", "calendrier", "resultats_attendus", "lien_spie",
    "evaluation", "bilan", "difficultes", "perspectives", "motif_ecart", "justification_ecart",
)  # fmt: skip


def make_helper(*contenu, bouton="Enregistrer"):
    """Helper of an edit form: warns before leaving, is sent once, ends with one button."""
    helper = FormHelper()
    helper.attrs = {"data-avertir": True, "data-une-fois": True}
    helper.layout = Layout(*contenu)
    helper.add_input(Submit("envoyer", bouton))
    return helper


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


class DecisionForm(forms.Form):
    """Validate, or send back with what must be completed."""

    vers = forms.ChoiceField(
        label="Votre décision",
        choices=[(Etat.VALIDE, "Valider l’exercice"), (Etat.A_COMPLETER, "Renvoyer pour complément")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    motif = forms.CharField(
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

    version = forms.IntegerField(widget=forms.HiddenInput)
    contexte = forms.CharField(
        label="Contexte et gouvernance", widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    conclusion = forms.CharField(label="Conclusion", widget=forms.Textarea(attrs={"rows": 6}), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("version", "contexte", "conclusion", bouton="Enregistrer les textes")


class OuvertureConventionForm(forms.ModelForm):
    """A convention as it was signed."""

    class Meta:
        model = Convention
        fields = (
            "dispositif", "code", "departement", "collectivite", "date_signature", "debut", "fin",
            "signataire_etat", "titre_etat", "signataire_departement", "titre_departement",
        )  # fmt: skip
        field_classes = dict.fromkeys(("date_signature", "debut", "fin"), DateField)
        help_texts = {
            "code": "Le code du département, ou 69M pour la métropole de Lyon ; suivi du dispositif s’il a déjà une "
            "convention. Exemples : 29, 29-CLS"
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        libelles = {
            referentiel.dispositif: f"{referentiel.dispositif} – {referentiel.definition.dispositif_libelle}"
            for referentiel in Referentiel.objects.published()
        }
        self.fields["dispositif"] = forms.ChoiceField(
            label="Dispositif",
            choices=[("", "Choisissez un dispositif"), *libelles.items()],
            error_messages={"required": "Choisissez un dispositif."},
        )
        self.helper = make_helper(*self.fields, bouton="Ouvrir la convention")

    def clean(self):
        donnees = super().clean()
        departement, collectivite = donnees.get("departement"), donnees.get("collectivite")
        if departement and collectivite and not collectivite.departements.filter(pk=departement.pk).exists():
            self.add_error("collectivite", f"Cette collectivité n’est pas dans le département {departement}.")
        return donnees


class OuvertureExerciceForm(forms.ModelForm):
    """A year of a convention, with the référentiel it will be judged by."""

    montant_notifie = EurosField(label="Montant notifié par l’État, en euros")

    class Meta:
        model = Exercice
        fields = ("convention", "annee", "regime", "debut", "fin", "referentiel", "montant_notifie")
        field_classes = dict.fromkeys(("debut", "fin"), DateField)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referentiel"].queryset = Referentiel.objects.published()
        self.helper = make_helper(*self.fields, bouton="Ouvrir l’exercice")
