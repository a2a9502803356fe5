"""The open data of an edition, described: tables, columns, keys (Table Schema, in a Data Package). No Django.

Words are French: they are read on data.gouv.fr, in `datapackage.json` and in LISEZMOI.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pilotage.publication import (
    FRANCE,
    NON_SOMMABLE,
    PUBLIE,
    SANS_CHIFFRE,
    SECRET,
    AgregatPublie,
    ConventionPubliee,
    IndicateurPublie,
    LignePubliee,
    MontantPublie,
    Publication,
    compute_valeur,
)
from referentiels.definitions import NATURES, SENS

DECIMALES_VALEUR = 6
ETATS_LIGNE = ("renseigne", "provisoire", "neant", "non_disponible", "non_concerne", "vide", SECRET)
REQUIS = {"required": True}
POSITIF = {"minimum": 0}
Cellule = str | int | Decimal | bool | None


@dataclass(frozen=True)
class ChampOuvert:
    nom: str
    type: str  # of Table Schema
    description: str
    lire: Callable[[Any, Publication], Any]
    contraintes: Mapping[str, object] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, object]:
        dit: dict[str, object] = {"name": self.nom, "type": self.type, "description": self.description}
        if self.type == "boolean":
            dit |= {"trueValues": ["oui"], "falseValues": ["non"]}
        return dit | ({"constraints": dict(self.contraintes)} if self.contraintes else {})


@dataclass(frozen=True)
class TableOuverte:
    """One CSV file; `cles` names, column by column, the table and column it points to."""

    nom: str
    titre: str
    description: str
    colonnes: tuple[ChampOuvert, ...]
    primaire: tuple[str, ...]
    lignes: Callable[[Publication], Sequence[Any]]
    cles: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, object]:
        dit: dict[str, object] = {
            "fields": [colonne.schema for colonne in self.colonnes],
            "missingValues": [""],
            "primaryKey": list(self.primaire),
        }
        if self.cles:
            dit["foreignKeys"] = [
                {"fields": [champ], "reference": {"resource": table, "fields": [colonne]}}
                for champ, (table, colonne) in self.cles.items()
            ]
        return dit


def _get(nom: str) -> Callable[[Any, Publication], Any]:
    return lambda ligne, _: getattr(ligne, nom)


def _champ(nom: str, type_: str, description: str, **contraintes: object) -> ChampOuvert:
    """A column that is the attribute of its name."""
    return ChampOuvert(nom, type_, description, _get(nom), contraintes)


def _get_valeur(ligne: LignePubliee | AgregatPublie, publication: Publication) -> object:
    natures = {un.code: un.nature for un in publication.indicateurs}
    return compute_valeur(natures[ligne.indicateur], ligne.numerateur, ligne.denominateur)


def _get_territoire(ligne: AgregatPublie, publication: Publication) -> str:
    return "France" if ligne.territoire == FRANCE else publication.regions[ligne.territoire]


VALEUR = ChampOuvert(
    "valeur",
    "number",
    "L’effectif lui-même, ou numérateur ÷ dénominateur, arrondi au plus proche à la sixième décimale (0,25, 25\u00a0%)"
    "\u202f; vide quand elle n’est pas calculable",
    _get_valeur,
)
NUMERATEUR = _champ("numerateur", "number", "L’effectif, ou le numérateur du taux", **POSITIF)
DENOMINATEUR = _champ(
    "denominateur", "number", "Le dénominateur du taux\u202f; vide pour un effectif", **POSITIF
)

DEFINITIONS = TableOuverte(
    "definitions",
    "Définitions des indicateurs",
    "Un indicateur par ligne, dans les mots de son référentiel.",
    (
        _champ("code", "string", "Code de l’indicateur", required=True, unique=True),
        _champ("axe", "string", "Code de son axe", **REQUIS),
        _champ("axe_libelle", "string", "Libellé de son axe", **REQUIS),
        _champ("libelle", "string", "Libellé de l’indicateur", **REQUIS),
        _champ("definition", "string", "Ce qui est compté, quand le référentiel le précise"),
        _champ("nature", "string", "Ce que dit le chiffre", required=True, enum=list(NATURES)),
        _champ("unite", "string", "Ce que l’on compte"),
        _champ("sens", "string", "Dans quel sens le résultat est meilleur", required=True, enum=list(SENS)),
        _champ("numerateur", "string", "Code de l’indicateur divisé, pour une moyenne"),
        _champ("denominateur", "string", "Code de l’indicateur par lequel on divise"),
        _champ("famille", "string", "Indicateurs liés\u00a0: ils sont masqués ensemble", **REQUIS),
        _champ("verifie", "boolean", "Sa définition est rapprochée de l’annexe officielle", **REQUIS),
    ),
    ("code",),
    lambda publication: publication.indicateurs,
)
CONVENTIONS = TableOuverte(
    "conventions",
    "Conventions",
    "Les conventions de l’année, celles dont les chiffres manquent comprises, avec la raison.",
    (
        _champ("code", "string", "Code de la convention", required=True, unique=True),
        _champ("libelle", "string", "Territoire de la convention", **REQUIS),
        _champ("collectivite", "string", "Collectivité signataire", **REQUIS),
        _champ("departement", "string", "Code officiel géographique du département", **REQUIS),
        _champ("departement_libelle", "string", "Nom du département", **REQUIS),
        _champ("region", "string", "Code officiel géographique de la région", **REQUIS),
        _champ("region_libelle", "string", "Nom de la région", **REQUIS),
        _champ("etat", "string", "Où en est l’exercice, en code\u202f; vide pour une absence"),
        _champ("etat_libelle", "string", "Où en est l’exercice, en mots"),
        _champ("referentiel", "string", "Référentiel qui juge l’exercice"),
        _champ("methode", "string", "Méthode de comptage des délais que la collectivité déclare"),
        _champ(
            "absence", "string", "Pourquoi ses chiffres ne sont pas dans l’édition\u202f; vide s’ils y sont"
        ),
    ),
    ("code",),
    lambda publication: publication.conventions,
)
INDICATEURS = TableOuverte(
    "indicateurs",
    "Indicateurs par convention",
    "Une ligne par convention et par indicateur.",
    (
        _champ("convention", "string", "Code de la convention", **REQUIS),
        _champ("indicateur", "string", "Code de l’indicateur", **REQUIS),
        _champ(
            "etat",
            "string",
            "Ce que vaut la ligne\u202f; «\u00a0secret\u00a0»\u00a0: masquée, sans aucun chiffre",
            required=True,
            enum=list(ETATS_LIGNE),
        ),
        NUMERATEUR,
        DENOMINATEUR,
        VALEUR,
        _champ("en_cours", "integer", "Cas d’un délai qui courait encore à la date d’arrêté", **POSITIF),
        _champ(
            "mediane_jours", "number", "Médiane d’un délai, en jours\u202f; vide sous onze cas", **POSITIF
        ),
        _champ(
            "moyenne_jours", "number", "Moyenne d’un délai, en jours\u202f; vide sous onze cas", **POSITIF
        ),
        _champ("fiabilite", "string", "Ce qu’en dit la collectivité", enum=["fiable", "estime"]),
        _champ("arrete_au", "date", "Jour auquel le chiffre est arrêté"),
        _champ("comparable", "boolean", "Se compare à la référence de l’année, donc entre dans les sommes"),
        ChampOuvert(
            "motifs", "string", "Pourquoi il ne se compare pas", lambda un, _: "\u202f; ".join(un.motifs)
        ),
    ),
    ("convention", "indicateur"),
    lambda publication: publication.lignes,
    {"convention": ("conventions", "code"), "indicateur": ("definitions", "code")},
)
AGREGATS = TableOuverte(
    "agregats",
    "Sommes par région et pour la France",
    "Somme des numérateurs et somme des dénominateurs des conventions comparables\u00a0: jamais une moyenne de taux.",
    (
        _champ("territoire", "string", "Code officiel géographique de la région, ou FR", **REQUIS),
        ChampOuvert("territoire_libelle", "string", "Nom du territoire", _get_territoire, REQUIS),
        _champ("indicateur", "string", "Code de l’indicateur", **REQUIS),
        _champ(
            "etat",
            "string",
            "Ce que vaut la somme\u202f; «\u00a0secret\u00a0»\u00a0: tout ce qui se compare est masqué",
            required=True,
            enum=[PUBLIE, SECRET, SANS_CHIFFRE, NON_SOMMABLE],
        ),
        NUMERATEUR,
        DENOMINATEUR,
        VALEUR,
        _champ(
            "conventions", "integer", "Conventions du territoire dans l’édition", required=True, minimum=0
        ),
        _champ("comparables", "integer", "Celles qui ont un chiffre comparable", required=True, minimum=0),
        _champ("sommees", "integer", "Celles que la somme compte", required=True, minimum=0),
        _champ("reserve", "string", "Pourquoi la somme ne vaut pas pour le territoire"),
    ),
    ("territoire", "indicateur"),
    lambda publication: publication.agregats,
    {"indicateur": ("definitions", "code")},
)
MONTANTS = TableOuverte(
    "montants",
    "Financements par axe",
    "En euros, toutes sources réunies puis État seul. Vide\u00a0: non renseigné, ce qui n’est pas zéro.",
    (
        _champ("convention", "string", "Code de la convention", **REQUIS),
        _champ("axe", "string", "Code de l’axe", **REQUIS),
        _champ("axe_libelle", "string", "Libellé de l’axe", **REQUIS),
        _champ("prevu", "number", "Prévu, toutes sources"),
        _champ("execute", "number", "Exécuté, toutes sources"),
        _champ("etat_prevu", "number", "Prévu sur crédits de l’État, report compris"),
        _champ("etat_execute", "number", "Exécuté sur crédits de l’État, report compris"),
        _champ("incomplet", "boolean", "Il manque un montant à l’une des actions au moins", **REQUIS),
    ),
    ("convention", "axe"),
    lambda publication: publication.montants,
    {"convention": ("conventions", "code")},
)
TABLES = (INDICATEURS, AGREGATS, CONVENTIONS, DEFINITIONS, MONTANTS)
# What the columns of each are read of.
RANGEES = (LignePubliee, AgregatPublie, ConventionPubliee, IndicateurPublie, MontantPublie)
