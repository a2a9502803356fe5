"""The gate every uploaded file goes through before anything parses it. Refuses with one French sentence."""

import codecs
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TypeAlias

MAX_OCTETS = 400_000_000
MAX_DEPLIES = 600_000_000  # a million rows of eight cells make 380 MB
MAX_ENTREES = 2_000
MAX_COLONNES = 100
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_EN_ERREUR = 10_000
# Column letters of two or more: only those may be too far. A cell that holds only a format, « <c … /> » or
# « <c …></c> », is nowhere: spreadsheets write one for a colour in the last row or the last column.
CELLULE = re.compile(rb'r="([A-Z]{2,3})[0-9]{1,7}"[^<>/]{0,200}>\s{0,20}<(?!/)')
# No « < » inside a tag: each is looked at once, however many begin and never end.
EN_ERREUR = re.compile(rb'<c(?= [^<>]*?r="([A-Z]{1,3})([0-9]{1,7})")[^<>]* t="e"')
FEUILLE = re.compile(rb'<(?:\w+:)?sheet [^<>]*r:id="(\w+)"')
RELATION = re.compile(rb"<Relationship [^<>]+>")
# As many as Excel writes in a workbook.
MAX_STYLES = 65_490
STYLE = re.compile(rb"<(?:\w{1,20}:)?xf[ />]")
DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
TAILLE_LECTURE = 1 << 20


class FichierRefuse(Exception):
    """The file is not read, or no further than `ligne`; `message` is the sentence to show, `code` names the reason."""

    def __init__(self, code: str, message: str, ligne: int | None = None) -> None:
        self.code, self.message, self.ligne = code, message, ligne
        super().__init__(message)


Place: TypeAlias = tuple[str, int, int]  # entry of the archive, line from 1, column from 0


@dataclass(frozen=True)
class FichierAdmis:
    """A file that passed: `nature` is "csv" or "xlsx", `encodage` the text encoding of a CSV. `coupe_simple`: no quote
    and no lone carriage return stands in the CSV, so that it may be cut at line ends and separators. `en_erreur`: where
    a workbook holds formulas in error."""

    nature: str
    encodage: str = ""
    coupe_simple: bool = False
    en_erreur: tuple[Place, ...] = ()


ATTENDU = "un fichier .csv ou .xlsx"


def _make_refus_de_type(attendu: str = ATTENDU) -> FichierRefuse:
    return FichierRefuse("type_refuse", f"Ce fichier n’est pas un texte\u00a0: déposez {attendu}.")


def _make_refus_ods() -> FichierRefuse:
    return FichierRefuse(
        "type_refuse",
        "Le format .ods n’est pas lu ici\u00a0: dans votre tableur, enregistrez le fichier sous le type "
        "«\u00a0Classeur Excel (.xlsx)\u00a0», puis déposez-le.",
    )


def find_nature(fichier: IO[bytes], nom: str, attendu: str = ATTENDU) -> str:
    """ "csv" or "xlsx", from the first bytes of a seekable binary file and its name; raises `FichierRefuse`, which says
    what is expected."""
    debut = fichier.read(8)
    fichier.seek(0)
    extension = nom.rsplit(".", 1)[-1].lower() if "." in nom else ""
    if not debut:
        raise FichierRefuse("fichier_vide", "Le fichier est vide.")
    if debut.startswith(OLE):
        raise FichierRefuse(
            "ancien_excel",
            "Ce fichier est un ancien classeur (.xls) ou un classeur protégé par mot de passe\u00a0: "
            "enregistrez-le au format .xlsx, sans mot de passe.",
        )
    if extension == "xlsm":
        raise FichierRefuse(
            "macros", "Ce classeur contient des macros\u00a0: enregistrez-le au format .xlsx."
        )
    if extension == "ods":
        raise _make_refus_ods()
    if extension in ("xlsb", "xls", "pdf", "docx"):
        raise FichierRefuse(
            "type_refuse", f"Le format .{extension} n’est pas accepté\u00a0: déposez {attendu}."
        )
    if debut.startswith(ZIP) and extension != "xlsx":
        raise _make_refus_de_type(attendu)
    if extension == "xlsx" and not debut.startswith(ZIP):
        raise FichierRefuse(
            "type_refuse", "Ce fichier porte l’extension .xlsx mais n’est pas un classeur Excel."
        )
    return "xlsx" if extension == "xlsx" else "csv"


def admit_fichier(fichier: IO[bytes], nom: str) -> FichierAdmis:
    """Look at a seekable file without parsing it; raises `FichierRefuse`."""
    taille = fichier.seek(0, 2)
    fichier.seek(0)
    if taille > MAX_OCTETS:
        raise FichierRefuse("fichier_trop_gros", f"Le fichier dépasse {MAX_OCTETS // 1_000_000} Mo.")
    nature = find_nature(fichier, nom)
    return FichierAdmis(nature, en_erreur=_check_xlsx(fichier)) if nature == "xlsx" else _check_texte(fichier)


def _check_xlsx(fichier: IO[bytes]) -> tuple[Place, ...]:
    en_erreur: list[Place] = []
    with open_archive(fichier) as archive:
        for nom in archive.namelist():
            for texte in iter_morceaux(archive, nom):
                if is_feuille(nom):
                    _check_cellules(texte)
                    if b't="e"' in texte and len(en_erreur) < MAX_EN_ERREUR:
                        trouvees = EN_ERREUR.findall(texte)
                        en_erreur += [(nom, int(n), rank_colonne(c) - 1) for c, n in trouvees]
    fichier.seek(0)
    return tuple(en_erreur)


