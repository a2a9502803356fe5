"""Indicators as the file of a référentiel writes them: declared as the rest is (`referentiels.schema`). Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from referentiels.contraintes import (
    Code,
    EnTemps,
    Entier,
    MotParmi,
    OuiNon,
    Phrase,
    Proportion,
    Renvoi,
    Renvois,
    Table,
    TextePlein,
    declare,
)
from referentiels.contraintes_annees import ParAnnee
from referentiels.controles import MOTS
from referentiels.definitions import NATURES, SENS
from referentiels.delais import Limite

# A word of the rules, a header of a file, a part of an address.
CODE_INDICATEUR = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,9}")
# What follows an axe in the addresses of the entry page (indicateurs.urls).
MOTS_D_ADRESSE = frozenset({"brouillon", "reprendre", "abandonner"})
DECIMALES_MAX = 2  # what the column of a figure keeps
# A year written in a key, as files did when all targets were those of 2022.
CIBLE_D_UNE_ANNEE = re.compile(r"cible_(\w+)")
ANNEE_DU_RACCOURCI = 2022

Mot = Annotated[str, TextePlein()]
Cite = Annotated[str, Renvoi(suite="indicateurs")]
CiteFacultatif = Annotated[str | None, Renvoi(suite="indicateurs")]
DateCitee = Annotated[Any, Renvoi(suite="dates", libre=True)]
Titre = Annotated[str, Phrase()]
Part = Annotated[Decimal | None, Proportion()]
Vrai = Annotated[bool, OuiNon()]


@dataclass(frozen=True)
class TableDelai(Table):
    PHRASE: ClassVar[str] = "delai"
    de: DateCitee = declare("la date de départ", "entree", defaut=None)
    a: DateCitee = declare("la date d’arrivée", "premier_rdv", defaut=None)
    limite: Annotated[Limite, EnTemps()] = declare("en jours, semaines ou mois", {"jours": 45})
    sauf_organisme: Annotated[tuple[str, ...], Renvois(suite="organismes")] = declare(
        "organismes pour lesquels il ne compte pas", ["autre"], "il compte pour tous", ()
    )


@dataclass(frozen=True)
class TableIndicateur(Table):
    code: Annotated[
        str, Code(CODE_INDICATEUR, frozenset(MOTS) | MOTS_D_ADRESSE, phrase_reserve="mot_reserve")
    ] = declare("lettres sans accent, chiffres, tiret bas\u202f; dix au plus", "ENF_1")
    axe: Annotated[str, Renvoi(suite="axes")] = declare("le code de son axe", "S1")
    nature: Annotated[str, MotParmi(NATURES, "inconnu")] = declare("ce qu’il est", "effectif")
    sens: Annotated[str, MotParmi(tuple(SENS), "sens")] = declare(
        "ce qui est mieux", "hausse", "`neutre`", "neutre"
    )
    unite: Mot = declare("ce que l’on compte", "enfants")
    libelle: Titre = declare("son nom", "Enfants accueillis")
    definition: Titre = declare("comment on le compte", "Au 31 décembre.", "aucune définition montrée", "")
    verifie: Vrai = declare("`false`\u00a0: définition encore à rapprocher de l’annexe", True, "`true`", True)
    exige: Vrai = declare("`false`\u00a0: la transmission ne l’attend pas", True, "`true`", True)
    decimales: Annotated[int, Entier(DECIMALES_MAX)] = declare("décimales du chiffre, 0 à 2", 0, "`0`", 0)


@dataclass(frozen=True)
class TableProportion(TableIndicateur):
    """What a taux and a délai have."""

    cibles: Annotated[dict[int, Decimal] | None, ParAnnee()] = declare(
        "cibles fixées par le texte, par année", {2025: "0.8"}, "aucune cible fixée", None
    )
    cible_2022: Part = declare(
        "raccourci de `cibles`, pour 2022", sans="ce que disent les `cibles`", defaut=None
    )

    @property
    def cibles_lues(self) -> dict[int, Decimal]:
        """In order of year."""
        raccourci = {} if self.cible_2022 is None else {ANNEE_DU_RACCOURCI: self.cible_2022}
        return dict(sorted((raccourci | (self.cibles or {})).items()))


@dataclass(frozen=True)
class TableEffectif(TableIndicateur):
    """Nothing more."""


@dataclass(frozen=True)
class TableTaux(TableProportion):
    denominateur: Cite = declare("le code de l’indicateur qui le divise", "ENF_1")


@dataclass(frozen=True)
class TableIndicateurDelai(TableProportion):
    delai: TableDelai = declare("de quelle date à quelle date, et sa limite")
    total: CiteFacultatif = declare(
        "l’indicateur qui compte la cohorte, rempli avec lui", "ENF_1", "la cohorte n’est pas comptée", None
    )
    evenements: CiteFacultatif = declare(
        "l’indicateur qui compte les événements, rempli avec lui", "ENF_2", "ils ne sont pas comptés", None
    )


@dataclass(frozen=True)
class TableMoyenne(TableIndicateur):
    """It is computed, never typed."""

    numerateur: Cite = declare("le code de l’indicateur divisé", "ENF_1")
    denominateur: Cite = declare("le code de celui qui le divise", "ENF_2")


# What each nature adds: it would mean nothing elsewhere.
TABLES_INDICATEUR: dict[str, type[TableIndicateur]] = {
    "effectif": TableEffectif,
    "taux": TableTaux,
    "delai": TableIndicateurDelai,
    "moyenne": TableMoyenne,
}
