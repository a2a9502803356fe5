"""The journal of a convention as a file, that can be verified outside the site.

In the CSV, `Maillon` is the SHA-256 of the `Maillon` of the line before, a line feed, then `Contenu`; the first line
follows nothing. Whoever may not read what a draft holds has neither the lines nor the contents that would tell it:
each line is then held against the site (`manage.py verifier_integrite --export`).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO

from django.utils import timezone
from openpyxl.utils import get_column_letter

from comptes.chaine import write_contenu
from comptes.models import Trace
from fichiers.classeur.appel import read_classeur
from fichiers.classeur.ecriture import MAX_TEXTE, protect_texte
from fichiers.classeur.table import write_table
from reporting.queries.journal import LigneDeJournal
from saisie.caracteres import clean_texte

# Heading, width in characters.
COLONNES = (
    ("Convention", 11), ("Rang", 8), ("Date", 26), ("Auteur", 26), ("Geste", 24), ("Ce qui a été fait", 40),
    ("Objet", 40), ("Précisions", 40), ("Maillon", 66), ("Contenu", 60),
)  # fmt: skip
TITRES = [titre for titre, _ in COLONNES]
# What the site is held against. People and words are told as they are today.
TENUES = ("Convention", "Rang", "Date", "Geste", "Objet", "Maillon", "Contenu")


def write_csv(lignes: Iterable[LigneDeJournal]) -> str:
    """The text of the CSV of `lignes`; no cell of it is a formula."""
    sortie = StringIO("\ufeff")
    sortie.read()
    feuille = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    feuille.writerow(TITRES)
    for ligne in lignes:
        feuille.writerow([protect_texte(cellule) for cellule in _list_cellules(ligne)])
    return sortie.getvalue()


def write_xlsx(lignes: Iterable[LigneDeJournal]) -> bytes:
    """The bytes of the XLSX of `lignes`: a content too long for a cell is left out of it."""
    return write_table("Journal", COLONNES, (_list_cellules(ligne, MAX_TEXTE) for ligne in lignes))


def _list_cellules(ligne: LigneDeJournal, au_plus: int | None = None) -> list[str]:
    trace = ligne.trace
    contenu = write_contenu(trace.contenu) if ligne.is_precise else ""
    if au_plus is not None and len(contenu) > au_plus:
        contenu = ""
    return [
        trace.convention,
        str(trace.rang),
        timezone.localtime(trace.le).isoformat(),
        ligne.qui.rstrip(","),
        trace.geste,
        ligne.dit,
        ligne.objet,
        ligne.precisions,
        trace.maillon,
        contenu,
    ]


def read_export(octets: bytes, extension: str) -> Iterator[list[str]]:
    """The rows of an exported file, CSV or XLSX, as texts; raises FichierRefuse, or UnicodeDecodeError."""
    if extension == ".csv":
        yield from csv.reader(StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";")
        return
    for feuille in read_classeur(octets)["feuilles"]:
        for rangee in feuille["lignes"].values():
            lettres = map(get_column_letter, range(1, len(COLONNES) + 1))
            yield [rangee[lettre]["v"] if lettre in rangee else "" for lettre in lettres]


def list_ecarts(cellules: Iterable[Sequence[str]]) -> Iterator[str]:
    """What an exported file, read as rows of texts, says that the site does not: a sentence for each line."""
    rangees = iter(cellules)
    titres = [str(un).strip() for un in next(rangees, ())]
    if titres != TITRES:
        yield "ce fichier n’a pas les colonnes d’un journal exporté"
        return
    for numero, rangee in enumerate(rangees, start=2):
        dits = dict(zip(TITRES, rangee, strict=False))
        if ecart := _find_ecart(dits):
            yield f"ligne {numero}\u00a0: {ecart}"


def _find_ecart(dits: Mapping[str, str]) -> str:
    rang = dits["Rang"]
    trace = (
        Trace.objects.filter(convention=dits["Convention"], rang=int(rang))
        .select_related("par", "agi_par")
        .first()
        if rang.isdecimal() and len(rang) <= 9
        else None
    )
    if trace is None:
        return "le journal n’a pas cette ligne"
    sus = dict(zip(TITRES, _list_cellules(LigneDeJournal(trace, is_precise=True)), strict=True))
    # A file of somebody who does not read drafts, or a workbook, is without contents.
    tenues = [nom for nom in TENUES if nom != "Contenu" or dits["Contenu"]]
    faux = [nom for nom in tenues if _normalize(sus[nom]) != _normalize(dits[nom])]
    return f"{', '.join(faux)}\u00a0: le journal dit autre chose" if faux else ""


def _normalize(texte: str) -> str:
    """A text as both kinds of file keep it: without what protects it, nor the blanks it loses in a workbook."""
    return clean_texte(texte.removeprefix("'")).strip()
