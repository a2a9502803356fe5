"""How a key of a référentiel's file is declared, and what it may hold: each kind reads a value of the parsed TOML, or
says what is wrong.

A kind is written beside the type of the key it constrains (`Annotated[str, TextePlein()]`): `referentiels.lecture`
finds it there.
"""

import re
from dataclasses import MISSING, Field, dataclass, field, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar, get_args, get_origin

from fichiers.personnes import normalize
from referentiels.definitions import UNITES_NATIONALES, ChiffreNational
from referentiels.delais import Limite
from saisie.jours import explain_jour

APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
DECIMALES_PROPORTION = 6
TABLES_MAX = 1_000  # of one suite: of each, all that is wrong is looked for
NATIONAL_MAX = 10**12
LIMITE_MAX = 10_000  # of a délai, in days, weeks or months


class Ecart(ValueError):
    """A value is not what its key may hold: a sentence of `referentiels.phrases`, and its words."""

    def __init__(self, phrase: str, **mots: object) -> None:
        super().__init__(phrase)
        self.phrase, self.mots = phrase, mots


@dataclass(frozen=True)
class Contrainte:
    """A kind of value. A key that is missing where it must be is read as None."""

    def read(self, valeur: Any) -> Any:
        """The value as the definition keeps it; raises Ecart."""
        return valeur


@dataclass(frozen=True)
class TextePlein(Contrainte):
    """A text that is not blank, of `longueur` characters at most (None: any)."""

    longueur: int | None = None
    phrase: str = "texte"
    phrase_longueur: str = "texte"

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, str) or not valeur.strip():
            raise Ecart(self.phrase, valeur=valeur, nombre=self.longueur)
        if self.longueur is not None and len(valeur) > self.longueur:
            raise Ecart(self.phrase_longueur, nombre=self.longueur)
        return valeur


class Phrase(TextePlein):
    """A text to be shown, with the apostrophes of a printed page whatever the file was typed with."""

    def read(self, valeur: Any) -> Any:
        return APOSTROPHE.sub("’", super().read(valeur))


@dataclass(frozen=True)
class Code(Contrainte):
    """A text in the letters `motif` allows: part of an address, where the words `reserves` lead elsewhere."""

    motif: re.Pattern[str]
    reserves: frozenset[str] = frozenset()
    phrase_reserve: str = "code_reserve"
    phrase: str = "code"

    def read(self, valeur: Any) -> Any:
        TextePlein().read(valeur)
        if valeur in self.reserves:
            raise Ecart(self.phrase_reserve, valeur=valeur)
        if not self.motif.fullmatch(valeur):
            raise Ecart(self.phrase, valeur=valeur)
        return valeur


@dataclass(frozen=True)
class Textes(Contrainte):
    """A list of texts; an empty one is refused by the sentence `phrase_vide`, if any."""

    phrase_vide: str = ""

    def read(self, valeur: Any) -> Any:
        if self.phrase_vide and (valeur is None or valeur == []):
            raise Ecart(self.phrase_vide)
        if not isinstance(valeur, list) or not all(isinstance(v, str) and v.strip() for v in valeur):
            raise Ecart("textes")
        return tuple(valeur)


@dataclass(frozen=True)
class Renvoi(TextePlein):
    """What a table of `suite` is called by: an axe, an indicator, a date or an organisme of a parcours. Whether there
    is such a one is judged once all is read (`referentiels.coherence`); where it is `libre`, the text itself is too."""

    suite: str = ""
    libre: bool = False

    def read(self, valeur: Any) -> Any:
        return valeur if self.libre else super().read(valeur)


@dataclass(frozen=True)
class Renvois(Textes):
    """Several of them."""

    suite: str = ""


@dataclass(frozen=True)
class MotParmi(Contrainte):
    """One of `valeurs`."""

    valeurs: tuple[str, ...]
    phrase: str = "choix"

    def read(self, valeur: Any) -> Any:
        if valeur not in self.valeurs:
            raise Ecart(self.phrase, valeur=valeur, choix=", ".join(self.valeurs))
        return valeur


@dataclass(frozen=True)
class MotsParmi(Contrainte):
    """Several of `valeurs`, one at least."""

    valeurs: tuple[str, ...]

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, list) or not valeur or any(un not in self.valeurs for un in valeur):
            raise Ecart("mots_parmi", choix=", ".join(self.valeurs))
        return tuple(un for un in self.valeurs if un in valeur)


class Proportion(Contrainte):
    """A proportion from 0 to 1, « 0.30 » with or without quotes, of DECIMALES_PROPORTION decimals at most."""

    def read(self, valeur: Any) -> Any:
        try:
            lue = None if isinstance(valeur, bool) else Decimal(valeur)
        except (InvalidOperation, TypeError, ValueError):
            lue = None
        if lue is None or not lue.is_finite() or not 0 <= lue <= 1:
            raise Ecart("proportion")
        # « 1e-999999999 » is one too, whose fraction would fill the memory.
        exposant = lue.as_tuple().exponent
        if isinstance(exposant, int) and exposant < -DECIMALES_PROPORTION:
            raise Ecart("decimales", nombre=DECIMALES_PROPORTION)
        return lue


@dataclass(frozen=True)
class Entier(Contrainte):
    """An integer from 0 to `plafond`."""

    plafond: int

    def read(self, valeur: Any) -> Any:
        if type(valeur) is not int or not 0 <= valeur <= self.plafond:
            raise Ecart("nombre", nombre=self.plafond)
        return valeur


@dataclass(frozen=True)
class OuiNon(Contrainte):
    """true or false."""

    phrase: str = "oui_non"

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, bool):
            raise Ecart(self.phrase)
        return valeur


