"""The file of a référentiel as the pages on which a manager writes it: its parts, their keys, the lists of tables in
them, all read in the declared schema. A key that is declared is on a page. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from typing import Any

from referentiels import contraintes as genres
from referentiels.fautes import Chemin
from referentiels.lecture import Contenu
from referentiels.libelles import name_cle, say
from referentiels.schema import Fichier, TableNational
from referentiels.table_indicateurs import TABLES_INDICATEUR, TableIndicateur


@dataclass(frozen=True)
class Cle:
    """One key: where it is in the table of its page, what it may hold."""

    chemin: Chemin
    champ: Field[Any]

    @property
    def nom(self) -> str:
        """The name of its field: « avenant-civile »."""
        return "-".join(map(str, self.chemin))

    @property
    def genre(self) -> genres.Contrainte:
        return genres.get_contrainte(self.champ.type)

    @property
    def libelle(self) -> str:
        return name_cle(self.champ)

    @property
    def dit(self) -> str:
        """What it says, without the marks of the page of documentation."""
        return say(self.champ.metadata["dit"])

    @property
    def sans(self) -> str:
        """What holds without it, "" where nothing is said of that."""
        return say(self.champ.metadata["sans"])

    @property
    def is_obligatoire(self) -> bool:
        return self.champ.default is MISSING


@dataclass(frozen=True)
class GroupeDeCles:
    """Keys that one table holds: shown together, under its name if it is within another."""

    titre: str
    cles: tuple[Cle, ...]


@dataclass(frozen=True)
class SuiteDeTables:
    """A list of tables (`[[axes]]`), or tables by name: where it is in the content, the class of each."""

    chemin: Chemin
    champ: Field[Any]
    classe: type[genres.Table]
    is_nommee: bool = False
    ou: str = ""  # the table of the part it is in, where there is one

    @property
    def nom(self) -> str:
        """Its address: « financement.parts »."""
        return write_lieu(self.chemin)

    @property
    def libelle(self) -> str:
        nom = name_cle(self.champ)
        return f"{nom} – {self.ou}" if self.ou else nom

    @property
    def dit(self) -> str:
        return say(self.champ.metadata["dit"])

    @property
    def sans(self) -> str:
        return say(self.champ.metadata["sans"])

    def choose_classe(self, nature: object) -> type[genres.Table]:
        """The class of one of its tables: an indicator has the keys of its nature."""
        if self.classe is TableIndicateur and isinstance(nature, str):
            return TABLES_INDICATEUR.get(nature, self.classe)
        return self.classe


@dataclass(frozen=True)
class PartieDuFichier:
    """A page: the keys of the file it holds, () for its own values."""

    code: str
    titre: str
    cles: tuple[str, ...]
    aide: str = ""

    @property
    def groupes(self) -> tuple[GroupeDeCles, ...]:
        champs = {champ.name: champ for champ in fields(Fichier)}
        if not self.cles:
            propres = [champ for champ in champs.values() if _is_valeur(champ)]
            return (GroupeDeCles("", tuple(Cle((champ.name,), champ) for champ in _sort(propres))),)
        tables = [(cle, genres.get_table(champs[cle])) for cle in self.cles if not _is_valeur(champs[cle])]
        return tuple(
            groupe
            for cle, (table, is_suite) in tables
            if table and not is_suite
            for groupe in list_groupes_de_cles(table, (cle,), name_cle(champs[cle]))
        )

    @property
    def suites(self) -> tuple[SuiteDeTables, ...]:
        champs = [champ for champ in fields(Fichier) if champ.name in self.cles]
        return tuple(suite for champ in champs for suite in _list_suites_de(champ, ()))


# In the order in which a référentiel is thought of. What the file may hold and no page names is on the last one.
IDENTITE = PartieDuFichier("identite", "Identité", (), "Le texte de l’État, et les exercices qu’il juge.")
CHOISIES = (
    IDENTITE,
    PartieDuFichier("calendrier", "Calendrier", ("calendrier",), "Ce qui est dû, et quand."),
    PartieDuFichier(
        "argent",
        "Argent",
        ("financement", "refaction"),
        "Qui apporte quoi, ce qui se justifie, et ce que l’État doit au solde.",
    ),
    PartieDuFichier("axes", "Axes et actions", ("axes", "actions")),
    PartieDuFichier("indicateurs", "Indicateurs", ("indicateurs",)),
    PartieDuFichier("controles", "Règles entre les chiffres", ("controles",)),
    PartieDuFichier(
        "chiffres",
        "Saisie et sommes",
        ("saisie", "comparaison"),
        "Ce qui s’explique à la saisie, et ce qui fait qu’une somme de départements vaut pour tous.",
    ),
    PartieDuFichier("textes", "Textes des documents", ("textes",)),
    PartieDuFichier(
        "parcours",
        "Fichier de parcours",
        ("parcours",),
        "Ses colonnes, quand ce ne sont pas celles du RSA.",
    ),
    PartieDuFichier("contexte_national", "Chiffres nationaux", ("contexte_national",)),
)


def list_parties() -> tuple[PartieDuFichier, ...]:
    """The pages, with one more for the keys of the file that none of them names, if there are any."""
    prises = {cle for rubrique in CHOISIES for cle in rubrique.cles}
    autres = tuple(
        champ.name for champ in fields(Fichier) if not _is_valeur(champ) and champ.name not in prises
    )
    return (*CHOISIES, PartieDuFichier("autres", "Autres réglages", autres)) if autres else CHOISIES


def find_partie(chemin: Chemin) -> PartieDuFichier:
    """The page of what is at a path of the content."""
    return next((une for une in list_parties() if chemin and chemin[0] in une.cles), IDENTITE)


def find_suite(chemin: Chemin) -> SuiteDeTables | None:
    """The list of tables at a path, which may go through tables of others (`("axes", 2, "mesures")`); None where the
    file has none."""
    if not chemin:
        return None
    champ = next((un for un in fields(Fichier) if un.name == chemin[0]), None)
    suites = tuple(_list_suites_de(champ, ())) if champ else ()
    return _find_suite(suites, chemin)


def _find_suite(suites: tuple[SuiteDeTables, ...], chemin: Chemin) -> SuiteDeTables | None:
    for suite in suites:
        longueur = len(suite.chemin)
        if suite.chemin == chemin:
            return suite
        if suite.chemin == chemin[:longueur] and len(chemin) > longueur + 1:
            return _find_suite(list_suites_de_tables(suite.classe, chemin[: longueur + 1]), chemin)
    return None


def list_groupes_de_cles(classe: Any, chemin: Chemin = (), titre: str = "") -> Iterator[GroupeDeCles]:
    """The keys of a table, then those of each table within it, with their paths from `chemin`."""
    champs = _sort(fields(classe))
    cles = tuple(Cle((*chemin, un.name), un) for un in champs if _is_valeur(un))
    if cles:
        yield GroupeDeCles(titre, cles)
    for champ in champs:
        table, is_suite = genres.get_table(champ)
        if table and not is_suite:
            yield from list_groupes_de_cles(table, (*chemin, champ.name), name_cle(champ))


def list_suites_de_tables(classe: Any, chemin: Chemin = (), ou: str = "") -> tuple[SuiteDeTables, ...]:
    """The lists of tables that a table holds, or those within it; `ou` names that table."""
    return tuple(suite for champ in fields(classe) for suite in _list_suites_de(champ, chemin, ou))


def _list_suites_de(champ: Field[Any], chemin: Chemin, ou: str = "") -> Iterator[SuiteDeTables]:
    table, is_suite = genres.get_table(champ)
    ici = (*chemin, champ.name)
    if is_suite:
        yield SuiteDeTables(ici, champ, table, ou=ou)
    elif table:
        yield from list_suites_de_tables(table, ici, name_cle(champ) if chemin else "")
    elif isinstance(genres.get_contrainte(champ.type), genres.Nationaux):
        yield SuiteDeTables(ici, champ, TableNational, is_nommee=True)


def _is_valeur(champ: Field[Any]) -> bool:
    table, _ = genres.get_table(champ)
    return table is None and not isinstance(genres.get_contrainte(champ.type), genres.Nationaux)


def _sort(champs: Any) -> list[Field[Any]]:
    """Those that must be there first."""
    return sorted(champs, key=lambda champ: champ.default is not MISSING)


def find_table(contenu: Contenu, chemin: Chemin) -> Mapping[str, Any] | None:
    """The table of a content at a path, None where there is none."""
    noeud: Any = contenu
    for pas in chemin:
        is_rang = isinstance(noeud, list) and isinstance(pas, int) and 0 <= pas < len(noeud)
        if not is_rang and not (isinstance(noeud, dict) and pas in noeud):
            return None
        noeud = noeud[pas]
    return noeud if isinstance(noeud, dict) else None


def list_tables(contenu: Contenu, suite: SuiteDeTables) -> list[tuple[str | int, Mapping[str, Any]]]:
    """(rank, or name, table) of each table that a content has in a suite; what is there and is no table is left out."""
    parent = find_table(contenu, suite.chemin[:-1]) or {}
    valeur = parent.get(str(suite.chemin[-1]))
    if suite.is_nommee:
        return (
            [(nom, un) for nom, un in valeur.items() if isinstance(un, dict)]
            if isinstance(valeur, dict)
            else []
        )
    return (
        [(rang, un) for rang, un in enumerate(valeur) if isinstance(un, dict)]
        if isinstance(valeur, list)
        else []
    )


def write_lieu(chemin: Chemin) -> str:
    """The address of a path: « axes.2 »."""
    return ".".join(map(str, chemin))


def read_lieu(lieu: str) -> Chemin:
    """The path of an address."""
    return tuple(
        int(pas) if pas.isdecimal() and pas.isascii() and len(pas) < 6 else pas for pas in lieu.split(".")
    )


def list_lieux_modifies(avant: Any, apres: Any, chemin: Chemin = ()) -> list[str]:
    """The addresses of what is other from one content to the next: of each key, and of each table that it is in."""
    if avant == apres:
        return []
    lieux = [write_lieu(chemin)] if chemin else []
    if isinstance(avant, dict) and isinstance(apres, dict):
        for cle in dict.fromkeys([*avant, *apres]):
            lieux += list_lieux_modifies(avant.get(cle), apres.get(cle), (*chemin, cle))
    elif isinstance(avant, list) and isinstance(apres, list) and len(avant) == len(apres):
        for rang, (un, autre) in enumerate(zip(avant, apres, strict=True)):
            lieux += list_lieux_modifies(un, autre, (*chemin, rang))
    return lieux
