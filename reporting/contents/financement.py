"""Actions and money: fiches, lines of budget, totals that say when they are partial."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

SOURCES_FINANCEMENT = ("etat", "departement_nouveau", "valorisation", "autres", "report")


@dataclass(frozen=True, kw_only=True)
class LigneBudget:
    """One source of one action: `source` is one of SOURCES_FINANCEMENT, `libelle` names the others."""

    source: str
    libelle: str = ""
    prevu: Decimal | None = None
    execute: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Total:
    """Sums of planned and executed amounts; `partiel` says that one left out an unknown amount."""

    prevu: Decimal | None = None
    execute: Decimal | None = None
    prevu_partiel: bool = False
    execute_partiel: bool = False

    @property
    def est_partiel(self) -> bool:
        return self.prevu_partiel or self.execute_partiel

    @property
    def ecart(self) -> Decimal | None:
        """Executed less planned; None as soon as one of them is unknown or partial."""
        return self.execute - self.prevu if self._is_comparable else None

    @property
    def taux(self) -> Fraction | None:
        """Executed over planned; None when it cannot be computed."""
        if not self._is_comparable or not self.prevu:
            return None
        return Fraction(self.execute) / Fraction(self.prevu)

    @property
    def _is_comparable(self) -> bool:
        return self.prevu is not None and self.execute is not None and not self.est_partiel


def compute_total(lignes: Iterable[LigneBudget]) -> Total:
    """Sum planned and executed apart; an unknown amount is left out and said, never read as 0."""
    lignes = tuple(lignes)
    prevus = [ligne.prevu for ligne in lignes]
    executes = [ligne.execute for ligne in lignes]
    return Total(
        prevu=compute_somme(prevus),
        execute=compute_somme(executes),
        prevu_partiel=_is_partial(prevus),
        execute_partiel=_is_partial(executes),
    )


def compute_somme(montants: Iterable[Decimal | None]) -> Decimal | None:
    """Sum of the known amounts, None if none is known."""
    connus = [montant for montant in montants if montant is not None]
    return sum(connus, Decimal(0)) if connus else None


def _is_partial(montants: list[Decimal | None]) -> bool:
    return None in montants and any(montant is not None for montant in montants)


@dataclass(frozen=True, kw_only=True)
class FicheAction:
    """A fiche action, what was done and what was spent; a text left empty is not printed."""

    numero: str
    titre: str
    axe: str  # its code: "S4"
    nature: str  # nouvelle, renforcee, reconduite
    etat: str = ""  # a_demarrer, en_cours, realisee, abandonnee
    diagnostic: str = ""
    description: str = ""
    objectifs: str = ""
    public: str = ""
    territoire: str = ""
    pilote: str = ""
    partenaires: str = ""
    moyens: str = ""
    calendrier: str = ""
    resultats_attendus: str = ""
    lien_spie: str = ""
    evaluation: str = ""
    budget: tuple[LigneBudget, ...] = ()
    report: Decimal | None = None  # unspent State credits carried over: its own column, never in a total
    motif_ecart: str = ""  # the label of the référentiel: "crise sanitaire"
    justification: str = ""
    bilan: str = ""
    difficultes: str = ""
    perspectives: str = ""

    @property
    def total(self) -> Total:
        return compute_total(self.budget)
