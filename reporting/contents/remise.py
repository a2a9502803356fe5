"""A submission: what is handed over at a transmission, besides the execution its photograph keeps.

Both are frozen together: the content names the fingerprint of the photograph, so that its own is that of all.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from reporting.contents.convention import ContenuDeliberation
from reporting.contents.financement import FicheAction
from reporting.contents.indicateur import ContenuMesure, ContenuMethode

# What who hands over certifies, as a rapport has it.
CERTIFICATION = (
    "Je certifie l’exactitude des informations de cette remise, la réalité des actions qui y sont décrites et la "
    "conformité des dépenses déclarées aux écritures comptables de la collectivité. Les pièces justificatives sont "
    "tenues à la disposition des services de l’État."
)


@dataclass(frozen=True, kw_only=True)
class PieceRemise:
    """A file given as evidence: what it proves and which bytes it has. The file itself stays where it was joined."""

    nature: str  # chiffre, action, redeploiement
    cle: str  # code of the indicator, number of the action; "" of a redéploiement
    nom: str
    taille: int  # bytes
    empreinte: str  # SHA-256 of the file


@dataclass(frozen=True, kw_only=True)
class CibleRemise:
    """What an indicator aims at in a year, of those the convention has targets for."""

    code: str
    annee: int
    valeur: Decimal  # a proportion for a taux or a délai


@dataclass(frozen=True, kw_only=True)
class SituationRemise:
    """Where an indicator starts from."""

    code: str
    au: date
    mesure: ContenuMesure


@dataclass(frozen=True, kw_only=True)
class AvertissementRemis:
    """A rule that a figure breaks without keeping the exercice from being handed over."""

    code: str  # of the indicator
    gravite: str  # bloquant (set aside by the préfecture), alerte, information
    constat: str  # a sentence
    explication: str = ""  # the département's
    derogation: str = ""  # why the préfecture set the rule aside


@dataclass(frozen=True, kw_only=True)
class BrouillonLaisse:
    """Work that was not saved, and left out on purpose."""

    libelle: str
    par: str
    le: date


@dataclass(frozen=True, kw_only=True)
class Certificat:
    """Who handed it over, as which round, and what was certified."""

    rang: int
    photographie: str  # fingerprint of its figures
    par: str
    fonction: str  # the role of the account
    le: datetime  # UTC
    phrase: str


@dataclass(frozen=True, kw_only=True)
class ContenuRemise:
    """What a submission says besides its photograph: words, evidence, targets, method, vote, warnings."""

    convention: str  # its code
    annee: int
    contexte: str
    conclusion: str
    fiches: tuple[FicheAction, ...]  # their `redaction`
    deliberation: ContenuDeliberation | None = None
    methode: ContenuMethode | None = None  # None: not declared
    cibles: tuple[CibleRemise, ...] = ()
    situations: tuple[SituationRemise, ...] = ()
    pieces: tuple[PieceRemise, ...] = ()
    avertissements: tuple[AvertissementRemis, ...] = ()
    brouillons: tuple[BrouillonLaisse, ...] = ()
    certificat: Certificat | None = None  # None: not handed over yet

    @property
    def inexpliques(self) -> int:
        """How many of its warnings nobody explained."""
        return sum(
            un.gravite == "alerte" and not (un.explication or un.derogation) for un in self.avertissements
        )
