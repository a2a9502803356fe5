"""One cell of a parcours file: what it means, or the sentence that says what is wrong with it.

A sentence never repeats a value of the file: its place (line and column) is enough to find it. Each reader remembers
the texts it understood, since a file repeats a few hundred of them; only what it never saw costs a parsing.
"""

import re
from datetime import date, datetime

from conventions.personnes import normalize

# Excel writes 1 January 1985 as 31048 and 31 December 2064 as 60266.
NUMERO_EXCEL = range(31_000, 60_267)
MAX_RETENUS = 100_000
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", re.ASCII)
FRANCAISE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
NOMBRE = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
ERREUR_DE_FORMULE = re.compile(r"#[A-ZÉ/!?0-9]+")
EN_ERREUR = (
    "cellule_en_erreur",
    "La cellule contient une erreur de formule (#REF!, #N/A…) : remplacez-la par sa valeur.",
)


class CelluleFautive(Exception):
    """A cell that cannot be read: the code of its fault, and its sentence."""

    def __init__(self, code, message):
        self.code, self.message = code, message
        super().__init__(message)


class Dates(dict):
    """{cell: ordinal of its date, 0 when blank}; a cell that is no date, or is in the future, raises CelluleFautive."""

    def __init__(self, aujourdhui):
        self._aujourdhui = aujourdhui.toordinal()

    def __missing__(self, cellule):
        jour = parse_date(cellule)
        ordinal = jour.toordinal() if jour else 0
        if ordinal > self._aujourdhui:
            raise CelluleFautive("date_future", "Cette date est postérieure au jour de l’import.")
        return retain(self, cellule, ordinal)


class Choix(dict):
    """{cell: its code} for a cell that holds one of `choix`, whatever its case and accents, or nothing ("").
    Anything else raises CelluleFautive, with `code` and `message`."""

    def __init__(self, choix, code, message):
        self._choix, self._code, self._message = choix, code, message

    def __missing__(self, cellule):
        if ERREUR_DE_FORMULE.fullmatch(str(cellule).strip()):
            raise CelluleFautive(*EN_ERREUR)
        code = normalize(cellule)
        if code not in self._choix:
            raise CelluleFautive(self._code, self._message)
        return retain(self, cellule, code)


def retain(lues, cellule, valeur):
    """Remember what a cell means, unless a hostile file writes the same in too many ways."""
    if len(lues) < MAX_RETENUS:
        lues[cellule] = valeur
    return valeur


def make_organismes(organismes):
    """Reader of the organisme cells of a format."""
    message = f"Cet organisme n’est pas connu : {', '.join(organismes)} sont attendus."
    return Choix({"", *organismes}, "organisme_inconnu", message)


def make_soumis():
    """Reader of the `soumis_droits_devoirs` cells; blank is yes."""
    return Choix({"", "oui", "non"}, "oui_non", "Cette cellule n’est ni oui ni non.")


def parse_date(cellule):
    """The date of a cell: real date, AAAA-MM-JJ or JJ/MM/AAAA; None when blank; CelluleFautive when it is no date."""
    if isinstance(cellule, datetime):
        return cellule.date()
    if isinstance(cellule, date):
        return cellule
    texte = str(cellule).strip()
    if not texte:
        return None
    if trouve := ISO.fullmatch(texte):
        annee, mois, jour = map(int, trouve.groups())
    elif trouve := FRANCAISE.fullmatch(texte):
        jour, mois, annee = map(int, trouve.groups())
    else:
        raise _find_faute_de_date(texte)
    try:
        return date(annee, mois, jour)
    except ValueError:
        raise CelluleFautive("date_illisible", "Cette date n’existe pas dans le calendrier.") from None


def _find_faute_de_date(texte):
    if ERREUR_DE_FORMULE.fullmatch(texte):
        return CelluleFautive(*EN_ERREUR)
    if NOMBRE.fullmatch(texte) and int(float(texte.replace(",", ".")[:20])) in NUMERO_EXCEL:
        return CelluleFautive(
            "date_numero",
            "Cette date est écrite comme un numéro de jour d’Excel : mettez la colonne au format Date (JJ/MM/AAAA).",
        )
    return CelluleFautive(
        "date_illisible", "Cette cellule n’est pas une date : AAAA-MM-JJ ou JJ/MM/AAAA est attendu."
    )
