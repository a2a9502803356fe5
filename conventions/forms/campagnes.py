"""A campaign, and the time granted to one convention, as the centrale types them."""

from crispy_forms.layout import Column, Row
from django import forms

from conventions.forms.ouverture import make_champ_dispositif
from conventions.models import Campagne
from conventions.operations.campagnes import DATES, IDENTITE
from referentiels.models import Referentiel
from saisie.champs import DateField, TexteField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.gestes import GesteForm
from saisie.forms.presentation import make_helper

AIDES = {
    "rapport_le": "Le dernier jour compris, à l’heure de Paris ou du territoire.",
    "correction_au": "Jusqu’à quand une collectivité complète ce qui lui est renvoyé.",
    "instruction_au": "Jusqu’à quand l’État instruit les rapports.",
    "jours_reponse": "Vide\u00a0: une réponse n’est pas attendue à jour fixe.",
}


class CampagneForm(FicheVersionnee, forms.ModelForm):
    """The dates of a campaign, and, as long as it is not open, whose they are."""

    version = VersionField(required=False)
    motif = TexteField(
        label="Pourquoi une date passée change",
        max_length=2000,
        required=False,
        help_text="À remplir si une des dates est passée. Le journal le garde.",
    )

    class Meta:
        model = Campagne
        fields = (*IDENTITE, *DATES, "jours_reponse")
        help_texts = AIDES

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        identite = list(IDENTITE)
        if self.instance.is_ouverte:
            identite = []
            for nom in IDENTITE:
                del self.fields[nom]
        else:
            del self.fields["motif"]
            self.fields["dispositif"] = make_champ_dispositif()
            self.fields["referentiel"].queryset = Referentiel.objects.published()
            self.fields["referentiel"].empty_label = "Choisissez un référentiel"
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)
        else:
            del self.fields["version"]
        reste = [nom for nom in ("version", "motif") if nom in self.fields]
        self.helper = make_helper(
            *identite,
            Row(Column("ouverture"), Column("rapport_le")),
            Row(Column("correction_au"), Column("instruction_au")),
            "jours_reponse",
            *reste,
            bouton="Enregistrer la campagne",
        )

    @property
    def ecriture(self):
        """What `record_campagne` takes."""
        champs = {nom: self.cleaned_data[nom] for nom in self.Meta.fields if nom in self.cleaned_data}
        dits = {nom: self.cleaned_data[nom] for nom in ("version", "motif") if nom in self.fields}
        return {"champs": champs, **dits}


class OuvertureCampagneForm(GesteForm):
    """The word that opens a campaign, or the exercices it lacks."""

    bouton = "Ouvrir la campagne"
    quoi = "La campagne"


class DelaiForm(forms.Form):
    """Until when, and why."""

    jusqu_au = DateField(label="Rapport attendu jusqu’au")
    motif = TexteField(
        label="Motif", max_length=2000, help_text="La collectivité et la préfecture le lisent tel quel."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper(*self.fields, bouton="Accorder ce délai")
