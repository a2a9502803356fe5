"""The text of a référentiel, pasted, edited or uploaded, and the word that publishes it."""

from django import forms

from referentiels.lecture import TAILLE_MAX
from saisie.champs import TexteField, VersionField
from saisie.forms.conflits import FicheVersionnee
from saisie.forms.gestes import GesteForm
from saisie.forms.presentation import make_helper


class SourceField(TexteField):
    """A TOML text, kept as it is typed: what it says is printed as it says it."""

    def to_python(self, value):
        return forms.CharField.to_python(self, value)


class ReferentielForm(FicheVersionnee, forms.Form):
    """The TOML text as typed, right or wrong; a chosen file takes its place."""

    version = VersionField(required=False)
    fichier = forms.FileField(
        label="Fichier TOML",
        required=False,
        help_text="Son contenu remplace le texte ci-dessous.",
        error_messages={"empty": "Le fichier est vide."},
    )
    source = SourceField(
        label="Texte du référentiel",
        widget=forms.Textarea(
            attrs={"rows": 24, "spellcheck": "false", "wrap": "off", "class": "code-source"}
        ),
        required=False,
        strip=False,
        max_length=TAILLE_MAX,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("version", "fichier", "source", bouton="Enregistrer le brouillon")

    def clean_fichier(self):
        """The text of the file, "" without one."""
        fichier = self.cleaned_data["fichier"]
        if fichier is None:
            return ""
        # A character takes four bytes at most.
        if fichier.size > 4 * TAILLE_MAX:
            raise forms.ValidationError("Ce fichier est trop gros pour un référentiel.")
        try:
            texte = fichier.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("Ce fichier n’est pas un texte écrit en UTF-8.") from None
        if "\x00" in texte or len(texte) > TAILLE_MAX:
            raise forms.ValidationError("Ce fichier n’est pas le texte d’un référentiel.")
        return texte

    def clean(self):
        donnees = super().clean()
        texte = donnees.get("fichier") or donnees.get("source") or ""
        if not self.errors and not texte.strip():
            self.add_error("source", "Collez le texte du référentiel, ou choisissez son fichier.")
        # What a browser sends ends its lines otherwise than the file did.
        donnees["source"] = texte.replace("\r\n", "\n")
        return donnees


class PublicationForm(GesteForm):
    """The word that publishes a référentiel, as it was read."""

    bouton = "Publier le référentiel"
    quoi = "Ce brouillon"
    confirme = forms.BooleanField(
        label="J’ai relu ce référentiel. Une fois publié, il ne changera plus.",
        error_messages={"required": "Cochez cette case pour publier."},
    )