@dataclass(frozen=True)
class Jour(Contrainte):
    """A day, as plausible as one that is typed."""

    phrase: str = "date"
    phrase_refus: str = "jour"

    def read(self, valeur: Any) -> Any:
        TextePlein().read(valeur)
        jour = _read_iso(valeur, self.phrase, valeur)
        if refus := explain_jour(jour):
            raise Ecart(self.phrase_refus, refus=f"{refus[:1].lower()}{refus[1:]}")
        return jour


class JourAnnuel(Contrainte):
    """A day « MM-JJ » of any year: of one that is no leap year, so that it exists every year."""

    def read(self, valeur: Any) -> Any:
        TextePlein().read(valeur)
        _read_iso(f"2021-{valeur}", "date_annuelle", f"2021-{valeur}")
        return valeur


def _read_iso(texte: str, phrase: str, valeur: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise Ecart(phrase, valeur=valeur) from None


@dataclass(frozen=True)
class Annees(Contrainte):
    """Years, one at least."""

    phrase: str = "annees"

    def read(self, valeur: Any) -> Any:
        if (
            not isinstance(valeur, list)
            or not valeur
            or any(type(a) is not int or not 2000 <= a <= 2100 for a in valeur)
        ):
            raise Ecart(self.phrase)
        return tuple(valeur)


class EnTemps(Contrainte):
    """A time limit, `{ jours = 45 }`, in days, weeks or months."""

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, dict):
            raise Ecart("delai")
        nombres = [nombre for nombre in valeur.values() if type(nombre) is int]
        if not any(nombres) or max(nombres) > LIMITE_MAX:
            raise Ecart("limite_nombre")
        connues = set(valeur) <= {"jours", "semaines", "mois"}
        if not connues or any(type(n) is not int or not 0 <= n < LIMITE_MAX for n in valeur.values()):
            raise Ecart("limite")
        return Limite(**valeur)


class CodeParcours(Contrainte):
    """The code or the column of a date, as headers are compared: small letters, digits, _."""

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, str) or not valeur or normalize(valeur) != valeur:
            raise Ecart("code_parcours")
        return valeur


class Organismes(Contrainte):
    """Codes, each once."""

    def read(self, valeur: Any) -> Any:
        are_codes = isinstance(valeur, list) and all(
            isinstance(v, str) and v and normalize(v) == v for v in valeur
        )
        if not are_codes or len(set(valeur)) != len(valeur):
            raise Ecart("organismes")
        return tuple(valeur)


class Nationaux(Contrainte):
    """National figures by name: each a text, one number in its unit, and the axe it concerns, if any."""

    CLES: ClassVar[tuple[str, ...]] = ("libelle", *UNITES_NATIONALES, "axe")

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, dict):
            raise Ecart("table", table="contexte_national")
        return tuple(self._read_un(nom, un) for nom, un in valeur.items())

    def _read_un(self, nom: str, un: Any) -> ChiffreNational:
        if not isinstance(un, dict):
            raise Ecart("national", nom=nom)
        for cle in un:
            if cle not in self.CLES:
                raise Ecart("cle", cle=cle, connues=self.CLES)
        unites = [unite for unite in UNITES_NATIONALES if unite in un]
        textes = [un.get("libelle"), un.get("axe", "-")]
        if len(unites) != 1 or not all(isinstance(texte, str) and texte.strip() for texte in textes):
            raise Ecart("national", nom=nom)
        nombre = Entier(NATIONAL_MAX).read(un[unites[0]])
        return ChiffreNational(nom, Phrase().read(un["libelle"]), nombre, unites[0], un.get("axe", ""))


@dataclass(frozen=True)
class Tables(Contrainte):
    """Tables of one class, `[[cle]]`; an empty list is refused by the sentence `phrase_vide`, if any."""

    table: type
    phrase: str = "suite"
    phrase_vide: str = ""

    def read(self, valeur: Any) -> Any:
        if not isinstance(valeur, list) or (self.phrase_vide and not valeur):
            raise Ecart(self.phrase_vide or self.phrase)
        if len(valeur) > TABLES_MAX:
            raise Ecart("suite_longue", nombre=TABLES_MAX)
        if self.phrase == "suite" and not all(isinstance(table, dict) for table in valeur):
            raise Ecart(self.phrase)
        return valeur


def declare(
    dit: str, exemple: object = None, sans: str = "", defaut: Any = MISSING, tardive: bool = False
) -> Any:
    """One key: what it says, an example, what holds without it, its default (none: it must be there).

    One that is `tardive` was accepted before anyone read it: in what is published, it counts for nothing where it is
    wrong.
    """
    return field(
        default=defaut,
        metadata={"dit": dit, "exemple": exemple, "sans": sans, "tardive": tardive},
        kw_only=True,
    )


@dataclass(frozen=True)
class Table:
    """A table of the file. `PHRASE` is what is said of something else in its place, `PHRASE_CLE` of an unknown key."""

    PHRASE: ClassVar[str] = "table"
    PHRASE_CLE: ClassVar[str] = "cle"


def get_contrainte(annote: Any) -> Contrainte:
    """The kind of value that is written beside a type."""
    return next(un for un in get_args(annote)[1:] if isinstance(un, Contrainte))


def get_table(champ: Field[Any]) -> tuple[Any, bool]:
    """The class of the table, or tables, at a key, None for a value; is it a list of them?"""
    if get_origin(champ.type) is Annotated:
        genre = get_contrainte(champ.type)
        return (genre.table, True) if isinstance(genre, Tables) else (None, False)
    return next(un for un in (champ.type, *get_args(champ.type)) if is_dataclass(un)), False
