"""Reading the file of a référentiel by its schema: all that is wrong in it at once, each fault with its place."""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Annotated, Any, get_origin

from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.errors import IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn

from referentiels.annees import tell_annees_visees
from referentiels.contraintes import Ecart, Tables, get_contrainte
from referentiels.controles import name_controle
from referentiels.fautes import FAUTES_MAX, Chemin, DefinitionInvalide, FauteDite
from referentiels.phrases import write_phrase
from referentiels.schema import Fichier, Liens
from referentiels.table_indicateurs import (
    CIBLE_D_UNE_ANNEE,
    TABLES_INDICATEUR,
    TableIndicateur,
)

TAILLE_MAX = 500_000  # characters; the longest file so far has 25,000
CLE_MAX = 60  # characters of an unknown key that are said
# « a.b.c… » thirty deep: reading such a key takes tomllib a time that grows much faster than the key.
CLE_DEMESUREE = re.compile(r"""(?:\.[ \t]*[\w"'-]{1,60}[ \t]*){30}""")
DEMESURE = "Le texte n’est pas du TOML valide\u00a0: un nombre ou une imbrication démesurés."
LIEUX = {"delai": "délai"}
SUITES = {"axes": "Axe", "indicateurs": "Indicateur", "controles": "Contrôle"}

Contenu = dict[str, Any]


def parse_referentiel(texte: str) -> Contenu:
    """The content of a référentiel's TOML text, JSON-ready: dates as ISO texts, decimal numbers as exact texts.

    Raises DefinitionInvalide, with the line when the text is no TOML; what it then says is not looked at here.
    """
    if len(texte) > TAILLE_MAX:
        raise DefinitionInvalide(
            f"Le texte dépasse {TAILLE_MAX} caractères\u00a0: ce n’est pas un référentiel."
        )
    if CLE_DEMESUREE.search(texte):
        raise DefinitionInvalide(DEMESURE)
    try:
        lu = json.dumps(tomllib.loads(texte, parse_float=str), default=str)
        contenu: Contenu = json.loads(lu)
    except tomllib.TOMLDecodeError as erreur:
        lieu = re.search(r"line (\d+), column (\d+)", str(erreur))
        ou = f"ligne {lieu[1]}, colonne {lieu[2]}" if lieu else "fin du texte"
        raise DefinitionInvalide(f"Le texte n’est pas du TOML valide\u00a0: {ou}.") from erreur
    except (RecursionError, ValueError) as erreur:
        raise DefinitionInvalide(DEMESURE) from erreur
    if "\\u0000" in lu:
        raise DefinitionInvalide("Le texte contient un caractère nul (\\u0000)\u00a0: retirez-le.")
    return contenu


@dataclass(frozen=True)
class FauteDeFichier:
    """One fault: the path of what holds it (`("indicateurs", 3, "axe")`), its sentence and the words of it."""

    chemin: Chemin
    ecart: Ecart
    is_absence: bool = False  # a key that must be there is not

    def tell(self, contenu: Contenu) -> FauteDite:
        """What is said of it, with the place as people name it, and the key that was meant if one is near."""
        ecart, cle = self.ecart, self.chemin[-1]
        mots = {
            "ou": name_lieu(contenu, self.chemin),
            "element": name_element(contenu, self.chemin),
            "cle": cle,
            "table": ".".join(pas for pas in self.chemin if isinstance(pas, str)),
        }
        if cle == "code" and ecart.phrase in ("code", "texte") and self.chemin[0] == "indicateurs":
            mots["ou"] = SUITES["indicateurs"]  # it has no name yet
        if ecart.phrase in ("libelle_date", "avec_organisme"):
            mots["valeur"] = _find(contenu, self.chemin[:-1]).get("code")
        if lue := CIBLE_D_UNE_ANNEE.fullmatch(str(cle)):
            ecart = Ecart("cible_inconnue", cle=ecart.mots["cle"], annee=lue[1])
        if ecart.phrase == "cible_inconnue":
            mots |= tell_annees_visees(contenu, str(ecart.mots.get("annee", "")))
        phrase = write_phrase(ecart.phrase, **(mots | ecart.mots))
        if self.voulue:
            phrase = f"{phrase} Vouliez-vous dire «\u00a0{self.voulue}\u00a0»\u202f?"
        return FauteDite(phrase, self.chemin)

    @cached_property
    def voulue(self) -> str:
        """The key that was meant by an unknown one, "" where none is near."""
        cle, connues = self.ecart.mots.get("cle", ""), self.ecart.mots.get("connues", ())
        assert isinstance(cle, str) and isinstance(connues, Iterable)
        if CIBLE_D_UNE_ANNEE.fullmatch(cle):
            return ""  # another year is another target
        return next(iter(get_close_matches(cle, connues, 1)), "")


