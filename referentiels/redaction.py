"""The text of a référentiel edited in place, as the forms of a draft write it: what is not changed stays as it was
typed, comments included. Pure.

Paths are those of the content (`fautes.Chemin`). The text is read back after each edit: where it does not say what was
meant (a way of writing that the library does not know), it is written afresh, without its comments.
"""

import json
from collections.abc import Callable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable, Item, Table

from referentiels.fautes import Chemin, DefinitionInvalide
from referentiels.lecture import Contenu, parse_referentiel

# An edit of a content, or of the document the library reads of its text: with what makes a value one of theirs.
Ecrire = Callable[[Any], Any]
Edition = Callable[[Any, Ecrire], None]


def write_toml(contenu: Contenu) -> str:
    """A content written as TOML, where nobody typed its text."""
    return tomlkit.dumps(contenu)


def write_toml_valeur(valeur: Any) -> str:
    """One value of a content as TOML writes it in a line."""
    return _write_valeur(valeur).as_string()


def write_valeurs(texte: str, valeurs: Mapping[Chemin, Any]) -> str:
    """The text with other values at these paths, None for none: numbers, texts, dates, lists, or tables of them. A
    table that is not there is made; one that is left empty goes. Raises DefinitionInvalide for what is no TOML."""

    def edit(noeud: Any, ecrire: Ecrire) -> None:
        for chemin, valeur in valeurs.items():
            if valeur is None:
                _remove_cle(noeud, chemin)
            else:
                _put_cle(noeud, chemin, ecrire(valeur))

    return _edit(texte, edit)


def add_table(texte: str, suite: Chemin, valeurs: Mapping[Chemin, Any]) -> str:
    """The text with one more table at the end of `[[suite]]`, which holds these values."""

    def edit(noeud: Any, ecrire: Ecrire) -> None:
        tables = _get_suite(noeud, suite)
        fin = _cut_fin(tables[-1]) if len(tables) else []
        nouvelle: dict[str, Any] = {}
        for chemin, valeur in valeurs.items():
            if valeur is not None:
                _put_cle(nouvelle, chemin, valeur)
        tables.append(tomlkit.table() if isinstance(tables, AoT) else ecrire({}))
        for cle, valeur in nouvelle.items():
            tables[-1][cle] = ecrire(valeur)
        _put_fin(tables[-1], fin)

    return _edit(texte, edit)


def remove_table(texte: str, chemin: Chemin) -> str:
    """The text without the table at a path, of a suite or by name."""

    def edit(noeud: Any, ecrire: Ecrire) -> None:
        *ou, rang = chemin
        if not isinstance(rang, int):
            _remove_cle(noeud, chemin)
            return
        tables = _find_table(noeud, ou)
        fin = _cut_fin(tables[rang])
        del tables[rang]
        if rang:
            _put_fin(tables[rang - 1], fin)
        if not len(tables):
            _remove_cle(noeud, tuple(ou))

    return _edit(texte, edit)


def move_table(texte: str, chemin: Chemin, vers: int) -> str:
    """The text with the table at a path put at the rank `vers` of its suite."""

    def edit(noeud: Any, ecrire: Ecrire) -> None:
        *ou, rang = chemin
        assert isinstance(rang, int)
        tables = _find_table(noeud, ou)
        # What follows the last table of a suite is about what comes next in the text.
        fins = [_cut_fin(table) for table in tables]
        deplacee = tables[rang]
        del tables[rang]
        tables.insert(vers, deplacee)
        for table, fin in zip(tables, fins, strict=True):
            _put_fin(table, fin)

    return _edit(texte, edit)


def _edit(texte: str, edition: Edition) -> str:
    lu = parse_referentiel(texte)
    edition(lu, lambda valeur: valeur)
    voulu: Contenu = json.loads(json.dumps(lu, default=str))
    try:
        avant = _write_comme_la_bibliotheque(texte)
        document = tomlkit.parse(avant)
        edition(document, _write_valeur)
        ecrit = _keep_lignes(texte, avant, document.as_string())
        if parse_referentiel(ecrit) == voulu:
            return ecrit
    except (TOMLKitError, DefinitionInvalide, TypeError, AttributeError, LookupError, ValueError):
        pass
    return write_toml(voulu)


@lru_cache(maxsize=16)
def _write_comme_la_bibliotheque(texte: str) -> str:
    """A text as the library reads and writes it, nothing changed: half of the time of an edit, and a draft is edited
    from one text as long as nobody saves another."""
    return tomlkit.parse(texte).as_string()


