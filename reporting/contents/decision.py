"""The papers of the decision on money: the letter that proposes, the arrêté that notifies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from avenants.lettres import compute_montant_en_lettres
from nombres.formats import date_fr, format_euros
from referentiels.textes import RETENUE, SANS_RETENUE, TOUJOURS, TROP_PERCU
from reporting.contents.convention import ContenuConvention, ContenuExercice, ContenuSignataire, Texte
from reporting.contents.textes import fill_texte


@dataclass(frozen=True, kw_only=True)
class ChiffresDecision:
    """The frozen figures a paper rests on, and what is kept back of them."""

    arrete_au: date  # the day they speak of
    empreinte: str  # of their photograph
    notifie: Decimal  # the State's amount of the exercice
    prevu: Decimal | None  # totals of the actions, all sources
    execute: Decimal | None
    simule: Decimal | None  # None: not calculable
    montant: Decimal  # kept back: proposed, or decided
    accepte: Decimal | None = None  # what the collectivité accepts, where it says so
    propose: Decimal | None = None  # of a decision: what was proposed

    @property
    def due(self) -> Decimal:
        """What the State owes then. Never negative."""
        return max(Decimal(0), self.notifie - self.montant)

    @property
    def trop_percu(self) -> Decimal:
        """What is kept back beyond the amount of the exercice."""
        return max(Decimal(0), self.montant - self.notifie)

    @property
    def cas(self) -> frozenset[str]:
        """Which articles are printed of it (`referentiels.textes.CAS`)."""
        retenue = RETENUE if self.montant else SANS_RETENUE
        return frozenset({TOUJOURS, retenue, *([TROP_PERCU] if self.trop_percu else ())})


@dataclass(frozen=True, kw_only=True)
class PapierDecision:
    """What both papers have."""

    etabli_le: date
    projet: bool
    convention: ContenuConvention
    exercice: ContenuExercice
    chiffres: ChiffresDecision
    motif: str  # written by the préfecture

    @property
    def prefets(self) -> tuple[ContenuSignataire, ...]:
        """Who signs it: those who sign for the State, else the préfet without a name."""
        siens = tuple(un for un in self.convention.signataires if un.partie == "etat")
        return siens or (ContenuSignataire(partie="etat", nom="", titre="le préfet"),)

    @property
    def destinataire(self) -> ContenuSignataire:
        """Whom it is for: the executive of the collectivité."""
        return next(un for un in self.convention.signataires if un.partie == "departement")


@dataclass(frozen=True, kw_only=True)
class ContenuProposition(PapierDecision):
    """The letter by which the préfet proposes to keep an amount back, and asks for an answer."""

    preambule: str = ""
    texte: str = ""


@dataclass(frozen=True, kw_only=True)
class ContenuArrete(PapierDecision):
    """The arrêté that notifies the decision; `projet` until it is notified."""

    visas: tuple[str, ...] = ()
    considerants: tuple[str, ...] = ()
    articles: tuple[Texte, ...] = ()
    texte: str = ""  # a note, after the signature


def build_valeurs_decision(chiffres: ChiffresDecision, **dits: str) -> dict[str, str]:
    """The words of the papers of a decision (`referentiels.textes.DECISION_SEULEMENT`); `dits` are those of what was
    said before it: avis, date_proposition, reponse, delai, tribunal."""
    montants = {
        "montant": chiffres.montant,
        "notifie": chiffres.notifie,
        "due": chiffres.due,
        "trop_percu": chiffres.trop_percu,
    }
    valeurs = {
        "arrete_au": date_fr(chiffres.arrete_au),
        "empreinte": chiffres.empreinte,
        "simule": "non calculable" if chiffres.simule is None else format_euros(chiffres.simule),
    }
    for nom, montant in montants.items():
        valeurs |= {
            f"{nom}_chiffres": format_euros(montant),
            f"{nom}_lettres": compute_montant_en_lettres(montant),
        }
    return valeurs | dits


def build_textes_proposition(textes: Mapping[str, Any], valeurs: Mapping[str, str]) -> dict[str, str]:
    """`[textes.proposition]` as fields of ContenuProposition."""
    return {cle: fill_texte(textes[cle], valeurs) for cle in ("preambule", "texte")}


def build_textes_arrete(
    textes: Mapping[str, Any], valeurs: Mapping[str, str], cas: Iterable[str]
) -> dict[str, Any]:
    """`[textes.notification]` as fields of ContenuArrete: of the articles, those of these `cas`."""
    imprimes = set(cas)
    return {
        "visas": tuple(fill_texte(visa, valeurs) for visa in textes["visas"]),
        "considerants": tuple(fill_texte(un, valeurs) for un in textes["considerants"]),
        "articles": tuple(
            Texte(code=un["code"], titre=un["titre"], texte=fill_texte(un["texte"], valeurs))
            for un in textes["articles"]
            if un.get("cas", TOUJOURS) in imprimes
        ),
        "texte": fill_texte(textes["texte"], valeurs),
    }
