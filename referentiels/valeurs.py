"""What a key of a référentiel holds, as a manager reads it and types it, and back: of each kind of value. Pure.

A value of the content is JSON (dates and decimal numbers as texts); what is typed is what the fields of the forms
read: a text, a number, a date, a list of codes. What cannot be read is refused with a sentence; what is in the file and
cannot be shown as its kind is, is shown as the file has it.
"""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from nombres.formats import NBSP
from referentiels import contraintes as genres
from referentiels.contraintes_annees import ParAnnee, UneAnnee
from referentiels.redaction import write_toml_valeur
from referentiels.textes import Gabarit, Gabarits

MOIS_JOUR = re.compile(r"(\d\d)-(\d\d)")
# Of a text whose blanks are single spaces.
JOUR_MOIS = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})")
DUREE = re.compile(r"(\d{1,6})\s*(jour|semaine|mois)s?\b")
ENTRE_DUREES = re.compile(r"[\s,]*(?:et|\+)?[\s,]*")
ANNEE_PART = re.compile(r"(\d{4}) ?(?:[:=] ?)?(\d{1,3}(?:[.,]\d{1,4})?) ?%?")
OUI_NON = {True: "oui", False: "non"}


class SaisieIllisible(ValueError):
    """What was typed is nothing of its kind; `str()` is the sentence to show."""


@dataclass(frozen=True)
class Conversion:
    """How one kind is shown, and read; `aide` says how it is typed."""

    show: Callable[[Any], Any]
    read: Callable[[Any], Any]
    aide: str = ""


def show_cle(genre: genres.Contrainte, valeur: Any) -> Any:
    """A value of the content as its field shows it, None for none."""
    if valeur is None:
        return None
    try:
        return find_conversion(genre).show(valeur)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return valeur if isinstance(valeur, str) else write_toml_valeur(valeur)


def read_cle(genre: genres.Contrainte, saisie: Any) -> Any:
    """What was typed as the text of the référentiel has it, None for nothing; raises SaisieIllisible."""
    return None if saisie in (None, "", []) else find_conversion(genre).read(saisie)


def find_conversion(genre: genres.Contrainte) -> Conversion:
    """That of its class, or of the nearest one above; what is of no known kind is typed as the file writes it."""
    if type(genre) is genres.Contrainte:
        return TEXTE
    return next((CONVERSIONS[une] for une in type(genre).__mro__ if une in CONVERSIONS), LITTERALE)


def _same(valeur: Any) -> Any:
    return valeur


def _show_texte(valeur: Any) -> str:
    if not isinstance(valeur, str):
        raise TypeError
    return valeur


def _show_lignes(valeur: Any) -> str:
    return "\n".join(_show_texte(un).strip() for un in valeur)


def _read_lignes(saisie: str) -> list[str]:
    return [ligne.strip() for ligne in saisie.splitlines() if ligne.strip()]


def _show_codes(valeur: Any) -> list[str]:
    if not isinstance(valeur, list):
        raise TypeError
    return [_show_texte(un) for un in valeur]


def _show_part(valeur: Any) -> Decimal:
    """A proportion as a percentage."""
    part = None if isinstance(valeur, bool) else Decimal(valeur)
    if part is None or not part.is_finite() or abs(part) > 1000:
        raise ValueError
    return (part * 100).normalize() + 0


def _read_part(saisie: Decimal) -> str:
    part = f"{saisie / 100:f}"
    return part.rstrip("0").rstrip(".") if "." in part else part


def _show_entier(valeur: Any) -> Decimal:
    if type(valeur) is not int:
        raise TypeError
    return Decimal(valeur)


def _show_jour_annuel(valeur: Any) -> str:
    lu = MOIS_JOUR.fullmatch(valeur)
    if not lu:
        raise ValueError
    return f"{lu[2]}/{lu[1]}"


def _read_jour_annuel(saisie: str) -> str:
    lu = JOUR_MOIS.fullmatch(" ".join(saisie.split()))
    if not lu:
        raise SaisieIllisible("Écrivez un jour et un mois, par exemple 31/03.")
    return f"{int(lu[2]):02}-{int(lu[1]):02}"


def _show_annees(valeur: Any) -> str:
    return ", ".join(str(int(annee)) for annee in valeur)