@contextmanager
def open_archive(fichier: IO[bytes], max_deplies: int = MAX_DEPLIES) -> Iterator[zipfile.ZipFile]:
    """The archive of a workbook (seekable), from what it declares of itself; raises `FichierRefuse`, on
    whatever goes wrong while it is read too."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            noms = archive.namelist()
            if "xl/workbook.xml" not in noms and "mimetype" in noms:
                raise _make_refus_ods()
            if "xl/workbook.xml" not in noms or len(noms) > MAX_ENTREES:
                raise FichierRefuse("classeur_illisible", "Ce fichier n’est pas un classeur Excel lisible.")
            if has_macros(noms):
                raise FichierRefuse(
                    "macros", "Ce classeur contient des macros\u00a0: enregistrez-le au format .xlsx."
                )
            # zipfile gives no more of an entry than the size it declares.
            if sum(entree.file_size for entree in archive.infolist()) > max_deplies:
                raise FichierRefuse(
                    "classeur_trop_gros", "Ce classeur est trop volumineux une fois décompressé."
                )
            yield archive
    except (FichierRefuse, MemoryError):
        raise
    except Exception as erreur:
        # zipfile raises a dozen classes on damaged archives; to the user they are one thing.
        raise FichierRefuse(
            "classeur_illisible", "Ce classeur est endommagé ou protégé\u00a0: il ne peut être lu."
        ) from erreur


def has_macros(noms: Iterable[str]) -> bool:
    """Do the names of an archive (XLSX or OpenDocument) say that it holds programs?"""
    return any(
        nom.lower().endswith("vbaproject.bin") or nom.startswith(("Basic/", "Scripts/")) for nom in noms
    )


def is_feuille(nom: str) -> bool:
    """Is an entry of the archive of a workbook one of its sheets?"""
    return nom.startswith("xl/worksheets/") and nom.endswith(".xml")


def iter_morceaux(archive: zipfile.ZipFile, nom: str) -> Iterator[bytes]:
    """Pieces of one inflated entry, each with the end of the one before; raises `FichierRefuse` on what no workbook
    needs: XML instructions, more formats than a spreadsheet writes."""
    fin, styles = b"", 0
    with archive.open(nom) as entree:
        while morceau := entree.read(TAILLE_LECTURE):
            texte = fin + morceau
            if nom.endswith((".xml", ".rels")) and b"<!" in texte and DTD.search(texte):
                raise FichierRefuse(
                    "classeur_illisible", "Ce classeur contient des instructions XML refusées."
                )
            if nom == "xl/styles.xml":
                styles += len(STYLE.findall(morceau))
                if styles > MAX_STYLES:
                    raise FichierRefuse(
                        "trop_de_styles",
                        "Ce classeur contient trop de mises en forme différentes\u00a0: copiez ses valeurs dans un "
                        "nouveau classeur.",
                    )
            yield texte
            fin = texte[-300:]


def _check_cellules(texte: bytes) -> None:
    if any(rank_colonne(lettres) > MAX_COLONNES for lettres in set(CELLULE.findall(texte))):
        raise FichierRefuse(
            "cellule_lointaine",
            f"Une cellule du classeur est au-delà de la {MAX_COLONNES}e colonne\u00a0: "
            "supprimez ce qui se trouve à droite du tableau.",
        )


def find_entree_feuille(fichier: IO[bytes], rang: int) -> str | None:
    """Name in the archive of the sheet of that rank (from 0) of a workbook that passed; None when it is not plain."""
    with zipfile.ZipFile(fichier) as archive:
        feuilles = FEUILLE.findall(archive.read("xl/workbook.xml"))
        liens = archive.read("xl/_rels/workbook.xml.rels") if len(feuilles) > rang else b""
    for lien in RELATION.findall(liens):
        cible = re.search(rb' Target="/?(?:xl/)?([^"]+)"', lien)
        if cible and b' Id="' + feuilles[rang] + b'"' in lien:
            return f"xl/{cible[1].decode(errors='replace')}"
    return None


def rank_colonne(lettres: bytes) -> int:
    """The rank, from 1, of a column that its letters name."""
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + lettre - 64
    return rang


def _check_texte(fichier: IO[bytes]) -> FichierAdmis:
    """UTF-16 when its first bytes say so (« Texte Unicode » of Excel), UTF-8 (with or without BOM) when the whole file
    is, Windows-1252 otherwise; NUL bytes are no text."""
    if fichier.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _check_utf16(fichier)
    fichier.seek(0)
    decodeur = codecs.getincrementaldecoder("utf-8")()
    utf8 = simple = True
    while morceau := fichier.read(TAILLE_LECTURE):
        if b"\x00" in morceau:
            raise _make_refus_de_type()
        if morceau.endswith(b"\r"):
            morceau += fichier.read(1)
        simple = simple and b'"' not in morceau
        if b"\r" in morceau:
            simple = simple and morceau.count(b"\r") == morceau.count(b"\r\n")
        if utf8 and not (morceau.isascii() and decodeur.getstate()[0] == b""):
            try:
                decodeur.decode(morceau)
            except UnicodeDecodeError:
                utf8 = False
    fichier.seek(0)
    return FichierAdmis("csv", "utf-8-sig" if utf8 else "cp1252", simple)


def _check_utf16(fichier: IO[bytes]) -> FichierAdmis:
    decodeur = codecs.getincrementaldecoder("utf-16")()
    fichier.seek(0)
    try:
        while morceau := fichier.read(TAILLE_LECTURE):
            if "\x00" in decodeur.decode(morceau):
                raise _make_refus_de_type()
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError as erreur:
        raise _make_refus_de_type() from erreur
    fichier.seek(0)
    return FichierAdmis("csv", "utf-16")
