"""The parts of a draft as its pages list them: what is in each, what is wrong in it, what may be added. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nombres.formats import pourcent_utile
from referentiels import contraintes as genres
from referentiels.fautes import Chemin, DefinitionInvalide, FauteDite
from referentiels.lecture import Contenu, parse_referentiel
from referentiels.libelles import name_mot
from referentiels.rubriques import (
    Cle,
    PartieDuFichier,
    SuiteDeTables,
    find_partie,
    find_suite,
    find_table,
    list_groupes_de_cles,
    list_parties,
    list_suites_de_tables,
    list_tables,
    read_lieu,
    write_lieu,
)
from referentiels.table_indicateurs import TABLES_INDICATEUR, TableIndicateur
from referentiels.valeurs import show_cle
from referentiels.volets import compute_empreinte_de_table, list_fautes_du_texte, list_renvois

# What a table of a list is called by, where it has them; the first of its keys otherwise.
NOMMENT = ("code", "regle", "libelle", "titre")
NATURES_DITES = {"effectif": "un effectif", "taux": "un taux", "delai": "un délai", "moyenne": "une moyenne"}
# Too long for a list, or said by what names it.
LONGUES = ("definition", "texte", *NOMMENT)


@dataclass(frozen=True)
class Element:
    """One table of a list."""

    suite: SuiteDeTables
    rang: str | int
    table: Mapping[str, Any]
    nombre: int  # of tables in the list
    voisins: tuple[int | None, int | None]  # the ranks it would take by going up, or down, one place
    fautes: tuple[str, ...] = ()

    @property
    def chemin(self) -> Chemin:
        return (*self.suite.chemin, self.rang)

    @property
    def lieu(self) -> str:
        """Its address: « axes.2 »."""
        return write_lieu(self.chemin)

    @property
    def is_remontable(self) -> bool:
        return self.voisins[0] is not None

    @property
    def is_descendable(self) -> bool:
        return self.voisins[1] is not None

    @property
    def empreinte(self) -> str:
        """What it says, in few letters: whether somebody changed it, or another took its place."""
        return compute_empreinte_de_table(self.table, self._cles)

    @property
    def titre(self) -> str:
        noms = [self.table[cle] for cle in NOMMENT if isinstance(self.table.get(cle), str)]
        if self.suite.is_nommee:
            return " – ".join(noms) or str(self.rang)
        dits = noms or [dit for _, dit in self._list_dits()][:2]
        return " – ".join(dits) or "Sans nom"

    @property
    def mention(self) -> str:
        """What else it says, in words."""
        dits = [
            f"{cle.libelle}\u00a0: {dit}" for cle, dit in self._list_dits() if cle.chemin[-1] not in LONGUES
        ]
        return "\u202f; ".join(dits)

    @property
    def _cles(self) -> list[Cle]:
        groupes = list_groupes_de_cles(self.suite.choose_classe(self.table.get("nature")))
        return [cle for groupe in groupes for cle in groupe.cles]

    def _list_dits(self) -> Iterator[tuple[Cle, str]]:
        for cle in self._cles:
            parent = find_table(dict(self.table), cle.chemin[:-1]) or {}
            if (valeur := parent.get(str(cle.chemin[-1]))) not in (None, "", []):
                yield cle, _tell(cle.genre, valeur)


@dataclass(frozen=True)
class ListeDeTables:
    """A list of tables, by groups: indicators by axe."""

    suite: SuiteDeTables
    groupes: tuple[tuple[str, str, tuple[Element, ...]], ...]  # (code, title, tables)

    @property
    def natures(self) -> tuple[tuple[str, str], ...]:
        """What kinds of tables may be added, () for one kind: each has keys of its own."""
        if self.suite.classe is not TableIndicateur:
            return ()
        return tuple((nature, NATURES_DITES.get(nature, nature)) for nature in TABLES_INDICATEUR)

    @property
    def nombre(self) -> int:
        return sum(len(elements) for _, _, elements in self.groupes)


@dataclass(frozen=True)
class LigneDeSommaire:
    """A part: what is in it, how many faults."""

    rubrique: PartieDuFichier
    dit: str
    fautes: int


@dataclass(frozen=True)
class Sommaire:
    """A draft by parts; `illisible` is why it can be read by none."""

    illisible: str = ""
    lignes: tuple[LigneDeSommaire, ...] = ()
    fautes: tuple[FauteDite, ...] = ()


def build_sommaire(source: str) -> Sommaire:
    """The parts of a text."""
    try:
        contenu = parse_referentiel(source)
    except DefinitionInvalide as erreur:
        return Sommaire(illisible=str(erreur))
    fautes = list_fautes_du_texte(source)
    pages = [find_partie(faute.chemin).code for faute in fautes]
    lignes = (
        LigneDeSommaire(une, une.aide or _count(contenu, une), pages.count(une.code))
        for une in list_parties()
    )
    return Sommaire("", tuple(lignes), fautes)


def _count(contenu: Contenu, rubrique: PartieDuFichier) -> str:
    """« Axes : 11 »."""
    nombres = [(len(list_tables(contenu, suite)), suite.libelle) for suite in rubrique.suites]
    return "\u202f; ".join(f"{libelle}\u00a0: {nombre}" for nombre, libelle in nombres)


def build_listes(source: str, suites: tuple[SuiteDeTables, ...]) -> tuple[ListeDeTables, ...]:
    """The lists of a page, with what is wrong in each of their tables."""
    contenu, fautes = parse_referentiel(source), list_fautes_du_texte(source)
    return tuple(ListeDeTables(suite, _group(contenu, suite, fautes)) for suite in suites)


def _group(
    contenu: Contenu, suite: SuiteDeTables, fautes: tuple[FauteDite, ...]
) -> tuple[tuple[str, str, tuple[Element, ...]], ...]:
    elements = list_elements(contenu, suite, fautes)
    if suite.classe is not TableIndicateur:
        return (("", "", tuple(elements)),)
    axes = dict(list_renvois(contenu, "axes"))
    codes = dict.fromkeys([*axes, *(str(un.table.get("axe", "")) for un in elements)])
    return tuple(
        (
            code,
            axes.get(code, f"{code} (axe inconnu)"),
            tuple(un for un in elements if un.table.get("axe") == code),
        )
        for code in codes
    )


def list_elements(
    contenu: Contenu, suite: SuiteDeTables, fautes: tuple[FauteDite, ...] = ()
) -> list[Element]:
    """The tables of a list. One goes up, or down, past the next it is shown with: an indicator, those of its axe."""
    tables = list_tables(contenu, suite)
    elements = []
    for rang, table in tables:
        ici = (*suite.chemin, rang)
        siennes = tuple(faute.phrase for faute in fautes if faute.chemin[: len(ici)] == ici)
        elements.append(Element(suite, rang, table, len(tables), _find_voisins(tables, suite, rang), siennes))
    return elements


def _find_voisins(
    tables: list[tuple[str | int, Mapping[str, Any]]], suite: SuiteDeTables, rang: str | int
) -> tuple[int | None, int | None]:
    if suite.is_nommee:
        return None, None
    par_axe = suite.classe is TableIndicateur
    ici = dict(tables)[rang]
    avec = [un for un, table in tables if not par_axe or table.get("axe") == ici.get("axe")]
    place = avec.index(rang)
    avant, apres = avec[place - 1] if place else None, avec[place + 1] if place + 1 < len(avec) else None
    assert not isinstance(avant, str) and not isinstance(apres, str)
    return avant, apres


def find_element(contenu: Contenu, lieu: str, vu: str = "") -> Element | None:
    """The table at an address, or the one that said what the page showed (`vu`) if it went to another place; None where
    there is none."""
    *ou, dernier = lieu.split(".")
    suite = find_suite(read_lieu(".".join(ou)))
    if suite is None:
        return None
    elements = list_elements(contenu, suite)
    ici = next((un for un in elements if str(un.rang) == dernier), None)
    if vu and (ici is None or ici.empreinte != vu):
        ailleurs = [un for un in elements if un.empreinte == vu]
        return ailleurs[0] if len(ailleurs) == 1 else ici
    return ici


def has_parent(contenu: Contenu, suite: SuiteDeTables) -> bool:
    """Is the table there, that a list is within? A list of the file itself is in none."""
    rangs = [place for place, pas in enumerate(suite.chemin) if isinstance(pas, int)]
    return not rangs or find_table(contenu, suite.chemin[: rangs[-1] + 1]) is not None


def list_suites_d_element(element: Element) -> tuple[SuiteDeTables, ...]:
    """The lists within a table."""
    return list_suites_de_tables(element.suite.choose_classe(element.table.get("nature")), element.chemin)


def _tell(genre: genres.Contrainte, valeur: Any) -> str:
    """A value in words."""
    montree = show_cle(genre, valeur)
    if isinstance(genre, genres.Proportion) and not isinstance(montree, str):
        return pourcent_utile(montree / 100)
    if isinstance(genre, genres.MotParmi):
        return name_mot(str(montree))
    if isinstance(montree, list):
        return ", ".join(montree)
    return ", ".join(str(montree).splitlines())
