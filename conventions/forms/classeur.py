"""A workbook as it comes back: the gate it passes before anything reads it."""

import zipfile

from django import forms
from django.core.exceptions import ValidationError

from conventions.depot import FichierRefuse, check_depot
from conventions.forms.presentation import make_helper

MAX_OCTETS, MAX_DEPLIES = 5_000_000, 60_000_000


class DepotForm(forms.Form):
    """A workbook to read: it passes the gate, then `read(octets)`, which raises FichierRefuse when it is not the
    workbook one expects. Its bytes are kept in `octets`."""

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
            _check_taille(fichier)
            if check_depot(fichier, fichier.name, MAX_OCTETS).nature != "xlsx":
                raise FichierRefuse("type_refuse", "Ce fichier n’est pas un classeur Excel (.xlsx).")
            fichier.seek(0)
            self.octets = fichier.read()
            self.read(self.octets)
        except FichierRefuse as refus:
            raise ValidationError(refus.message, code=refus.code) from refus
        return fichier


def _check_taille(fichier):
    """A workbook is small: refuse what says it inflates to more, before the gate inflates it to see."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            deplie = sum(entree.file_size for entree in archive.infolist())
    except Exception:  # the gate says what is wrong with it
        return
    if deplie > MAX_DEPLIES:
        raise FichierRefuse("classeur_trop_gros", "Ce classeur est trop volumineux une fois décompressé.")
