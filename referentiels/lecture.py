"""Reading one key of a référentiel's file: what is there, or one French sentence with its place. Pure values."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from saisie.jours import explain_jour

APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
DECIMALES_PROPORTION = 6
CLE_MAX = 60  # characters of an unknown key that are said


class DefinitionInvalide(ValueError):
    """The file of a référentiel cannot be used; the message says where and why, in French."""


def check_cles(table, connues, ou):
    """Raise DefinitionInvalide on a key of `table` that nobody reads, with the nearest one that somebody does."""
    for cle in table:
        if cle not in connues:
            lue = cle if len(cle) <= CLE_MAX else f"{cle[:CLE_MAX]}…"
            proches = get_close_matches(lue, sorted(connues), 1)
            voulue = f" Vouliez-vous dire «\u00a0{proches[0]}\u00a0»\u202f?" if proches else ""
            raise DefinitionInvalide(f"{ou}\u00a0: la clé «\u00a0{lue}\u00a0» est inconnue.{voulue}")


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
        raise DefinitionInvalide(f"{ou}\u00a0: «\u00a0{cle}\u00a0» doit être un texte.")
    return valeur


def read_phrase(table, cle, ou):
    """A text to be shown, with the apostrophes of a printed page whatever the file was typed with."""
    return APOSTROPHE.sub("’", read_text(table, cle, ou))


def read_code(table, motif, ou, reserves=()):
    """The `code` of `table`, in the letters `motif` allows: it is part of an address, where the words `reserves` lead
    to other pages."""
    code = read_text(table, "code", ou)
    if code in reserves:
        raise DefinitionInvalide(
            f"{ou}\u00a0: «\u00a0{code}\u00a0» est un mot réservé, donnez un autre code."
        )
    if not motif.fullmatch(code):
        raise DefinitionInvalide(
            f"{ou}\u00a0: le code «\u00a0{code}\u00a0» n’est pas utilisable (lettres sans accent, chiffres, "
            "tiret\u202f; pas trop long)."
        )
    return code


def read_proportion(table, cle, ou):
    """The proportion (from 0 to 1, « 0.30 » with or without quotes) at `cle` of `table`, or DefinitionInvalide."""
    try:
        valeur = Decimal(table[cle])
    except (KeyError, InvalidOperation, TypeError, ValueError):
        valeur = None
    if valeur is None or isinstance(table[cle], bool) or not valeur.is_finite() or not 0 <= valeur <= 1:
        raise DefinitionInvalide(
            f'{ou}\u00a0: «\u00a0{cle}\u00a0» doit être une proportion entre "0" et "1".'
        )
    # « 1e-999999999 » is one too, whose fraction would fill the memory.
    if valeur.as_tuple().exponent < -DECIMALES_PROPORTION:
        raise DefinitionInvalide(
            f"{ou}\u00a0: «\u00a0{cle}\u00a0» a au plus {DECIMALES_PROPORTION} décimales."
        )
    return valeur


def read_textes(table, cle, ou):
    """The list of texts at `cle` of `table`, none without it."""
    valeurs = table.get(cle, [])
    if not isinstance(valeurs, list) or not all(isinstance(v, str) and v.strip() for v in valeurs):
        raise DefinitionInvalide(f"{ou}\u00a0: «\u00a0{cle}\u00a0» doit être une liste de textes.")
    return tuple(valeurs)


def read_date(texte, ou):
    """The day written AAAA-MM-JJ, as plausible as one that is typed, or DefinitionInvalide naming the place `ou`."""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        raise DefinitionInvalide(
            f"{ou}\u00a0: «\u00a0{texte}\u00a0» n’est pas une date (AAAA-MM-JJ)."
        ) from None
    if refus := explain_jour(jour):
        raise DefinitionInvalide(f"{ou}\u00a0: {refus[:1].lower()}{refus[1:]}")
    return jour
