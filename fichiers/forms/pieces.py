"""A piece of evidence, as uploaded: what it is, told from its bytes."""

import re
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from fichiers.appel import ask
from fichiers.examen import TYPES
from fichiers.porte import FichierRefuse
from saisie.forms.presentation import make_helper

MAX_OCTETS = 20_000_000  # a scan of forty pages
EXTENSIONS = {nature: (f".{nature}",) for nature in TYPES} | {"jpeg": (".jpg", ".jpeg")}
ACCEPTES = "Un PDF, une image PNG ou JPEG, un classeur .xlsx, un texte .odt ou un fichier .csv"
EXAMEN = "fichiers.examen"


class PieceForm(forms.Form):
    """A file that proves a figure, refused in one sentence when it is not of an accepted type."""

    fichier = forms.FileField(
        label="Pièce à joindre",
        help_text=f"{ACCEPTES}, de {MAX_OCTETS // 1_000_000} Mo au plus, sans donnée nominative.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("fichier", bouton="Joindre la pièce")

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > MAX_OCTETS:
            raise ValidationError(
                f"Cette pièce dépasse {MAX_OCTETS // 1_000_000} Mo\u00a0: numérisez-la en moindre résolution, ou "
                "joignez-la en plusieurs fichiers."
            )
        octets = fichier.read()
        nature = _examine(octets)
        nom = clean_nom(fichier.name)
        extension = PurePath(nom).suffix.lower()
        if extension not in EXTENSIONS[nature]:
            raise ValidationError(
                f"Le contenu de ce fichier est de type {nature.upper()}, son nom finit par "
                f"«\u00a0{extension or 'rien'}\u00a0»\u00a0: renommez-le."
            )
        self.cleaned_data |= {"nom_fichier": nom, "type_contenu": TYPES[nature], "octets": octets}
        return fichier

    @property
    def piece(self):
        """The file as `record_piece` takes it."""
        return {cle: self.cleaned_data[cle] for cle in ("nom_fichier", "type_contenu", "octets")}


def _examine(octets):
    """What a file is, as the child process that reads it says; raises ValidationError on what cannot be joined."""
    try:
        examen = ask(EXAMEN, {"geste": "examiner"}, octets)
    except FichierRefuse as refus:
        raise ValidationError(refus.message, code=refus.code) from refus
    if examen["nature"] is None:
        raise ValidationError(f"{ACCEPTES}\u00a0: ce fichier n’est rien de cela, ou contient des macros.")
    if examen["personnes"]:
        raise ValidationError(
            "Ce fichier semble contenir des lignes de personnes (identifiant, nom, NIR, adresse électronique)\u00a0: "
            "joignez un total, ou une note."
        )
    return examen["nature"]


def clean_nom(nom):
    """The name of an upload as it is kept: no folder, no control character, at most 200 characters."""
    nom = re.sub(
        r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", nom.replace("\\", "/").rsplit("/", 1)[-1]
    ).strip()
    chemin = PurePath(nom or "piece")
    return f"{chemin.stem[: 200 - len(chemin.suffix)]}{chemin.suffix}"