def _keep_lignes(texte: str, avant: str, apres: str) -> str:
    """The lines of `apres`, with those that no edit changed as the text has them: the library reads and writes a few of
    them (`avant`) with other blanks."""
    typees, lues, ecrites = (un.splitlines(keepends=True) for un in (texte, avant, apres))
    if ["".join(ligne.split()) for ligne in typees] != ["".join(ligne.split()) for ligne in lues]:
        return apres  # it brings together the tables of a list that others separate
    blocs = SequenceMatcher(None, lues, ecrites, autojunk=False).get_opcodes()
    return "".join(
        ligne
        for quoi, debut, fin, debut_ecrit, fin_ecrit in blocs
        for ligne in (typees[debut:fin] if quoi == "equal" else ecrites[debut_ecrit:fin_ecrit])
    )


def _write_valeur(valeur: Any) -> Item:
    item: Item
    if isinstance(valeur, dict):
        cles = (
            f"{tomlkit.key(cle).as_string()} = {_write_valeur(un).as_string()}" for cle, un in valeur.items()
        )
        item = tomlkit.value(f"{{ {', '.join(cles)} }}" if valeur else "{}")
    elif isinstance(valeur, str) and "\n" in valeur:
        # It begins on a line of its own, which TOML does not count.
        item = tomlkit.value('"""\n' + tomlkit.string(valeur, multiline=True).as_string()[3:])
    else:
        item = tomlkit.item(valeur)
    return item


def _put_cle(noeud: Any, chemin: Chemin, valeur: Any) -> None:
    table = noeud
    *ou, cle = chemin
    for pas in ou:
        # What is there and is no table is a fault, which this one takes the place of.
        if isinstance(pas, str) and not isinstance(table.get(pas), Mapping | list):
            table[pas] = _make_table(table, is_dans_une_suite=len(ou) > 1 and isinstance(chemin[1], int))
        table = table[pas]
    fin = _cut_fin(table) if cle not in table else []
    table[cle] = valeur
    _put_fin(table, fin)


def _make_table(parent: Any, is_dans_une_suite: bool) -> Any:
    if not isinstance(parent, Item | tomlkit.TOMLDocument):
        return {}
    return tomlkit.inline_table() if is_dans_une_suite or isinstance(parent, InlineTable) else tomlkit.table()


def _remove_cle(noeud: Any, chemin: Chemin) -> None:
    """Without the key, nor the table it leaves empty, but for one of a suite, which counts."""
    *ou, cle = chemin
    try:
        table = _find_table(noeud, ou)
    except LookupError:
        return
    if cle in table:
        del table[cle]
    if ou and not len(table) and isinstance(ou[-1], str):
        _remove_cle(noeud, tuple(ou))


def _find_table(noeud: Any, chemin: list[str | int]) -> Any:
    for pas in chemin:
        noeud = noeud[pas]
    return noeud


def _get_suite(noeud: Any, suite: Chemin) -> Any:
    """The tables of a suite, none where there is none yet."""
    parent = noeud
    *ou, cle = suite
    for pas in ou:
        if isinstance(pas, str) and not isinstance(parent.get(pas), Mapping | list):
            parent[pas] = _make_table(parent, is_dans_une_suite=False)
        parent = parent[pas]
    if not isinstance(parent.get(cle), list):
        is_document = isinstance(parent, Table | tomlkit.TOMLDocument)
        parent[cle] = tomlkit.aot() if is_document else []
    return parent[cle]


def _cut_fin(table: Any) -> list[Any]:
    """Take off a table the blank lines and the comments after its last key: they are about what comes next."""
    if isinstance(table, AoT):
        return _cut_fin(table[-1]) if len(table) else []
    if not isinstance(table, Table):
        return []
    corps = table.value.body
    rang = len(corps)
    while rang and corps[rang - 1][0] is None:
        rang -= 1
    fin = corps[rang:]
    if not fin and rang and isinstance(corps[rang - 1][1], Table | AoT):
        return _cut_fin(corps[rang - 1][1])
    del corps[rang:]
    return fin


def _put_fin(table: Any, fin: list[Any]) -> None:
    if isinstance(table, AoT):
        _put_fin(table[-1], fin)
    elif fin:
        corps = table.value.body
        if corps and isinstance(corps[-1][1], Table | AoT):
            _put_fin(corps[-1][1], fin)
        else:
            corps.extend(fin)
