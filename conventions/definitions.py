"""What a référentiel says of conventions: instrument, calendar, axes, money. Pure values, read from its content.

`contenu` everywhere is the parsed TOML file of a référentiel with its dates as ISO texts (what `Referentiel.contenu`
stores). The part about indicators is read by `indicateurs.definitions`, the texts by `conventions.textes`.

What a file leaves out has a meaning: without `[financement]` no share of the département nor justification is asked,
without `[calendrier]` nothing is due, without `[textes]` documents are printed with general ones. A key nobody knows
is refused when a file is published: a misspelt rule would otherwise be a rule that does not exist. What is published
is only read, and opens for ever, whatever keys a later version of this code knows.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from conventions.textes import list_fautes_textes

NATURES_AXE = ("socle", "initiative", "facultatif", "transverse")
# Both are part of an address; an axe's is also stored beside each of its actions.
CODE_REFERENTIEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
CODE_AXE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}")
TAILLE_MAX = 500_000  # characters; the longest file so far has 25,000
# « a.b.c… » thirty deep: reading such a key takes tomllib a time that grows much faster than the key.
CLE_DEMESUREE = re.compile(r"""(?:\.[ \t]*[\w"'-]{1,60}[ \t]*){30}""")
DECIMALES_PROPORTION = 6
CLE_MAX = 60  # characters of an unknown key that are said
DEMESURE = "Le texte n’est pas du TOML valide : un nombre ou une imbrication démesurés."
CLES = {
    "code", "dispositif", "dispositif_libelle", "reference", "date_signature", "date_publication", "precedent",
    "annees", "calendrier", "financement", "saisie", "contexte_national", "axes", "indicateurs", "controles",
    "textes",
    # The columns of another parcours file: `indicateurs.delais` reads them.
    "parcours",
}  # fmt: skip
CLES_FINANCEMENT = {"part_departement_min", "seuil_justification", "motifs_ecart", "redeploiement"}
CLES_CALENDRIER = {"rapport", "avenant", "dialogue_de_performance", "report_execution"}
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
CLES_AXE = {"code", "libelle", "nature"}


class DefinitionInvalide(ValueError):
    """The file of a référentiel cannot be used; the message says where and why, in French."""


@dataclass(frozen=True)
class Axe:
    code: str
    libelle: str
    nature: str  # one of NATURES_AXE

    @property
    def is_facultatif(self):
        """Nothing is expected of an optional axe until the convention has an action in it."""
        return self.nature != "socle"


@dataclass(frozen=True)
class DefinitionConvention:
    code: str
    dispositif: str
    dispositif_libelle: str
    reference: str
    date_signature: date
    precedent: str
    annees: tuple[int, ...]
    axes: tuple[Axe, ...]
    part_departement_min: Decimal  # proportion, 0 to 1; 0 asks for nothing
    seuil_justification: Decimal | None  # proportion of the planned amount; None: no gap has to be justified
    motifs_ecart: tuple[str, ...]
    echeance_rapport: str  # "MM-JJ" of the year after the exercice, "" when nothing is due

    def get_axe(self, code):
        """The axe of this code; raises KeyError when this référentiel has none."""
        for axe in self.axes:
            if axe.code == code:
                return axe
        raise KeyError(code)

    def compute_echeance_rapport(self, annee):
        """Date the rapport of exercice `annee` is due, None when the référentiel does not say."""
        return date.fromisoformat(f"{annee + 1}-{self.echeance_rapport}") if self.echeance_rapport else None

    @property
    def jour_rapport(self):
        """Day and month the rapport is due, in a year that does not matter; None when the référentiel does not say."""
        return self.compute_echeance_rapport(2020)

    @property
    def refus_part_etat(self):
        """The sentence for a convention where the State would bring more than this référentiel allows."""
        part = f"{(1 - self.part_departement_min) * 100:f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"La part prévue de l’État dépasse {part} % du total de la convention."


def parse_referentiel(texte):
    """The content of a référentiel's TOML text, JSON-ready: dates as ISO texts, decimal numbers as exact texts.

    Raises DefinitionInvalide, with the line when the text is no TOML; what it then says is not looked at here.
    """
    if len(texte) > TAILLE_MAX:
        raise DefinitionInvalide(f"Le texte dépasse {TAILLE_MAX} caractères : ce n’est pas un référentiel.")
    if CLE_DEMESUREE.search(texte):
        raise DefinitionInvalide(DEMESURE)
    try:
        lu = json.dumps(tomllib.loads(texte, parse_float=str), default=str)
        contenu = json.loads(lu)
    except tomllib.TOMLDecodeError as erreur:
        lieu = re.search(r"line (\d+), column (\d+)", str(erreur))
        ou = f"ligne {lieu[1]}, colonne {lieu[2]}" if lieu else "fin du texte"
        raise DefinitionInvalide(f"Le texte n’est pas du TOML valide : {ou}.") from erreur
    except (RecursionError, ValueError) as erreur:
        raise DefinitionInvalide(DEMESURE) from erreur
    if "\\u0000" in lu:
        raise DefinitionInvalide("Le texte contient un caractère nul (\\u0000) : retirez-le.")
    return contenu


def check_cles(table, connues, ou):
    """Raise DefinitionInvalide on a key of `table` that nobody reads, with the nearest one that somebody does."""
    for cle in table:
        if cle not in connues:
            lue = cle if len(cle) <= CLE_MAX else f"{cle[:CLE_MAX]}…"
            proches = get_close_matches(lue, sorted(connues), 1)
            voulue = f" Vouliez-vous dire « {proches[0]} » ?" if proches else ""
            raise DefinitionInvalide(f"{ou} : la clé « {lue} » est inconnue.{voulue}")


def read_table(contenu, cle):
    """The optional table `[cle]`, {} without it."""
    table = contenu.get(cle, {})
    if not isinstance(table, dict):
        raise DefinitionInvalide(f"[{cle}] doit être une table.")
    return table


def read_tables(contenu, cle):
    """The tables `[[cle]]`, none without them."""
    tables = contenu.get(cle, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise DefinitionInvalide(f"[[{cle}]] doit être une suite de tables.")
    return tables


def read_text(table, cle, ou):
    """The non-empty text at `cle` of `table`, or DefinitionInvalide naming the place `ou`."""
    valeur = table.get(cle)
    if not isinstance(valeur, str) or not valeur.strip():
        raise DefinitionInvalide(f"{ou} : « {cle} » doit être un texte.")
    return valeur


def read_phrase(table, cle, ou):
    """A text to be shown, with the apostrophes of a printed page whatever the file was typed with."""
    return APOSTROPHE.sub("’", read_text(table, cle, ou))


def read_code(table, motif, ou):
    """The `code` of `table`, in the letters `motif` allows: it is part of an address."""
    code = read_text(table, "code", ou)
    if not motif.fullmatch(code):
        raise DefinitionInvalide(
            f"{ou} : le code « {code} » n’est pas utilisable (lettres sans accent, chiffres, tiret ; "
            "pas trop long)."
        )
    return code


def read_proportion(table, cle, ou):
    """The proportion (from 0 to 1, « 0.30 » with or without quotes) at `cle` of `table`, or DefinitionInvalide."""
    try:
        valeur = Decimal(table[cle])
    except (KeyError, InvalidOperation, TypeError, ValueError):
        valeur = None
    if valeur is None or isinstance(table[cle], bool) or not valeur.is_finite() or not 0 <= valeur <= 1:
        raise DefinitionInvalide(f'{ou} : « {cle} » doit être une proportion entre "0" et "1".')
    # « 1e-999999999 » is one too, whose fraction would fill the memory.
    if valeur.as_tuple().exponent < -DECIMALES_PROPORTION:
        raise DefinitionInvalide(f"{ou} : « {cle} » a au plus {DECIMALES_PROPORTION} décimales.")
    return valeur


def read_textes(table, cle, ou):
    """The list of texts at `cle` of `table`, none without it."""
    valeurs = table.get(cle, [])
    if not isinstance(valeurs, list) or not all(isinstance(v, str) and v.strip() for v in valeurs):
        raise DefinitionInvalide(f"{ou} : « {cle} » doit être une liste de textes.")
    return tuple(valeurs)


def read_date(texte, ou):
    """The day written AAAA-MM-JJ, or DefinitionInvalide naming the place `ou`."""
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise DefinitionInvalide(f"{ou} : « {texte} » n’est pas une date (AAAA-MM-JJ).") from None


def _name_axe(table):
    return f"Axe {table.get('code', '')}".strip()


def _read_axe(table):
    ou = _name_axe(table)
    axe = Axe(read_code(table, CODE_AXE, ou), read_phrase(table, "libelle", ou), table.get("nature", "socle"))
    if axe.nature not in NATURES_AXE:
        raise DefinitionInvalide(f"{ou} : nature « {axe.nature} » inconnue ({', '.join(NATURES_AXE)}).")
    return axe


def _read_annees(contenu):
    annees = contenu.get("annees")
    if (
        not isinstance(annees, list)
        or not annees
        or any(type(a) is not int or not 2000 <= a <= 2100 for a in annees)
    ):
        raise DefinitionInvalide(
            "Référentiel : « annees » doit être la liste des exercices jugés, par exemple [2024, 2025]."
        )
    return tuple(annees)


def _read_echeance(contenu):
    calendrier = read_table(contenu, "calendrier")
    if "rapport" not in calendrier:
        return ""
    echeance = read_text(calendrier, "rapport", "[calendrier]")
    # Of a year that is no leap year: it must exist every year.
    read_date(f"2021-{echeance}", "[calendrier], rapport (MM-JJ)")
    return echeance


def check_cles_convention(contenu):
    """Raise DefinitionInvalide on a key that nobody reads, or a text that cannot be printed: for a file to publish."""
    check_cles(contenu, CLES, "Référentiel")
    check_cles(read_table(contenu, "calendrier"), CLES_CALENDRIER, "[calendrier]")
    check_cles(read_table(contenu, "financement"), CLES_FINANCEMENT, "[financement]")
    for table in read_tables(contenu, "axes"):
        check_cles(table, CLES_AXE, _name_axe(table))
    for faute in list_fautes_textes(contenu.get("textes", {})):
        raise DefinitionInvalide(faute)


def build_definition_convention(contenu):
    """Read the convention part of a référentiel; raises DefinitionInvalide, with the place, on the first fault."""
    axes = tuple(_read_axe(table) for table in read_tables(contenu, "axes"))
    if len({axe.code for axe in axes}) != len(axes) or not axes:
        raise DefinitionInvalide("Axes : il en faut au moins un, et chaque code une seule fois.")
    financement = read_table(contenu, "financement")
    definition = DefinitionConvention(
        code=read_code(contenu, CODE_REFERENTIEL, "Référentiel"),
        dispositif=read_text(contenu, "dispositif", "Référentiel"),
        dispositif_libelle=read_text(contenu, "dispositif_libelle", "Référentiel"),
        reference=read_text(contenu, "reference", "Référentiel"),
        date_signature=read_date(read_text(contenu, "date_signature", "Référentiel"), "Date de signature"),
        precedent=read_text(contenu, "precedent", "Référentiel") if "precedent" in contenu else "",
        annees=_read_annees(contenu),
        axes=axes,
        part_departement_min=_read_option(financement, "part_departement_min", Decimal(0)),
        seuil_justification=_read_option(financement, "seuil_justification", None),
        motifs_ecart=read_textes(financement, "motifs_ecart", "[financement]"),
        echeance_rapport=_read_echeance(contenu),
    )
    if len(definition.dispositif) > 20:
        raise DefinitionInvalide(
            "Référentiel : « dispositif » a au plus 20 caractères ; le nom entier va dans "
            "« dispositif_libelle »."
        )
    return definition


def _read_option(financement, cle, sinon):
    return read_proportion(financement, cle, "[financement]") if cle in financement else sinon
