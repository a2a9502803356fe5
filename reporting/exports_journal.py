"""The journal of a convention as a file, that can be verified outside the site.

In the CSV, `Maillon` is the SHA-256 of the `Maillon` of the line before, a line feed, then `Contenu`; the first line
follows nothing. Whoever may not read what a draft holds has neither the lines nor the contents that would tell it:
each line is then held against the site (`manage.py verifier_integrite --export`).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from operator import itemgetter

from django.utils import timezone
from openpyxl.utils import get_column_letter

from comptes.chaine import write_contenu
from comptes.models import Trace
from fichiers.classeur.appel import read_classeur
from fichiers.classeur.ecriture import MAX_TEXTE, protect_texte
from fichiers.tables.colonnes import ColonneExport, TableExport, TypeColonne
from fichiers.tables.xlsx import write_table_xlsx
from reporting.queries.journal import LigneDeJournal
from saisie.caracteres import clean_texte

# Name, heading, width in characters, what it says.
_COLONNES = (
    ("convention", "Convention", 11, "Code de la convention."),
    ("rang", "Rang", 8, "Rang de la ligne dans le journal de la convention, à partir de 1."),
    ("date", "Date", 26, "Quand l’acte a été fait, à l’heure du site."),
    ("auteur", "Auteur", 26, "Qui l’a fait, du nom qui est le sien aujourd’hui."),
    ("geste", "Geste", 24, "Nom technique de l’acte."),
    ("dit", "Ce qui a été fait", 40, "L’acte, en mots."),
    ("objet", "Objet", 40, "Sur quoi il a été fait."),
    ("precisions", "Précisions", 40, "Ce que l’acte a changé, en mots."),
    ("maillon", "Maillon", 66, "Empreinte qui enchaîne la ligne à celle d’avant."),
    ("contenu", "Contenu", 60, "Ce que la ligne conserve\u00a0; vide s’il est trop long, ou réservé."),
)  # fmt: skip
TABLE = TableExport(
    "Journal",
    tuple(
        ColonneExport(code, titre, TypeColonne.TEXTE, description, itemgetter(rang), largeur=largeur)
        for rang, (code, titre, largeur, description) in enumerate(_COLONNES)
    ),
)
TITRES = [un.titre for un in TABLE.colonnes]
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
    octets = BytesIO()
    write_table_xlsx(TABLE, (_list_cellules(ligne, MAX_TEXTE) for ligne in lignes), octets)
    return octets.getvalue()


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
    lettres = [get_column_letter(rang) for rang in range(1, len(TITRES) + 1)]
    # Its dictionary, on the second sheet, is of no line.
    for feuille in read_classeur(octets)["feuilles"][:1]:
        for rangee in feuille["lignes"].values():
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
