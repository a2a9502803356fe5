"""One cell of a parcours file: what it means, or the sentence that says what is wrong with it.

A sentence never repeats a value of the file: its place (line and column) is enough to find it. Each reader remembers
the texts it understood, since a file repeats a few hundred of them; only what it never saw costs a parsing.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from fichiers.personnes import get_identifiant, normalize
from nombres.formats import date_fr

# Law of 1 December 1988: before the revenu minimum d'insertion, nobody entered what these delays are about. An older
# date is a slip (a year typed 21, 121 or 1821), which would leave its line out of every cohort in silence.
CREATION_DU_RMI = date(1988, 12, 1)
# Excel writes 1 January 1985 as 31048 and 31 December 2064 as 60266.
NUMERO_EXCEL = range(31_000, 60_267)
MAX_RETENUS = 100_000
MAX_RETENU = 60  # characters of a text that is remembered
# A spreadsheet writes the time of a date, midnight or not; the day is the same. With a zone, it may be another day.
HEURE = r"(?:[T \u00a0]{1,3}(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?)?"
ISO = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){HEURE}", re.ASCII)
FRANCAISE = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}){HEURE}", re.ASCII)
NOMBRE = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
# An identifier as Excel shows a number of twelve digits or more in a narrow column: its last digits are lost.
ECRASE = re.compile(r"-?\d{1,3}(?:[.,]\d{1,20})?E\+\d{1,3}", re.ASCII | re.IGNORECASE)
PREMIER_NOMBRE_INEXACT = 10**15  # Excel keeps fifteen digits of a number
INVISIBLES = "\u200b\u2060\ufeff"  # no spaces to `str.strip`
# Other ways of writing a value of a closed list, normalised; `make_organismes` takes those whose code it knows.
SYNONYMES_SOUMIS = {
    **dict.fromkeys(("o", "vrai", "true", "1"), "oui"),
    **dict.fromkeys(("n", "faux", "false", "0"), "non"),
}
SYNONYMES_ORGANISMES = {
    "france_travail": "pole_emploi",
    "pole_emploi": "france_travail",
    **dict.fromkeys(
        (
            "spe_autre",
            "autres_spe",
            "autre_organisme_spe",
            "autre_organisme_du_spe",
            "spe_hors_pole_emploi",
            "mission_locale",
            "cap_emploi",
            "apec",
        ),
        "autre_spe",
    ),
    **dict.fromkeys(
        ("organisme_hors_spe", "autre_hors_spe", "autre_organisme_hors_spe", "autres_hors_spe", "non_spe"),
        "hors_spe",
    ),
}
IDENTIFIANT_ECRASE = (
    "identifiant_ecrase",
    "Excel a écrasé cet identifiant (écrit comme 1,23E+11, ou au-delà de 15 chiffres)\u00a0: plusieurs "
    "personnes peuvent avoir le même. Mettez la colonne au format Texte, puis refaites l’extraction.",
)
ERREUR_DE_FORMULE = re.compile(r"#[A-ZÉ/!?0-9]+")
EN_ERREUR = (
    "cellule_en_erreur",
    "La cellule contient une erreur de formule (#REF!, #N/A…)\u00a0: remplacez-la par sa valeur.",
)
FORMULE_SANS_VALEUR = (
    "formule_sans_valeur",
    "La cellule contient une formule dont le résultat n’est pas dans le fichier\u00a0: ouvrez-le dans votre tableur, "
    "enregistrez-le, puis déposez-le de nouveau.",
)


Cellule = str | int | float | date | time | timedelta  # as calamine reads it; a text in a CSV
Case = TypeVar("Case", bound=Cellule)
Rangee = tuple[int, Sequence[Case]]  # its number in the file, its cells
# What a collectivité calls the values of closed lists: {column: {normalised text: code}}.
Vocabulaire = Mapping[str, dict[str, str]]
Lu = TypeVar("Lu")


def refusal_of_date(jour: date, aujourdhui: date) -> tuple[str, str] | None:
    """Why a date of a file read on `aujourdhui` cannot be true, as (code, sentence with its bounds), or None."""
    if CREATION_DU_RMI <= jour <= aujourdhui:
        return None
    message = (
        "Cette date n’est pas plausible\u00a0: une date de parcours se place entre le "
        f"{date_fr(CREATION_DU_RMI)}, création du RMI, et le {date_fr(aujourdhui)}, jour de l’import."
    )
    return ("date_improbable" if jour < CREATION_DU_RMI else "date_future"), message


class CelluleFautive(Exception):
    """A cell that cannot be read: the code of its fault, and its sentence."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(message)


