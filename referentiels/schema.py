"""The file of a référentiel, declared once: its tables, their keys, what each may hold and what its absence means.

`referentiels.lecture` reads files by it, `referentiels.notice` writes the documentation and an example from it.
What holds between tables (a code once, a reference that exists) is in `referentiels.coherence`.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from referentiels.contraintes import (
    Annees,
    Code,
    CodeParcours,
    Contrainte,
    EnTemps,
    Entier,
    Jour,
    JourAnnuel,
    MotParmi,
    Nationaux,
    Organismes,
    OuiNon,
    Phrase,
    Proportion,
    Table,
    Tables,
    TextePlein,
    Textes,
    declare,
)
from referentiels.controles import GRAVITES, LONGUEUR_MAX, MOTS
from referentiels.definitions import NATURES, NATURES_AXE, REPORTS, SENS, ChiffreNational, SeuilsEnsemble
from referentiels.delais import Limite
from referentiels.table_parts import TablePart
from referentiels.textes import TableTextes

# Both are part of an address; an axe's is also stored beside each of its actions.
CODE_REFERENTIEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,19}")
CODES_RESERVES = frozenset({"nouveau"})  # the address of a new draft
CODE_AXE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,9}")
# A word of the rules, a header of a file, a part of an address.
CODE_INDICATEUR = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,9}")
# What follows an axe in the addresses of the entry page (indicateurs.urls).
MOTS_D_ADRESSE = frozenset({"brouillon", "reprendre", "abandonner"})
CONDITION_REDEPLOIEMENT = "cibles atteintes"  # the only one known
CAS_MAX = 1_000_000
DECIMALES_MAX = 2  # what the column of a figure keeps

Mot = Annotated[str, TextePlein()]
MotFacultatif = Annotated[str | None, TextePlein()]
Titre = Annotated[str, Phrase()]
Part = Annotated[Decimal | None, Proportion()]
Date = Annotated[date | None, Jour()]
JourMois = Annotated[str, JourAnnuel()]
Vrai = Annotated[bool, OuiNon()]
Libre = Annotated[Any, Contrainte()]


@dataclass(frozen=True)
class TableAxe(Table):
    code: Annotated[str, Code(CODE_AXE)] = declare(
        "lettres sans accent, chiffres, tiret\u202f; dix au plus", "S1"
    )
    libelle: Titre = declare("le nom de l’axe", "Prévenir la pauvreté des enfants")
    nature: Annotated[str, MotParmi(tuple(NATURES_AXE), "inconnu")] = declare(
        "ce qui y est attendu", "socle", "`socle`", defaut="socle"
    )


@dataclass(frozen=True)
class TableRedeploiement(Table):
    PHRASE: ClassVar[str] = "redeploiement"
    de: Mot = declare("l’axe qui donne", "S1")
    vers: Annotated[tuple[str, ...], Textes("redeploiement")] = declare("les axes qui reçoivent", ["S2"])
    condition: Libre = declare(
        "quand il le peut", CONDITION_REDEPLOIEMENT, "la seule connue", CONDITION_REDEPLOIEMENT
    )


@dataclass(frozen=True)
class TableFinancement(Table):
    part_departement_min: Part = declare(
        "raccourci de deux règles\u00a0: la collectivité apporte au moins cette part du total (bloquant)\u202f; de "
        "chaque action, c’est dit (alerte)",
        sans="ce que disent les `parts`",
        defaut=None,
    )
    seuil_justification: Part = declare(
        "écart entre prévu et exécuté à justifier", "0.30", "aucun écart à justifier", None
    )
    motifs_ecart: Annotated[tuple[str, ...], Textes()] = declare(
        "motifs d’écart proposés\u202f; 60 caractères au plus",
        ["retard de recrutement"],
        "aucun motif proposé",
        (),
    )
    redeploiement: TableRedeploiement | None = declare(
        "de quel axe vers quels axes des crédits peuvent aller",
        sans="aucun redéploiement",
        defaut=None,
        tardive=True,
    )
    parts: Annotated[tuple[TablePart, ...], Tables(TablePart, "parts")] = declare(
        "les règles de part\u00a0: qui apporte quoi, au moins ou au plus",
        sans="aucune part n’est demandée",
        defaut=(),
    )


@dataclass(frozen=True)
class TableRefaction(Table):
    part_etat_max: Part = declare(
        "part de la dépense exécutée que l’État peut porter",
        "0.55",
        "ce que laisse la règle de part",
        None,
    )
    report_prolongation: Annotated[str, MotParmi(REPORTS)] = declare(
        "ce que la prolongation laisse reporter", "aucun", "`non_consomme`", "non_consomme"
    )


@dataclass(frozen=True)
class TableAvenant(Table):
    PHRASE: ClassVar[str] = "avenant"
    civile: Date = declare("en année civile", date(2024, 5, 15), "aucune échéance d’avenant", None)
    glissante: Date = declare("en année glissante", date(2024, 9, 30), "aucune échéance d’avenant", None)


@dataclass(frozen=True)
class TableCalendrier(Table):
    rapport: JourMois = declare(
        "jour où le rapport est dû, l’année qui suit la fin de l’exercice",
        "03-31",
        "rien n’est dû à date fixe",
        "",
    )
    rapport_prolonge: Date = declare(
        "quand le rapport est dû si l’exécution est prolongée",
        date(2025, 9, 30),
        "reculé d’autant de mois que la fin",
        None,
    )
    avenant: TableAvenant | None = declare(
        "quand l’avenant est dû, par régime", sans="aucune échéance d’avenant", defaut=None, tardive=True
    )
    dialogue_de_performance: JourMois = declare(
        "jour du dialogue de performance, l’année qui suit", "04-01", "aucun dialogue daté", "", True
    )
    report_execution: Date = declare(
        "jusqu’où l’exécution peut être prolongée", date(2025, 6, 30), "aucune prolongation", None, True
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
class TableDelai(Table):
    PHRASE: ClassVar[str] = "delai"
    de: Libre = declare("la date de départ", "entree", defaut=None)
    a: Libre = declare("la date d’arrivée", "premier_rdv", defaut=None)
    limite: Annotated[Limite, EnTemps()] = declare("en jours, semaines ou mois", {"jours": 45})
    sauf_organisme: Annotated[tuple[str, ...], Textes()] = declare(
        "organismes pour lesquels il ne compte pas", ["autre"], "il compte pour tous", ()
    )


@dataclass(frozen=True)
class TableIndicateur(Table):
    code: Annotated[
        str, Code(CODE_INDICATEUR, frozenset(MOTS) | MOTS_D_ADRESSE, phrase_reserve="mot_reserve")
    ] = declare("lettres sans accent, chiffres, tiret bas\u202f; dix au plus", "ENF_1")
    axe: Mot = declare("le code de son axe", "S1")
    nature: Annotated[str, MotParmi(NATURES, "inconnu")] = declare("ce qu’il est", "effectif")
    sens: Annotated[str, MotParmi(tuple(SENS), "sens")] = declare(
        "ce qui est mieux", "hausse", "`neutre`\u00a0: sans cible", "neutre"
    )
    unite: Mot = declare("ce que l’on compte", "enfants")
    libelle: Titre = declare("son nom", "Enfants accueillis")
    definition: Titre = declare("comment on le compte", "Au 31 décembre.", "aucune définition montrée", "")
    verifie: Vrai = declare("`false`\u00a0: définition encore à rapprocher de l’annexe", True, "`true`", True)
    decimales: Annotated[int, Entier(DECIMALES_MAX)] = declare("décimales du chiffre, 0 à 2", 0, "`0`", 0)


@dataclass(frozen=True)
class TableEffectif(TableIndicateur):
    """Nothing more."""


@dataclass(frozen=True)
class TableTaux(TableIndicateur):
    denominateur: Mot = declare("le code de l’indicateur qui le divise", "ENF_1")
    cible_2022: Part = declare("cible fixée par l’instruction", "0.8", "aucune cible fixée", None)


@dataclass(frozen=True)
class TableIndicateurDelai(TableIndicateur):
    delai: TableDelai = declare("de quelle date à quelle date, et sa limite")
    total: MotFacultatif = declare(
        "l’indicateur qui compte la cohorte, rempli avec lui", "ENF_1", "la cohorte n’est pas comptée", None
    )
    evenements: MotFacultatif = declare(
        "l’indicateur qui compte les événements, rempli avec lui", "ENF_2", "ils ne sont pas comptés", None
    )
    cible_2022: Part = declare("cible fixée par l’instruction", "0.8", "aucune cible fixée", None)


@dataclass(frozen=True)
class TableMoyenne(TableIndicateur):
    """It is computed, never typed."""

    numerateur: Mot = declare("le code de l’indicateur divisé", "ENF_1")
    denominateur: Mot = declare("le code de celui qui le divise", "ENF_2")


# What each nature adds: it would mean nothing elsewhere.
TABLES_INDICATEUR: dict[str, type[TableIndicateur]] = {
    "effectif": TableEffectif,
    "taux": TableTaux,
    "delai": TableIndicateurDelai,
    "moyenne": TableMoyenne,
}


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
    code: Libre = declare("le chiffre en cause", "ENF_1", "le premier que cite la règle", None)


@dataclass(frozen=True)
class TableDate(Table):
    PHRASE: ClassVar[str] = "date_parcours"
    PHRASE_CLE: ClassVar[str] = "date_parcours"
    code: Annotated[str, CodeParcours()] = declare("comme les délais la nomment", "entree")
    colonne: Annotated[str, CodeParcours()] = declare("l’en-tête de sa colonne", "date_entree")
    libelle: Annotated[str, TextePlein(phrase="libelle_date")] = declare("son nom", "Entrée dans le parcours")
    apres: Libre = declare("le code d’une date qu’elle ne peut précéder", "", "elle peut précéder toutes", "")
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
        "les organismes\u202f; aucun\u00a0: sans colonne", ["autre"], "les quatre du RSA", None
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
    calendrier: TableCalendrier = declare("ce qui est dû, et quand", defaut=TableCalendrier())
    refaction: TableRefaction = declare("le barème du solde", defaut=TableRefaction())
    saisie: TableSaisie = declare("la saisie des chiffres", defaut=TableSaisie())
    comparaison: TableComparaison = declare("les sommes de plusieurs départements", defaut=TableComparaison())