def _read_annees(saisie: str) -> list[int]:
    mots = re.split(r"[\s,;]+", saisie.strip())
    if not all(re.fullmatch(r"\d{4}", mot) for mot in mots):
        raise SaisieIllisible("Écrivez des années, par exemple 2022, 2023.")
    return [int(mot) for mot in mots]


def _read_annee(saisie: str) -> int:
    annees = _read_annees(saisie)
    if len(annees) != 1:
        raise SaisieIllisible("Écrivez une année, par exemple 2022.")
    return annees[0]


def _show_duree(valeur: Any) -> str:
    mots = [
        f"{_show_entier(nombre)} {unite if unite == 'mois' or nombre > 1 else unite.rstrip('s')}"
        for unite, nombre in valeur.items()
        if unite in ("jours", "semaines", "mois")
    ]
    if len(mots) != len(valeur):
        raise ValueError
    return " et ".join(mots)


def _read_duree(saisie: str) -> dict[str, int]:
    durees = {
        unite if unite == "mois" else f"{unite}s": int(nombre) for nombre, unite in DUREE.findall(saisie)
    }
    if not durees or not ENTRE_DUREES.fullmatch(DUREE.sub("", saisie)):
        raise SaisieIllisible("Écrivez une durée, par exemple 30 jours, 2 semaines ou 1 mois.")
    return durees


def _show_par_annee(valeur: Any) -> str:
    return "\n".join(
        f"{annee}{NBSP}: {_write_nombre(_show_part(part))}{NBSP}%" for annee, part in valeur.items()
    )


def _write_nombre(nombre: Decimal) -> str:
    return f"{nombre:f}".replace(".", ",")


def _read_par_annee(saisie: str) -> dict[str, str]:
    parts = {}
    for ligne in _read_lignes(saisie):
        lu = ANNEE_PART.fullmatch(" ".join(ligne.split()))
        if not lu:
            raise SaisieIllisible(
                f"Écrivez une année et un pourcentage par ligne, par exemple 2022{NBSP}: 80\u00a0%."
            )
        parts[lu[1]] = _read_part(Decimal(lu[2].replace(",", ".")))
    return parts


def _show_litteral(valeur: Any) -> str:
    return write_toml_valeur(valeur)


def _read_litteral(saisie: str) -> Any:
    try:
        lu = tomllib.loads(f"valeur = {saisie}", parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError):
        lu = {}
    if set(lu) != {"valeur"}:
        raise SaisieIllisible('Écrivez cette valeur comme le fichier l’écrit, par exemple { 2022 = "0.8" }.')
    return json.loads(json.dumps(lu["valeur"], default=str))


TEXTE = Conversion(_show_texte, _same)
LITTERALE = Conversion(_show_litteral, _read_litteral, "Comme le fichier l’écrit.")
LIGNES = Conversion(_show_lignes, _read_lignes, "Un par ligne.")
CODES = Conversion(_show_codes, list)
CONVERSIONS: dict[type[genres.Contrainte], Conversion] = {
    genres.TextePlein: TEXTE,
    genres.Code: TEXTE,
    genres.CodeParcours: TEXTE,
    genres.MotParmi: TEXTE,
    genres.Textes: LIGNES,
    genres.Organismes: LIGNES,
    genres.Renvois: CODES,
    genres.MotsParmi: CODES,
    genres.Proportion: Conversion(_show_part, _read_part, "En pourcentage."),
    genres.Entier: Conversion(_show_entier, int),
    genres.OuiNon: Conversion(OUI_NON.__getitem__, "oui".__eq__),
    genres.Jour: Conversion(_show_texte, _same),
    genres.JourAnnuel: Conversion(_show_jour_annuel, _read_jour_annuel, "Jour et mois, par exemple 31/03."),
    genres.Annees: Conversion(_show_annees, _read_annees, "Des années, séparées par des virgules."),
    genres.EnTemps: Conversion(_show_duree, _read_duree, "Par exemple 30 jours, 2 semaines ou 1 mois."),
    UneAnnee: Conversion(str, _read_annee),
    ParAnnee: Conversion(
        _show_par_annee, _read_par_annee, f"Une année par ligne, par exemple 2022{NBSP}: 80\u00a0%."
    ),
    Gabarit: TEXTE,
    Gabarits: LIGNES,
}
