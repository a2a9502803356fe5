"""The centrale's two forms: a convention, a year of it."""

from django import forms

from conventions.forms.conventions import DIT_PRECEDENTE, SIGNATURE_A_VENIR
from conventions.models import Convention, Exercice, Partie
from referentiels.models import Referentiel
from saisie.champs import EurosField, LigneField
from saisie.forms.presentation import make_helper


def make_champ_dispositif():
    """The instruments that a published référentiel judges, to choose one."""
    libelles = {
        referentiel.dispositif: f"{referentiel.dispositif} – {referentiel.definition.dispositif_libelle}"
        for referentiel in Referentiel.objects.published()
    }
    return forms.ChoiceField(
        label="Dispositif",
        choices=[("", "Choisissez un dispositif"), *libelles.items()],
        error_messages={"required": "Choisissez un dispositif."},
    )


class OuvertureConventionForm(forms.ModelForm):
    """A convention as it was signed. Who else signs is said on its page, over its life."""

    titre_etat = LigneField(
        label="Titre du signataire pour l’État",
        max_length=160,
        help_text="Exemple\u00a0: la préfète du Finistère",
    )
    titre_departement = LigneField(
        label="Titre du signataire pour la collectivité",
        max_length=160,
        help_text="Exemple\u00a0: le président du conseil départemental",
    )

    class Meta:
        model = Convention
        fields = (
            "dispositif", "code", "departement", "collectivite", "date_signature", "debut", "fin", "precedente",
        )  # fmt: skip
        help_texts = {
            "code": "Le code du département ou, d’une métropole, d’une région ou d’une commune, le sien\u202f; "
            "suivi du dispositif s’il a déjà une convention. Exemples\u00a0: 29, 69M, 29-CLS",
            "precedente": DIT_PRECEDENTE,
        }

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["date_signature"].limit(aujourdhui, SIGNATURE_A_VENIR)
        self.fields["dispositif"] = make_champ_dispositif()
        self.fields["precedente"].queryset = Convention.objects.select_related("departement", "collectivite")
        self.fields["precedente"].empty_label = "Aucune"
        self.fields["departement"].empty_label = "Choisissez un département"
        self.fields["collectivite"].empty_label = "Choisissez une collectivité"
        self.helper = make_helper(*self.fields, bouton="Ouvrir la convention")

    def clean(self):
        donnees = super().clean()
        departement, collectivite = donnees.get("departement"), donnees.get("collectivite")
        if departement and collectivite and not collectivite.departements.filter(pk=departement.pk).exists():
            self.add_error("collectivite", f"Cette collectivité n’est pas dans le département {departement}.")
        return donnees

    @property
    def champs(self):
        """What `open_convention` takes."""
        titres = {partie: self.cleaned_data[f"titre_{partie}"] for partie in Partie.values}
        signataires = [{"partie": partie, "titre": titre} for partie, titre in titres.items()]
        return {champ: self.cleaned_data[champ] for champ in self.Meta.fields} | {"signataires": signataires}


class OuvertureExerciceForm(forms.ModelForm):
    """A year of a convention, with the référentiel it will be judged by."""

    montant_notifie = EurosField(label="Montant notifié par l’État, en euros")

    class Meta:
        model = Exercice
        fields = ("convention", "annee", "regime", "debut", "fin", "referentiel", "montant_notifie")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["referentiel"].queryset = Referentiel.objects.published()
        self.fields["convention"].empty_label = "Choisissez une convention"
        self.fields["referentiel"].empty_label = "Choisissez un référentiel"
        self.helper = make_helper(*self.fields, bouton="Ouvrir l’exercice")

    @property
    def champs(self):
        """What `open_exercice` takes."""
        return self.cleaned_data
