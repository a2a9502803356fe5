"""What is typed about a convention over its life."""

from crispy_forms.layout import Column, Row
from django import forms

from conventions.models import CHAMPS_PAIEMENT, Convention, NaturePieceConvention, Partie, Signataire
from conventions.queries.conventions import list_precedentes
from fichiers.forms.pieces import PieceForm
from saisie.champs import CHIFFRES_SIRET, EurosField, LigneField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.presentation import make_helper

SIGNATURE_A_VENIR = "La signature ne peut pas être postérieure à aujourd’hui."
CHAMPS_DATES = ("date_signature", "debut", "fin", "prolongee_au", "precedente")
DIT_PRECEDENTE = (
    "Celle dont elle prend la suite\u00a0: les actions et les chiffres de sa dernière année s’y continuent."
)


class DatesForm(FicheVersionnee, forms.ModelForm):
    """When a convention was signed, when it runs; the most the State gives in a year, where its instrument has such a
    cap."""

    version = VersionField()
    plafond_annuel = EurosField(
        label="Plafond annuel des crédits de l’État",
        help_text="En euros, le même chaque année. Vide tant qu’il n’est pas connu.",
    )

    class Meta:
        model = Convention
        fields = (*CHAMPS_DATES, "plafond_annuel")
        help_texts = {
            "prolongee_au": "Vide tant que les parties n’ont pas convenu de continuer.",
            "precedente": DIT_PRECEDENTE,
        }

    def __init__(self, *args, aujourdhui, has_plafond, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_plafond:
            del self.fields["plafond_annuel"]
        self.fields["date_signature"].limit(aujourdhui, SIGNATURE_A_VENIR)
        self.fields["precedente"].queryset = list_precedentes(self.instance)
        self.fields["precedente"].empty_label = "Aucune"
        self.initial.setdefault("version", self.instance.version)
        dates = (
            "version",
            "date_signature",
            Row(Column("debut"), Column("fin")),
            "prolongee_au",
            "precedente",
        )
        self.helper = make_helper(*dates, *(["plafond_annuel"] if has_plafond else []))

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in self.Meta.fields if champ in self.fields}


class PaiementForm(FicheVersionnee, forms.ModelForm):
    """How the State pays."""

    version = VersionField()

    class Meta:
        model = Convention
        fields = CHAMPS_PAIEMENT
        help_texts = {
            "modalites_paiement": "Tel qu’un avenant l’écrit\u00a0: «\u00a0Un versement unique après signature.\u00a0»",
            "comptable": "«\u00a0Le directeur régional des finances publiques de Bretagne\u00a0», par exemple.",
            "imputation": "«\u00a0Programme 304, action 19\u00a0», par exemple.",
            "engagement_juridique": "Son numéro dans l’outil de la dépense de l’État.",
            "siret": f"Ses {CHIFFRES_SIRET} chiffres.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", self.instance.version)
        self.helper = make_helper("version", *CHAMPS_PAIEMENT)

    @property
    def champs(self):
        return {champ: self.cleaned_data[champ] for champ in CHAMPS_PAIEMENT}


class SignataireForm(forms.Form):
    """One line: somebody who signs, for one side."""

    partie = forms.ChoiceField(
        label="Pour", error_messages={"required": "Dites pour qui cette personne signe."}
    )
    titre = LigneField(
        label="Titre",
        max_length=Signataire._meta.get_field("titre").max_length,
        error_messages={"required": "Dites à quel titre cette personne signe."},
    )
    nom = LigneField(label="Nom", max_length=Signataire._meta.get_field("nom").max_length, required=False)
    qualite = LigneField(
        label="En qualité de", max_length=Signataire._meta.get_field("qualite").max_length, required=False
    )
    ordre = forms.IntegerField(label="Ordre", min_value=1, max_value=99, required=False)

    def __init__(self, *args, parties, **kwargs):
        super().__init__(*args, **kwargs)
        choix = [(partie, Partie(partie).label) for partie in parties]
        self.fields["partie"].choices = [("", "Choisissez"), *choix]


class _SignatairesFormSet(forms.BaseFormSet):
    """The lines of one or both sides, two empty ones at the end."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Retirer"

    @property
    def signataires(self):
        """Lines to keep, as `record_signataires` takes them: by side, in the order typed."""
        gardees = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        gardees.sort(key=lambda ligne: ligne["ordre"] or 99)
        return [{champ: ligne[champ] for champ in ("partie", "nom", "titre", "qualite")} for ligne in gardees]


SignatairesFormSet = forms.formset_factory(
    SignataireForm, formset=_SignatairesFormSet, extra=2, max_num=20, validate_max=True, can_delete=True
)


class VersionForm(forms.Form):
    """Which version of the convention the page was opened on."""

    version = VersionField()


class PieceConventionForm(PieceForm):
    """A signed copy: what it is, and the file."""

    nature = forms.ChoiceField(label="Nature de la pièce", choices=NaturePieceConvention.choices)
    field_order = ("nature", "fichier")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fichier"].label = "Copie signée"
        self.fields["fichier"].help_text = f"Un PDF de préférence. {self.fields['fichier'].help_text}"
        self.helper = make_helper("nature", "fichier", bouton="Joindre la copie")
