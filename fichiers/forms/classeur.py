"""A workbook as it comes back: the gate it passes before anything reads it."""

from django import forms
from django.core.exceptions import ValidationError

from fichiers.porte import FichierRefuse, find_nature
from saisie.forms.presentation import make_helper

MAX_OCTETS = 5_000_000


class DepotForm(forms.Form):
    """A workbook to read: told from its size, its name and its first bytes here, then from what it holds by
    `read(octets)`, in a child process; it raises FichierRefuse when it is not the workbook one expects. Its bytes are
    kept in `octets`."""

    fichier = forms.FileField(
        label="Votre classeur rempli",
        help_text="Le fichier .xlsx téléchargé ici. Rien n’est enregistré avant que vous ayez confirmé.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, read, **kwargs):
        super().__init__(*args, **kwargs)
        self.read = read
        self.helper = make_helper("fichier", bouton="Vérifier le classeur")

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        try:
            if fichier.size > MAX_OCTETS:
                raise FichierRefuse("fichier_trop_gros", f"Le fichier dépasse {MAX_OCTETS // 1_000_000} Mo.")
            if find_nature(fichier, fichier.name, "le classeur .xlsx téléchargé ici") != "xlsx":
                raise FichierRefuse("type_refuse", "Ce fichier n’est pas un classeur Excel (.xlsx).")
            self.octets = fichier.read()
            self.read(self.octets)
        except FichierRefuse as refus:
            raise ValidationError(refus.message, code=refus.code) from refus
        return fichier