@dataclass(frozen=True)
class Lu:
    """A content read by the schema. `fichier` is None with a fault; `liens` is then what could be read all the same."""

    fichier: Fichier | None
    liens: Liens
    fautes: tuple[FauteDeFichier, ...]

    def list_codes(self, contenu: Contenu, suite: str) -> set[str] | None:
        """Codes that the tables `[[suite]]` write, those at fault too; None when a fault leaves one in doubt."""
        tables = contenu.get(suite, [])
        codes = [un.get("code") for un in tables if isinstance(un, dict)] if isinstance(tables, list) else []
        ecrits = {code for code in codes if isinstance(code, str)}
        is_sur = codes != [] and len(codes) == len(tables) and all(isinstance(code, str) for code in codes)
        en_faute = any(suite in (faute.chemin[0], faute.voulue) for faute in self.fautes)
        return None if en_faute and not is_sur else ecrits


def locate_tables(contenu: Contenu, suite: str, cle: str = "code") -> dict[str, Chemin]:
    """{its `cle`: its path} of each table of a suite; the last, of two that say the same."""
    tables = contenu.get(suite, [])
    ecrites = enumerate(tables if isinstance(tables, list) else [])
    return {
        table[cle]: (suite, rang)
        for rang, table in ecrites
        if isinstance(table, dict) and isinstance(table.get(cle), str)
    }


def read_contenu(contenu: Contenu, complet: bool) -> Lu:
    """Read a content whole; `complet` refuses what nobody reads, as a file to publish must be."""
    try:
        fichier = _get_converter(complet).structure(contenu, Fichier)
        return Lu(fichier, fichier, ())
    except ClassValidationError as erreur:
        fautes = tuple(_list_fautes(erreur, ()))
    if not complet and all(_is_tardive(faute.chemin) for faute in fautes):
        return read_contenu(_prune(contenu, fautes), complet)
    liens = _get_converter(False).structure(_prune(contenu, fautes), Liens)
    return Lu(None, liens, tuple(_leave_suites(fautes[: FAUTES_MAX + 1])))


@lru_cache(maxsize=2)
def _get_converter(complet: bool) -> Converter:
    converter = Converter(forbid_extra_keys=complet)
    converter.register_structure_hook_factory(
        # The stubs of `get_origin` do not know that it may answer Annotated.
        lambda t: get_origin(t) is Annotated,  # type: ignore[comparison-overlap]
        _make_lecture_cle(converter),
    )
    converter.register_structure_hook_factory(is_dataclass, _make_lecture_table(converter))
    # And not `register_structure_hook`, which would take its subclasses too.
    converter.register_structure_hook_func(
        lambda t: t is TableIndicateur, _make_lecture_indicateur(converter)
    )
    return converter


def _make_lecture_cle(converter: Converter) -> Callable[[Any], Callable[[Any, Any], Any]]:
    def make(annote: Any) -> Callable[[Any, Any], Any]:
        contrainte = get_contrainte(annote)
        if not isinstance(contrainte, Tables):
            return lambda valeur, _: contrainte.read(valeur)
        tables = tuple[contrainte.table, ...]  # type: ignore[name-defined]
        return lambda valeur, _: converter.structure(contrainte.read(valeur), tables)

    return make


def _make_lecture_table(converter: Converter) -> Callable[[type[Any]], Callable[[Any, Any], Any]]:
    def make(classe: type[Any]) -> Callable[[Any, Any], Any]:
        lire = make_dict_structure_fn(classe, converter)

        def read(valeur: Any, _: Any) -> Any:
            if not isinstance(valeur, dict):
                raise Ecart(getattr(classe, "PHRASE", "table"), choix=", ".join(_list_cles(classe)))
            return lire(valeur, classe)

        return read

    return make


def _make_lecture_indicateur(converter: Converter) -> Callable[[Any, Any], Any]:
    """By its nature; of an unknown one, what every indicator has is looked at."""
    commune = make_dict_structure_fn(TableIndicateur, converter, _cattrs_forbid_extra_keys=False)

    def read(valeur: Any, _: Any) -> Any:
        nature = valeur.get("nature")
        classe = TABLES_INDICATEUR.get(nature) if isinstance(nature, str) else None
        return converter.structure(valeur, classe) if classe else commune(valeur, TableIndicateur)

    return read


def _list_fautes(erreur: Exception, chemin: Chemin, annote: Any = None) -> Iterator[FauteDeFichier]:
    """The faults of what the library raises, in the order it found them."""
    if isinstance(erreur, ClassValidationError | IterableValidationError):
        avec_note, sans_note = erreur.group_exceptions()
        for une in sans_note:
            yield from _list_fautes(une, chemin)
        for une, note in avec_note:
            ou = note.index if isinstance(note, IterableValidationNote) else note.name
            yield from _list_fautes(une, (*chemin, ou), note.type)
    elif isinstance(erreur, ForbiddenExtraKeysError):
        yield from _list_cles_inconnues(erreur, chemin)
    elif isinstance(erreur, KeyError):
        yield FauteDeFichier(chemin, _explain_absence(annote), is_absence=True)
    elif isinstance(erreur, Ecart):
        yield FauteDeFichier(chemin, erreur)
    else:
        raise erreur


