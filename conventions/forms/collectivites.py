"""A collectivité, as the centrale types it."""

from crispy_forms.layout import Column, Row
from django import forms

from comptes.models import JOURS_D_EXISTENCE, Collectivite, Departement
from conventions.operations.collectivites import SANS_TERRITOIRE
from saisie.champs import DateField, LigneField, PlusieursField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.presentation import make_helper

CHAMPS = (
    "nature", "nom", "sans_article", "appellation", "titre_executif", "siren", "existe_du", "existe_au", "successeur",
)  # fmt: skip
PLAUSIBLE = dict(zip(("plus_tot", "plus_tard"), JOURS_D_EXISTENCE, strict=True)) | {"required": False}


class CollectiviteForm(FicheVersionnee, forms.ModelForm):
    """One that signs, or could. Its code is said once: conventions and accounts hold on to it."""

    version = VersionField(required=False)
    code = LigneField(
        label="Code",
        max_length=5,
        help_text="Cinq capitales ou chiffres au plus\u202f; il ne change plus. Exemple\u00a0: 13M",
    )
    nom = LigneField(label="Nom", max_length=120, help_text="Exemple\u00a0: Métropole Aix-Marseille-Provence")
    appellation = LigneField(
        label="Appellation dans les papiers",
        max_length=60,
        required=False,
        help_text="Sans article. Vide\u00a0: celle de sa nature (Département, Collectivité, Métropole, Région, Ville).",
    )
    titre_executif = LigneField(
        label="Titre de l’exécutif",
        max_length=120,
        help_text="Exemple\u00a0: présidente de la métropole Aix-Marseille-Provence",
    )
    siren = LigneField(
        label="Numéro SIREN", max_length=20, required=False, help_text="Neuf chiffres, s’il est connu."
    )
    existe_du = DateField(**PLAUSIBLE, label="Existe depuis le", help_text="Vide si c’est avant 2000.")
    existe_au = DateField(**PLAUSIBLE, label="A existé jusqu’au", help_text="Vide tant qu’elle existe.")
    departements = PlusieursField(
        label="Territoires",
        queryset=Departement.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": SANS_TERRITOIRE},
        help_text="Les départements où elle peut signer.",
    )

    class Meta:
        model = Collectivite
        fields = ("code", *CHAMPS, "departements")
        help_texts = {
            "sans_article": "Comme «\u00a0Bordeaux Métropole\u00a0», et non «\u00a0la Métropole de Lyon\u00a0».",
            "successeur": "Elle tient aujourd’hui les conventions que celle-ci a signées.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successeur"].empty_label = "Aucune"
        if self.instance.pk:
            del self.fields["code"]
            self.fields["successeur"].queryset = Collectivite.objects.exclude(pk=self.instance.pk)
            self.initial.setdefault("version", self.instance.version)
        else:
            del self.fields["version"]
        tete = ["version"] if self.instance.pk else ["code"]
        self.helper = make_helper(
            *tete,
            "nature",
            "nom",
            "sans_article",
            "appellation",
            "titre_executif",
            "siren",
            Row(Column("existe_du"), Column("existe_au")),
            "successeur",
            "departements",
            bouton="Enregistrer la collectivité",
        )

    def clean_siren(self):
        """Typed with spaces or without."""
        return "".join(self.cleaned_data["siren"].split()) or None

    @property
    def ecriture(self):
        """What `record_collectivite` takes."""
        champs = {champ: self.cleaned_data[champ] for champ in CHAMPS}
        if not self.instance.pk or "code" in self.fields:
            champs["code"] = self.cleaned_data["code"]
        return {
            "champs": champs,
            "departements": list(self.cleaned_data["departements"]),
            "version": self.cleaned_data.get("version"),
        }
