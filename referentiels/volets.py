"""What a page of a draft shows of its text, and the text once something is typed in it. Pure.

A page is over one table (an axe, a rule), or over what several tables of the file hold (`rubriques.PartieDuFichier`).
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from referentiels.comparabilite import ORGANISMES
from referentiels.construction import check_referentiel
from referentiels.delais import FORMAT_USUEL
from referentiels.fautes import Chemin, DefinitionInvalide, FauteDite
from referentiels.lecture import Contenu, parse_referentiel
from referentiels.redaction import add_table, write_valeurs
from referentiels.rubriques import (
    Cle,
    GroupeDeCles,
    PartieDuFichier,
    SuiteDeTables,
    find_table,
    list_groupes_de_cles,
    list_tables,
)
from referentiels.table_indicateurs import TableIndicateur
from referentiels.valeurs import show_cle

Choix = list[tuple[str, str]]


@dataclass(frozen=True)
class Volet:
    """The keys a page shows: where their table is in the content (`chemin`, () for the whole file)."""

    source: str
    groupes: tuple[GroupeDeCles, ...]
    chemin: Chemin = ()
    suite: SuiteDeTables | None = None  # of the table, where it is one of a list
    is_nouveau: bool = False

    @cached_property
    def contenu(self) -> Contenu:
        return parse_referentiel(self.source)

    @property
    def cles(self) -> Iterator[Cle]:
        return (cle for groupe in self.groupes for cle in groupe.cles)

    @property
    def table(self) -> Mapping[str, Any]:
        return {} if self.is_nouveau else find_table(self.contenu, self.chemin) or {}

    @property
    def valeurs(self) -> dict[str, Any]:
        """{name of a field: what is in the text, as it is shown}, None for nothing."""
        return {cle.nom: show_cle(cle.genre, _get(self.table, cle.chemin)) for cle in self.cles}

    @property
    def empreinte(self) -> str:
        """What the page showed, in few letters: whether another page changed it."""
        return compute_empreinte_de_table(self.table, self.cles)

    def write(self, changees: Mapping[str, Any], nom: str = "") -> str:
        """The text with these values by name of field (`valeurs.read_cle`); a new table by name takes `nom`."""
        chemins = {cle.nom: cle.chemin for cle in self.cles}
        valeurs = {chemins[un]: valeur for un, valeur in changees.items()}
        if self.is_nouveau and self.suite and not self.suite.is_nommee:
            return add_table(self.source, self.suite.chemin, valeurs)
        if self.suite and self.suite.classe is TableIndicateur and "nature" in changees:
            # What another nature has would mean nothing here.
            connues = {champ.name for champ in fields(self.suite.choose_classe(changees["nature"]))}
            valeurs |= {(cle,): None for cle in self.table if cle not in connues}
        ou = (*self.chemin[:-1], nom) if nom else self.chemin
        return write_valeurs(self.source, {(*ou, *chemin): valeur for chemin, valeur in valeurs.items()})

    def find_cle(self, chemin: Chemin) -> Cle | None:
        """The key that a fault at a path is about, None for none of the page."""
        return next(
            (cle for cle in self.cles if (*self.chemin, *cle.chemin) == chemin[: self._count(cle)]), None
        )

    def _count(self, cle: Cle) -> int:
        return len(self.chemin) + len(cle.chemin)

    def is_concerne(self, chemin: Chemin) -> bool:
        """Is what is at a path on this page, or does it hold what is?"""
        dans = bool(self.chemin) and self.chemin == chemin[: len(self.chemin)]
        autour = len(self.chemin) > 1 and chemin == self.chemin[: len(chemin)] and len(chemin) > 0
        return dans or autour or self.find_cle(chemin) is not None

    def list_renvois(self, suite: str) -> Choix:
        return list_renvois(self.contenu, suite)


def compute_empreinte_de_table(table: Mapping[str, Any], cles: Iterable[Cle]) -> str:
    """What a table says under these keys, in few letters."""
    lu = [_get(table, cle.chemin) for cle in cles]
    return hashlib.sha256(json.dumps(lu, sort_keys=True).encode()).hexdigest()


def make_volet(source: str, rubrique: PartieDuFichier) -> Volet:
    """What a page of the file holds, but for its lists."""
    return Volet(source, rubrique.groupes)


def make_element(
    source: str, suite: SuiteDeTables, rang: str | int | None, nature: str | None = None
) -> Volet | None:
    """One table of a list, a new one without `rang`, with the keys of its nature (those of `nature` once it is typed);
    None when there is none."""
    contenu = parse_referentiel(source)
    tables = list_tables(contenu, suite)
    table = dict(tables).get(rang) if rang is not None else {}
    if table is None:
        return None
    ecrite = nature or table.get("nature")
    groupes = tuple(list_groupes_de_cles(suite.choose_classe(ecrite)))
    ici: str | int = len(tables) if rang is None else rang
    return Volet(source, groupes, (*suite.chemin, ici), suite, is_nouveau=rang is None)


def list_fautes_du_texte(source: str) -> tuple[FauteDite, ...]:
    """Why a text cannot be published, all at once."""
    try:
        check_referentiel(parse_referentiel(source))
    except DefinitionInvalide as erreur:
        return erreur.fautes
    return ()


def list_renvois(contenu: Contenu, suite: str) -> Choix:
    """[(code, words)] of what a `Renvoi` may name."""
    if suite == "organismes":
        return [(code, ORGANISMES.get(code, code)) for code in _list_organismes(contenu)]
    if suite == "dates":
        parcours = find_table(contenu, ("parcours",)) or {}
        dates = parcours.get("dates")
        if isinstance(dates, list):
            return list(_name_tables(dates))
        return [(jour.code, jour.libelle) for jour in FORMAT_USUEL.dates]
    tables = contenu.get(suite)
    return list(_name_tables(tables, "\u00a0– ")) if isinstance(tables, list) else []


def _name_tables(tables: Collection[Any], entre: str = "") -> Iterator[tuple[str, str]]:
    for table in tables:
        code, libelle = (table.get("code"), table.get("libelle")) if isinstance(table, dict) else (None, None)
        if isinstance(code, str) and code:
            dit = libelle if isinstance(libelle, str) else ""
            yield code, f"{code}{entre}{dit}" if entre and dit else dit or code


def _list_organismes(contenu: Contenu) -> Collection[str]:
    dits = (find_table(contenu, ("parcours",)) or {}).get("organismes")
    if isinstance(dits, list):
        return [un for un in dits if isinstance(un, str)]
    return FORMAT_USUEL.organismes


def _get(table: Mapping[str, Any], chemin: Chemin) -> Any:
    *ou, cle = chemin
    parent = find_table(dict(table), tuple(ou))
    return parent.get(str(cle)) if parent else None
