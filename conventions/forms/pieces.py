"""A piece of evidence, as uploaded: what it is, told from its bytes."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError

from conventions.forms.presentation import make_helper
from conventions.personnes import IDENTIFIANT, is_personnelle, list_colonnes_personnelles, normalize

MAX_OCTETS = 10_000_000
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
}
EXTENSIONS = {nature: (f".{nature}",) for nature in TYPES} | {"jpeg": (".jpg", ".jpeg")}
SIGNATURES = (("pdf", b"%PDF-"), ("png", b"\x89PNG\r\n\x1a\n"), ("jpeg", b"\xff\xd8\xff"))
ACCEPTES = "Un PDF, une image PNG ou JPEG, un classeur .xlsx, un texte .odt ou un fichier .csv"
CONTROLE = re.compile(r"[\x00-\x08\x0e-\x1f]")


class PieceForm(forms.Form):
    """A file that proves a figure, refused in one sentence when it is not of an accepted type."""

    fichier = forms.FileField(
        label="Pièce à joindre",
        help_text=f"{ACCEPTES}, de 10 Mo au plus, sans donnée nominative.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = make_helper("fichier", bouton="Joindre la pièce")

    def clean_fichier(self):
        fichier = self.cleaned_data["fichier"]
        if fichier.size > MAX_OCTETS:
            raise ValidationError("Cette pièce dépasse 10 Mo.")
        octets = fichier.read()
        nature = find_nature(octets)
        if nature is None:
            raise ValidationError(f"{ACCEPTES} : ce fichier n’est rien de cela, ou contient des macros.")
        if nature == "csv" and has_personnes(octets):
            raise ValidationError(
                "Ce fichier semble contenir des lignes de personnes (identifiant, nom, NIR, adresse électronique) : "
                "joignez un total, ou une note."
            )
        nom = clean_nom(fichier.name)
        extension = PurePath(nom).suffix.lower()
        if extension not in EXTENSIONS[nature]:
            raise ValidationError(
                f"Le contenu de ce fichier est de type {nature.upper()}, son nom finit par "
                f"« {extension or 'rien'} » : renommez-le."
            )
        self.cleaned_data |= {"nom_fichier": nom, "type_contenu": TYPES[nature], "octets": octets}
        return fichier

    @property
    def piece(self):
        """The file as `record_piece` takes it."""
        return {cle: self.cleaned_data[cle] for cle in ("nom_fichier", "type_contenu", "octets")}


def find_nature(octets):
    """What a file is, one of TYPES, told from its bytes and never from its name; None when it is none of them."""
    for nature, signature in SIGNATURES:
        if octets.startswith(signature):
            return nature
    if octets.startswith(b"PK\x03\x04"):
        return _find_nature_zip(octets)
    return "csv" if _is_texte(octets) else None


def _find_nature_zip(octets):
    """XLSX or ODT without macros, from the names of the archive: nothing is inflated but an ODT's short `mimetype`."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            noms = set(archive.namelist())
            if any(
                nom.lower().endswith("vbaproject.bin") or nom.startswith(("Basic/", "Scripts/"))
                for nom in noms
            ):
                return None
            if {"[Content_Types].xml", "xl/workbook.xml"} <= noms:
                return "xlsx"
            if "mimetype" in noms:
                with archive.open("mimetype") as entree:
                    return "odt" if entree.read(100).decode("ascii", "replace") == TYPES["odt"] else None
    except Exception:
        # zipfile raises a dozen classes on damaged archives; to the user they are one thing.
        return None
    return None


def _read_texte(octets):
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def has_personnes(octets):
    """Does a CSV look like lines of persons? The parcours file itself is never kept, not even as evidence."""
    lignes = [re.split("[;,\t]", ligne) for ligne in _read_texte(octets).splitlines()]
    if IDENTIFIANT in map(normalize, lignes[0]) or list_colonnes_personnelles(lignes[0]):
        return True
    return any(is_personnelle(cellule.strip(' "')) for ligne in lignes for cellule in ligne)


def _is_texte(octets):
    """Lines of text with separators: no markup, no control character."""
    texte = _read_texte(octets)
    return (
        not CONTROLE.search(texte)
        and not texte.lstrip().startswith(("<", "{", "#!"))
        and any(separateur in texte for separateur in ";,\t")
    )


def clean_nom(nom):
    """The name of an upload as it is kept: no folder, no control character, at most 200 characters."""
    nom = re.sub(
        r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", nom.replace("\\", "/").rsplit("/", 1)[-1]
    ).strip()
    chemin = PurePath(nom or "piece")
    return f"{chemin.stem[: 200 - len(chemin.suffix)]}{chemin.suffix}"
