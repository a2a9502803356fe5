"""The money of a référentiel as its file writes it: declared as the rest is (`referentiels.schema`). Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from referentiels.contraintes import (
    Code,
    Contrainte,
    MotParmi,
    OuiNon,
    Phrase,
    Proportion,
    Renvoi,
    Renvois,
    Table,
    Tables,
    Textes,
    declare,
)
from referentiels.definitions import REPORTS, RegleRedeploiement
from referentiels.enveloppes import Enveloppe
from referentiels.table_parts import TablePart

CODE_ENVELOPPE = re.compile(r"[a-z0-9_]{1,30}")  # stored beside each of its amounts
CONDITION_REDEPLOIEMENT = "cibles atteintes"  # the only one known

Part = Annotated[Decimal | None, Proportion()]
Libre = Annotated[Any, Contrainte()]


@dataclass(frozen=True)
class TableRedeploiement(Table):
    PHRASE: ClassVar[str] = "redeploiement"
    de: Annotated[str, Renvoi(suite="axes")] = declare("l’axe qui donne", "S1")
    vers: Annotated[tuple[str, ...], Renvois("redeploiement", suite="axes")] = declare(
        "les axes qui reçoivent", ["S2"]
    )
    condition: Libre = declare(
        "quand il le peut", CONDITION_REDEPLOIEMENT, "la seule connue", CONDITION_REDEPLOIEMENT
    )

    @property
    def regle(self) -> RegleRedeploiement:
        return RegleRedeploiement(self.de, self.vers)


@dataclass(frozen=True)
class TableEnveloppe(Table):
    """`referentiels.enveloppes.Enveloppe`."""

    code: Annotated[str, Code(CODE_ENVELOPPE, phrase="code_enveloppe")] = declare(
        "minuscules, chiffres, tiret bas\u202f; trente au plus", "socle"
    )
    libelle: Annotated[str, Phrase()] = declare("son nom", "Actions du socle")
    axes: Annotated[tuple[str, ...], Renvois(suite="axes")] = declare(
        "les axes qu’elle paie\u202f; un axe que plusieurs paient compte avec la première", ["S1"], "tous", ()
    )
    fongible: Annotated[bool, OuiNon()] = declare(
        "`false`\u00a0: ses crédits ne paient que ses axes, et ceux des autres n’y vont pas",
        True,
        "`true`",
        True,
    )

    @property
    def enveloppe(self) -> Enveloppe:
        return Enveloppe(self.code, self.libelle, self.axes, self.fongible)


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
    enveloppes: Annotated[tuple[TableEnveloppe, ...], Tables(TableEnveloppe)] = declare(
        "les enveloppes qui font le montant notifié par l’État",
        sans="le montant notifié est un tout",
        defaut=(),
    )
    plafond_annuel_constant: Annotated[bool, OuiNon()] = declare(
        "la convention a-t-elle un plafond annuel de crédits de l’État, le même chaque année\u202f?",
        True,
        "`false`",
        False,
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
