"""The file of a référentiel, declared once: its tables, their keys, what each may hold and what its absence means.

`referentiels.lecture` reads files by it, `referentiels.notice` writes the documentation and an example from it.
What holds between tables (a code once, a reference that exists) is in `referentiels.coherence`.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from nombres.locutions import FEMININ, MASCULIN, NOMS_MASCULINS
from referentiels.contraintes import (
    NATIONAL_MAX,
    Annees,
    Code,
    CodeParcours,
    Entier,
    Jour,
    MotParmi,
    MotsParmi,
    Nationaux,
    Organismes,
    OuiNon,
    Phrase,
    Proportion,
    Renvoi,
    Table,
    Tables,
    TextePlein,
    declare,
)
from referentiels.controles import GRAVITES, LONGUEUR_MAX
from referentiels.definitions import NATURES_ACTION, NATURES_AXE, ChiffreNational, SeuilsEnsemble
from referentiels.table_calendrier import TableCalendrier
from referentiels.table_financement import TableFinancement, TableRefaction
from referentiels.table_indicateurs import TableIndicateur
from referentiels.textes import TableTextes

# Both are part of an address; an axe's is also stored beside each of its actions.
CODE_REFERENTIEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
CODES_RESERVES = frozenset({"nouveau"})  # the address of a new draft
CODE_AXE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}")
CAS_MAX = 1_000_000

Mot = Annotated[str, TextePlein()]
Titre = Annotated[str, Phrase()]
Part = Annotated[Decimal | None, Proportion()]
Date = Annotated[date | None, Jour()]
Vrai = Annotated[bool, OuiNon()]


@dataclass(frozen=True)
class TableMesure(Table):
    code: Annotated[str, Code(CODE_AXE)] = declare(
        "lettres sans accent, chiffres, tiret\u202f; dix au plus, d’un seul axe", "S1-A"
    )
    libelle: Titre = declare("son nom", "Accueillir les tout-petits")


@dataclass(frozen=True)
class TableAxe(Table):
    code: Annotated[str, Code(CODE_AXE)] = declare(
        "lettres sans accent, chiffres, tiret\u202f; dix au plus", "S1"
    )
    libelle: Titre = declare("le nom de l’axe", "Prévenir la pauvreté des enfants")
    nature: Annotated[str, MotParmi(tuple(NATURES_AXE), "inconnu")] = declare(
        "ce qui y est attendu", "socle", "`socle`", defaut="socle"
    )
    mesures: Annotated[tuple[TableMesure, ...], Tables(TableMesure)] = declare(
        "ses mesures\u00a0: chaque action dit la sienne", sans="l’axe n’en a pas", defaut=()
    )


@dataclass(frozen=True)
class TableActions(Table):
    natures: Annotated[tuple[str, ...], MotsParmi(tuple(NATURES_ACTION))] = declare(
        "ce qu’une action peut être", ["nouvelle", "renforcee"], "toutes", tuple(NATURES_ACTION)
    )
    file_active: Vrai = declare(
        "une action renforcée dit-elle sa file active, avant et après\u202f?", True, "`false`", False
    )


@dataclass(frozen=True)
class TableSaisie(Table):
    seuil_surprise: Part = declare(
        "variation d’un résultat à expliquer", "0.30", "aucune variation à expliquer", None
    )


@dataclass(frozen=True)
class TableComparaison(Table):
    part_min: Annotated[Decimal, Proportion()] = declare(
        "part des départements sans laquelle une somme n’est qu’indicative",
        "0.5",
        '`"0.5"`',
        SeuilsEnsemble.part_min,
    )
    cas_min: Annotated[int, Entier(CAS_MAX)] = declare(
        "cas échus sans lesquels elle n’est qu’indicative", 30, "`30`", SeuilsEnsemble.cas_min
    )


@dataclass(frozen=True)
class TableControle(Table):
    regle: Annotated[str, TextePlein(LONGUEUR_MAX, "regle", "regle")] = declare(
        "200 caractères au plus", "ENF_1 >= 0"
    )
    gravite: Annotated[str, MotParmi(GRAVITES, "gravite")] = declare(
        "`alerte`\u00a0: une explication est demandée", "alerte"
    )
    message: Annotated[str, TextePlein(phrase="message")] = declare(
        "ce qui est dit", "Le nombre d’enfants est négatif."
    )
    a_l_essai: Vrai = declare("montrée, jamais comptée", True, "`false`", False)
    code: Annotated[Any, Renvoi(suite="indicateurs", libre=True)] = declare(
        "le chiffre en cause", "ENF_1", "le premier que cite la règle", None
    )


@dataclass(frozen=True)
class TableDate(Table):
    PHRASE: ClassVar[str] = "date_parcours"
    PHRASE_CLE: ClassVar[str] = "date_parcours"
    code: Annotated[str, CodeParcours()] = declare("comme les délais la nomment", "entree")
    colonne: Annotated[str, CodeParcours()] = declare("l’en-tête de sa colonne", "date_entree")
    libelle: Annotated[str, TextePlein(phrase="libelle_date")] = declare("son nom", "Entrée dans le parcours")
    apres: Annotated[Any, Renvoi(suite="dates", libre=True)] = declare(
        "le code d’une date qu’elle ne peut précéder", "", "elle peut précéder toutes", ""
    )
    organisme: Annotated[bool, OuiNon("avec_organisme")] = declare(
        "l’organisme doit-il être connu avec elle\u202f?", False, "`false`", False
    )


@dataclass(frozen=True)
class TableParcours(Table):
    PHRASE: ClassVar[str] = "parcours"
    PHRASE_CLE: ClassVar[str] = "parcours"
    dates: Annotated[tuple[TableDate, ...] | None, Tables(TableDate, "date_parcours", "dates")] = declare(
        "les dates d’un parcours, l’entrée d’abord", sans="celles du RSA", defaut=None
    )
    organismes: Annotated[tuple[str, ...] | None, Organismes()] = declare(
        "les organismes\u202f; aucun\u00a0: sans colonne", ["autre"], "les six du RSA", None
    )


@dataclass(frozen=True)
class TableNational(Table):
    """One of the `contexte_national`, which `Nationaux` reads: what a form asks of it."""

    libelle: Titre = declare("ce que le texte fixe ou ouvre, pour le pays", "Enfants accueillis en 2025")
    euros: Annotated[int | None, Entier(NATIONAL_MAX)] = declare("si c’est un montant", None, "", None)
    personnes: Annotated[int | None, Entier(NATIONAL_MAX)] = declare(
        "si ce sont des personnes", 200_000, "", None
    )
    axe: Annotated[str | None, Renvoi(suite="axes")] = declare(
        "l’axe qu’il concerne", "S1", "l’ensemble", None
    )


@dataclass(frozen=True)
class Liens:
    """The tables that name one another."""

    axes: Annotated[tuple[TableAxe, ...], Tables(TableAxe)] = declare("les axes, un au moins", defaut=())
    indicateurs: Annotated[tuple[TableIndicateur, ...], Tables(TableIndicateur)] = declare(
        "les indicateurs", sans="aucun", defaut=()
    )
    controles: Annotated[tuple[TableControle, ...], Tables(TableControle)] = declare(
        "les règles entre les chiffres",
        sans="seules valent les règles que les définitions impliquent",
        defaut=(),
    )
    calendrier: TableCalendrier = declare("ce qui est dû, et quand", defaut=TableCalendrier())
    financement: TableFinancement = declare("l’argent prévu", defaut=TableFinancement())
    parcours: TableParcours = declare("les colonnes du fichier de parcours", defaut=TableParcours())
    contexte_national: Annotated[tuple[ChiffreNational, ...], Nationaux()] = declare(
        "chiffres nationaux, montrés à part de ceux d’un département",
        {"accueil": {"libelle": "Enfants accueillis en 2025", "personnes": 200_000, "axe": "S1"}},
        "aucun",
        (),
        tardive=True,
    )
    textes: TableTextes = declare(
        "ceux des documents",
        sans="clé par clé, les textes généraux de `referentiels/documents/`",
        defaut=TableTextes(),
        tardive=True,
    )


@dataclass(frozen=True)
class Fichier(Liens):
    """The whole file."""

    code: Annotated[str, Code(CODE_REFERENTIEL, CODES_RESERVES)] = declare(
        "lettres sans accent, chiffres, tiret, point\u202f; vingt au plus", "exemple-2024"
    )
    dispositif: Annotated[str, TextePlein(20, phrase_longueur="dispositif")] = declare(
        "son sigle, vingt caractères au plus", "EXEMPLE"
    )
    dispositif_libelle: Mot = declare("son nom entier", "Dispositif d’exemple")
    genre: Annotated[str, MotParmi((FEMININ, MASCULIN))] = declare(
        "celui de son nom\u00a0: «\u00a0la convention conclue\u00a0», «\u00a0le contrat conclu\u00a0»",
        MASCULIN,
        f"`{MASCULIN}` si le nom est {', '.join(NOMS_MASCULINS)}\u202f; sinon `{FEMININ}`",
        "",
    )
    nom_court: Annotated[str, TextePlein()] = declare(
        "comment le désigner en un mot ou deux",
        "dispositif",
        "le premier mot de `dispositif_libelle`",
        "",
    )
    reference: Mot = declare("le texte de l’État", "Instruction du 15 janvier 2024")
    date_signature: Annotated[date, Jour("date_signature", "jour_signature")] = declare(
        "quand il fut signé", date(2024, 1, 15)
    )
    date_publication: Date = declare("quand il fut publié", date(2024, 1, 20), "non dit", None, tardive=True)
    precedent: Annotated[str, TextePlein()] = declare(
        "code du référentiel remplacé",
        "2021-03-19",
        "le dernier publié avant lui pour le même dispositif",
        "",
    )
    annees: Annotated[tuple[int, ...], Annees()] = declare("exercices jugés", [2024, 2025])
    annees_cibles: Annotated[tuple[int, ...], Annees("annees_cibles")] = declare(
        "années visées par des cibles, en plus de celles des exercices jugés", [2027], "aucune", ()
    )
    refaction: TableRefaction = declare("le barème du solde", defaut=TableRefaction())
    actions: TableActions = declare("ce que peuvent être les actions", defaut=TableActions())
    saisie: TableSaisie = declare("la saisie des chiffres", defaut=TableSaisie())
    comparaison: TableComparaison = declare("les sommes de plusieurs départements", defaut=TableComparaison())