def _leave_suites(fautes: tuple[FauteDeFichier, ...]) -> Iterator[FauteDeFichier]:
    """The faults, but for a key that is missing because it is misspelt: its other name is already said. Without a
    `regle` one cannot tell which rule it is: that is always said."""
    voulues = {(*faute.chemin[:-1], faute.voulue) for faute in fautes if faute.voulue}
    return (
        faute
        for faute in fautes
        if not (faute.is_absence and faute.chemin in voulues and faute.chemin[-1] != "regle")
    )


def _explain_absence(annote: Any) -> Ecart:
    """Why a key must be there: it is read as None."""
    if get_origin(annote) is not Annotated:
        return Ecart(annote.PHRASE)
    try:
        get_contrainte(annote).read(None)
    except Ecart as ecart:
        return ecart
    raise AssertionError(f"None is read as {annote}")


def _list_cles_inconnues(erreur: ForbiddenExtraKeysError, chemin: Chemin) -> Iterator[FauteDeFichier]:
    connues = _list_cles(erreur.cl)
    for cle in sorted(erreur.extra_fields):
        phrase = getattr(erreur.cl, "PHRASE_CLE", "cle")
        lue = cle if len(cle) <= CLE_MAX else f"{cle[:CLE_MAX]}…"
        yield FauteDeFichier(
            (*chemin, cle), Ecart(phrase, cle=lue, choix=", ".join(connues), connues=connues)
        )


def _is_tardive(chemin: Chemin) -> bool:
    """Is the key, or the section it is in, one that was accepted before anyone read it?"""
    classe: Any = Fichier
    for pas in chemin[:2]:
        champ = next((un for un in fields(classe) if un.name == pas), None)
        if champ is None or champ.metadata["tardive"]:
            return champ is not None
        classe = champ.type
        if not is_dataclass(classe):
            return False
    return False


def _prune(contenu: Contenu, fautes: tuple[FauteDeFichier, ...]) -> Contenu:
    """The content without what is wrong: the table of a list, the key of a section, else the whole of a key."""
    sain = deepcopy(contenu)
    for *ou, dernier in sorted({_get_retire(faute.chemin) for faute in fautes}, reverse=True):
        if isinstance(dernier, int):
            del _find(sain, ou)[dernier]
        else:
            _find(sain, ou).pop(dernier, None)
    return sain


def _get_retire(chemin: Chemin) -> Chemin:
    """What a fault at a path takes away with it."""
    return chemin[:4] if chemin[0] == "textes" else chemin[:2]


def _find(contenu: Any, chemin: Iterable[str | int]) -> Any:
    for pas in chemin:
        contenu = contenu[pas]
    return contenu


def name_element(contenu: Contenu, chemin: Chemin) -> str:
    """The table a path goes through, as people name it: « Axe S4 », « [saisie] », « Référentiel »."""
    if len(chemin) < 2:
        return "Référentiel"
    if chemin[0] not in SUITES:
        return f"[{'.'.join(map(str, chemin[: _get_profondeur(chemin) - 1]))}]"
    table = _find(contenu, chemin[:2])
    mot = SUITES[str(chemin[0])]
    if chemin[0] == "controles":
        regle = table.get("regle")
        is_dite = isinstance(regle, str) and regle.strip()
        return name_controle(regle) if is_dite else mot
    code = table.get("code", "")
    return f"{mot} {code}".strip()


def _get_profondeur(chemin: Chemin) -> int:
    """How many steps lead to a key of the table that `name_element` names."""
    return 3 if chemin[0] in SUITES or (chemin[0] == "textes" and len(chemin) > 2) else 2


def name_lieu(contenu: Contenu, chemin: Chemin) -> str:
    """Where the last key of a path is: its table, and the one within it."""
    element = name_element(contenu, chemin)
    profondeur = _get_profondeur(chemin)
    if len(chemin) > profondeur:
        return f"{element}, {LIEUX.get(str(chemin[profondeur - 1]), chemin[profondeur - 1])}"
    if chemin[0] != "indicateurs" or len(chemin) < 3:
        return element
    nature = str(_find(contenu, chemin[:2]).get("nature"))
    is_inconnue = nature in TABLES_INDICATEUR and chemin[2] not in _list_cles(TABLES_INDICATEUR[nature])
    return f"{element} ({nature})" if is_inconnue else element


def _list_cles(classe: Any) -> list[str]:
    return sorted(champ.name for champ in fields(classe))
