"""The gate every uploaded file goes through before anything parses it. Refuses with one French sentence."""

import codecs
import re
import zipfile
from dataclasses import dataclass

MAX_OCTETS = 150_000_000
MAX_DEPLIES = 1_500_000_000
MAX_ENTREES = 2_000
MAX_COLONNES = 100
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CELLULE = re.compile(rb'<c[^>]{0,200}? r="([A-Z]{1,3})[0-9]+"')
DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
TAILLE_LECTURE = 1 << 20


class FichierRefuse(Exception):
    """The file is not read at all; `message` is the sentence to show, `code` names the reason."""

    def __init__(self, code, message):
        self.code, self.message = code, message
        super().__init__(message)


@dataclass(frozen=True)
class Depot:
    """A file that passed: `nature` is "csv" or "xlsx", `encodage` the text encoding of a CSV."""

    nature: str
    encodage: str


def check_depot(fichier, nom, max_octets=MAX_OCTETS):
    """Look at a seekable binary file without parsing it; returns its `Depot` or raises `FichierRefuse`."""
    fichier.seek(0, 2)
    taille = fichier.tell()
    fichier.seek(0)
    if not taille:
        raise FichierRefuse("fichier_vide", "Le fichier est vide.")
    if taille > max_octets:
        raise FichierRefuse("fichier_trop_gros", f"Le fichier dépasse {max_octets // 1_000_000} Mo.")
    debut = fichier.read(8)
    fichier.seek(0)
    extension = nom.rsplit(".", 1)[-1].lower() if "." in nom else ""
    if debut.startswith(OLE):
        raise FichierRefuse(
            "ancien_excel",
            "Ce fichier est un ancien classeur (.xls) ou un classeur protégé par mot de passe : "
            "enregistrez-le au format .xlsx, sans mot de passe.",
        )
    if extension in ("xlsm", "xlsb", "xls", "ods", "pdf", "docx"):
        raise FichierRefuse(
            "type_refuse", f"Le format .{extension} n’est pas accepté : déposez un fichier .csv ou .xlsx."
        )
    if debut.startswith(ZIP):
        if extension != "xlsx":
            raise FichierRefuse(
                "type_refuse", "Ce fichier n’est pas un texte : déposez un fichier .csv ou .xlsx."
            )
        _check_xlsx(fichier)
        return Depot("xlsx", "")
    if extension == "xlsx":
        raise FichierRefuse(
            "type_refuse", "Ce fichier porte l’extension .xlsx mais n’est pas un classeur Excel."
        )
    return Depot("csv", _find_encodage(fichier))


def _check_xlsx(fichier):
    try:
        with zipfile.ZipFile(fichier) as archive:
            noms = archive.namelist()
            if "xl/workbook.xml" not in noms or len(noms) > MAX_ENTREES:
                raise FichierRefuse("classeur_illisible", "Ce fichier n’est pas un classeur Excel lisible.")
            if any(nom.lower().endswith("vbaproject.bin") for nom in noms):
                raise FichierRefuse(
                    "macros", "Ce classeur contient des macros : enregistrez-le au format .xlsx."
                )
            deplie = 0
            for nom in noms:
                deplie = _check_entree(archive, nom, deplie)
    except FichierRefuse:
        raise
    except Exception as erreur:
        # zipfile raises a dozen classes on damaged archives; to the user they are one thing.
        raise FichierRefuse(
            "classeur_illisible", "Ce classeur est endommagé ou protégé : il ne peut être lu."
        ) from erreur
    fichier.seek(0)


def _check_entree(archive, nom, deplie):
    """Inflate one entry by pieces, counting what really comes out; returns the running total of bytes."""
    est_feuille = nom.startswith("xl/worksheets/") and nom.endswith(".xml")
    fin = b""
    with archive.open(nom) as entree:
        while morceau := entree.read(TAILLE_LECTURE):
            deplie += len(morceau)
            if deplie > MAX_DEPLIES:
                raise FichierRefuse(
                    "classeur_trop_gros", "Ce classeur est trop volumineux une fois décompressé."
                )
            texte = fin + morceau
            if nom.endswith((".xml", ".rels")) and DTD.search(texte):
                raise FichierRefuse(
                    "classeur_illisible", "Ce classeur contient des instructions XML refusées."
                )
            if est_feuille and any(_rang_colonne(c) > MAX_COLONNES for c in set(CELLULE.findall(texte))):
                raise FichierRefuse(
                    "cellule_lointaine",
                    f"Une cellule du classeur est au-delà de la {MAX_COLONNES}e colonne : "
                    "supprimez ce qui se trouve à droite du tableau.",
                )
            fin = texte[-300:]
    return deplie


def _rang_colonne(lettres):
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + lettre - 64
    return rang


def _find_encodage(fichier):
    """UTF-8 (with or without BOM) when the whole file is, Windows-1252 otherwise; NUL bytes are no text."""
    decodeur = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    while morceau := fichier.read(TAILLE_LECTURE):
        if b"\x00" in morceau:
            raise FichierRefuse(
                "type_refuse", "Ce fichier n’est pas un texte : déposez un fichier .csv ou .xlsx."
            )
        if utf8:
            try:
                decodeur.decode(morceau)
            except UnicodeDecodeError:
                utf8 = False
    fichier.seek(0)
    return "utf-8-sig" if utf8 else "cp1252"