class Dates(dict[Cellule, int]):
    """{cell: what `encode` makes of its date, of None when it is blank}; a cell that is no date, or no plausible one,
    raises CelluleFautive."""

    def __init__(self, aujourdhui: date, encode: Callable[[date | None], int]) -> None:
        self._aujourdhui, self._encode = aujourdhui, encode

    def __missing__(self, cellule: Cellule) -> int:
        jour = parse_date(cellule)
        if jour and (refus := refusal_of_date(jour, self._aujourdhui)):
            raise CelluleFautive(*refus)
        return retain(self, cellule, self._encode(jour))


class CodesDesChoix(dict[Cellule, str]):
    """{cell: its code} for a cell that holds one of `choix`, whatever its case and accents, or one of the `synonymes`
    {normalised text: code}, or of the `valeurs` the collectivité explained, or nothing (""). Anything else raises
    CelluleFautive, with `code` and `message`. `servies` are the texts of `valeurs` that were met."""

    def __init__(
        self,
        choix: Collection[str],
        synonymes: dict[str, str],
        valeurs: dict[str, str] | None,
        code: str,
        message: str,
    ) -> None:
        self._code, self._message = code, message
        self.servies: set[str] = set()
        self._valeurs = valeurs or {}
        self._sens = {texte: sens for texte, sens in (synonymes | self._valeurs).items() if sens in choix}
        self._sens |= {texte: texte for texte in ("", *choix)}

    def __missing__(self, cellule: Cellule) -> str:
        if is_erreur_de_formule(cellule):
            raise CelluleFautive(*EN_ERREUR)
        texte = normalize(get_identifiant(cellule))
        sens = self._sens.get(texte)
        if sens is None or (not texte and any(map(str.isalnum, str(cellule)))):
            raise CelluleFautive(self._code, self._message)
        if texte in self._valeurs:
            self.servies.add(texte)
        return retain(self, cellule, sens)


def retain(lues: dict[Cellule, Lu], cellule: Cellule, valeur: Lu) -> Lu:
    """Remember what a cell means, unless a hostile file writes the same in too many ways."""
    if len(lues) < MAX_RETENUS and (type(cellule) is not str or len(cellule) <= MAX_RETENU):
        lues[cellule] = valeur
    return valeur


def make_organismes(organismes: Collection[str], valeurs: dict[str, str] | None = None) -> CodesDesChoix:
    """Reader of the organisme cells of a format; `valeurs` {normalised text: code} is what the collectivité says."""
    message = f"Cet organisme n’est pas connu\u00a0: {', '.join(organismes)} sont attendus."
    return CodesDesChoix(organismes, SYNONYMES_ORGANISMES, valeurs, "organisme_inconnu", message)


def make_soumis(valeurs: dict[str, str] | None = None) -> CodesDesChoix:
    """Reader of the `soumis_droits_devoirs` cells; blank is yes. `valeurs` as for `make_organismes`."""
    message = "Cette cellule n’est ni oui ni non."
    return CodesDesChoix(("oui", "non"), SYNONYMES_SOUMIS, valeurs, "oui_non", message)


def is_blanche(cellule: Cellule) -> bool:
    """Does a cell hold nothing that one sees: no text, or spaces of any kind?"""
    return not (cellule.strip().strip(INVISIBLES) if isinstance(cellule, str) else cellule)


def is_erreur_de_formule(cellule: Cellule) -> bool:
    """Is a cell the text of a formula in error: #REF!, #N/A…?"""
    return isinstance(cellule, str) and bool(ERREUR_DE_FORMULE.fullmatch(cellule.strip()))


def is_nombre_inexact(cellule: Cellule) -> bool:
    """Is the identifier of a workbook a number of which Excel has not kept all digits?"""
    return (
        isinstance(cellule, (int, float)) and not -PREMIER_NOMBRE_INEXACT < cellule < PREMIER_NOMBRE_INEXACT
    )


def are_douteux(identifiants: Collection[str]) -> bool:
    """May one of these texts be no identifier: blank, crushed by Excel, in error? Cheap, and right to say no."""
    texte = "".join(identifiants)
    return (
        not all(identifiants)
        or any(signe in texte for signe in ("E+", "e+", "#"))
        or not (texte.isascii() or set(INVISIBLES).isdisjoint(texte))
    )


def parse_date(cellule: Cellule) -> date | None:
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


def _find_faute_de_date(texte: str) -> CelluleFautive:
    if is_erreur_de_formule(texte):
        return CelluleFautive(*EN_ERREUR)
    if NOMBRE.fullmatch(texte) and int(float(texte.replace(",", ".")[:20])) in NUMERO_EXCEL:
        return CelluleFautive(
            "date_numero",
            "Cette date est écrite comme un numéro de jour d’Excel\u00a0: mettez la colonne au format Date "
            "(JJ/MM/AAAA).",
        )
    return CelluleFautive(
        "date_illisible", "Cette cellule n’est pas une date\u00a0: AAAA-MM-JJ ou JJ/MM/AAAA est attendu."
    )
