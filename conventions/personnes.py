"""What betrays a person in a file: headers and cells that no file kept here may hold. Pure: no Django, no file."""

import re
import unicodedata

IDENTIFIANT = "identifiant"
# Headers that announce who a person is; no such column may enter, used or not (domaine.md, personal data).
ENTETE_PERSONNELLE = re.compile(
    r"(^|_)(nom|noms|prenom|prenoms|nir|matricule|naissance|ne_le|nee_le|securite_sociale|secu|telephone|tel|portable|"
    r"email|mail|courriel|adresse|numero_allocataire)(_|$)"
)
NIR = re.compile(
    r"[12]\s?\d{2}\s?(0[1-9]|1[0-2]|[2-9]\d)\s?(\d{2}|2[AB])\s?\d{3}\s?\d{3}(\s?\d{2})?", re.IGNORECASE
)
COURRIEL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
ACCENTS = re.compile(r"[^a-z0-9]+")


def normalize(texte):
    """Lower case, no accent, words joined by one underscore: how headers and codes are compared."""
    sans_accent = unicodedata.normalize("NFKD", str(texte)).encode("ascii", "ignore").decode()
    return ACCENTS.sub("_", sans_accent.lower()).strip("_")


def list_colonnes_personnelles(entetes):
    """Headers that announce personal data."""
    return [entete for entete in entetes if ENTETE_PERSONNELLE.search(normalize(entete or ""))]


def get_identifiant(cellule):
    """Text of an identifier, spaces around it left out; a whole number of a workbook is written without decimals."""
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return str(cellule).strip()


def is_personnelle(cellule):
    """Does a cell look like a NIR or an e-mail address?"""
    texte = get_identifiant(cellule)
    return bool(NIR.fullmatch(texte) or COURRIEL.search(texte))
