"""Actions and money: fiches, lines of budget, totals that say when they are partial."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol

from conventions.calculations import SOURCES, Montants, sum_montants
from financement.depense_commune import tell_depense
from financement.enveloppes import EnveloppeNotifiee, MontantAxe, SousTotaux, compute_sous_totaux
from indicateurs.calculations import is_cible_atteinte
from nombres.formats import nombre

SOURCES_FINANCEMENT = tuple(SOURCES)


@dataclass(frozen=True, kw_only=True)
class ContenuLigneBudget:
    """One source of one action: `source` is one of SOURCES_FINANCEMENT, `libelle` names the others."""

    source: str
    libelle: str = ""
    prevu: Decimal | None = None
    execute: Decimal | None = None

    @property
    def montants(self) -> Montants:
        return Montants(self.prevu, self.execute)


def compute_total(lignes: Iterable[ContenuLigneBudget]) -> Montants:
    """Sum planned and executed apart; a total says what it leaves out (`calculations.sum_montants`)."""
    return sum_montants(ligne.montants for ligne in lignes)


@dataclass(frozen=True, kw_only=True)
class TotalFinanceur:
    """What one who pays brings in all; only other financeurs have a name (`libelle`)."""

    source: str
    libelle: str
    total: Montants


def group_financeurs(lignes: Iterable[ContenuLigneBudget]) -> tuple[TotalFinanceur, ...]:
    """Each one who pays with its total, in the order of SOURCES_FINANCEMENT, then by name."""
    lignes = tuple(lignes)
    qui = {(SOURCES_FINANCEMENT.index(ligne.source), ligne.libelle) for ligne in lignes}
    return tuple(
        TotalFinanceur(
            source=SOURCES_FINANCEMENT[rang],
            libelle=libelle,
            total=compute_total(
                ligne
                for ligne in lignes
                if (ligne.source, ligne.libelle) == (SOURCES_FINANCEMENT[rang], libelle)
            ),
        )
        for rang, libelle in sorted(qui)
    )


class AxeAvecBudget(Protocol):
    """An axe of a content: what is planned and spent in it, by source."""

    @property
    def code(self) -> str: ...
    @property
    def nature(self) -> str: ...
    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]: ...


def sum_par_enveloppe(axes: Iterable[AxeAvecBudget], notifiees: Sequence[EnveloppeNotifiee]) -> SousTotaux:
    """Subtotals by nature of axe and by envelope."""
    axes = tuple(axes)
    montants = [MontantAxe(axe.code, ligne.source, ligne.montants) for axe in axes for ligne in axe.budget]
    return compute_sous_totaux({axe.code: axe.nature for axe in axes}, notifiees, montants)


def compute_report(lignes: Iterable[ContenuLigneBudget]) -> Montants:
    """The part of a total that is last year's unspent State credits: planned is what was available."""
    return compute_total(ligne for ligne in lignes if ligne.source == "report")


@dataclass(frozen=True, kw_only=True)
class ContenuDepenseCommune:
    """What one collectivité spent for several conventions it reports on together: told, neither split nor summed."""

    noms: str  # "67 et 68"
    montant: Decimal | None  # executed, in euros; None: not filled in

    @property
    def phrase(self) -> str:
        return tell_depense(self.montant, self.noms)


@dataclass(frozen=True, kw_only=True)
class ContenuJalon:
    """One step of an action: when it was due, when it was done."""

    libelle: str
    prevu_le: date
    fait_le: date | None = None


@dataclass(frozen=True, kw_only=True)
class ContenuIndicateurPropre:
    """What an action counts besides the référentiel; it has no direction of its own: it aims at its target or more."""

    libelle: str
    unite: str = ""
    cible: Decimal | None = None
    resultat: Decimal | None = None

    @property
    def cible_atteinte(self) -> bool | None:
        """None when there is no answer: without a target, or without a result."""
        return is_cible_atteinte("hausse", self.resultat, self.cible)


@dataclass(frozen=True, kw_only=True)
class LienIndicateur:
    """An indicator of the référentiel an action works for."""

    code: str
    libelle: str


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
    mesure: str = ""  # of its axe: "S1-A – Accueillir les tout-petits"
    public: str = ""
    file_active_avant: int | None = None  # people followed, before and as aimed at
    file_active_apres: int | None = None
    territoire: str = ""
    pilote: str = ""
    partenaires: str = ""
    etp: Decimal | None = None  # full-time equivalents
    moyens: str = ""
    calendrier: str = ""
    resultats_attendus: str = ""
    lien_spie: str = ""
    evaluation: str = ""
    budget: tuple[ContenuLigneBudget, ...] = ()
    motif_ecart: str = ""  # the label of the référentiel: "crise sanitaire"
    justification: str = ""
    is_justification_attendue: bool = False  # the gap is beyond the threshold of the référentiel
    bilan: str = ""
    difficultes: str = ""
    perspectives: str = ""
    jalons: tuple[ContenuJalon, ...] = ()
    indicateurs: tuple[LienIndicateur, ...] = ()
    propres: tuple[ContenuIndicateurPropre, ...] = ()

    # The carry-over was a field; it is a line of the budget. Documents of that time were never given one.
    ABANDONNES: ClassVar = ("report",)

    @property
    def file_active(self) -> str:
        """« 120 avant, 180 visées », "" where nothing is said."""
        dits = [(self.file_active_avant, "avant"), (self.file_active_apres, "visées")]
        return ", ".join(f"{nombre(compte)} {mot}" for compte, mot in dits if compte is not None)

    @property
    def has_reperes(self) -> bool:
        """Whether one of its short entries is said."""
        textes = (
            self.mesure,
            self.file_active,
            self.public,
            self.territoire,
            self.pilote,
            self.partenaires,
            self.calendrier,
        )
        return any(textes) or bool(self.indicateurs) or self.etp is not None

    @property
    def engagement(self) -> "FicheAction":
        """What the fiche commits to: nothing of what was done, spent or counted since."""
        return replace(
            self,
            etat="",
            budget=(),
            motif_ecart="",
            justification="",
            is_justification_attendue=False,
            bilan="",
            difficultes="",
            perspectives="",
            jalons=tuple(replace(jalon, fait_le=None) for jalon in self.jalons),
            propres=tuple(replace(propre, resultat=None) for propre in self.propres),
        )

    @property
    def redaction(self) -> "FicheAction":
        """What only the fiche says: nothing of what the execution of the exercice says too (`ActionExecution`)."""
        return replace(
            self.engagement,
            difficultes=self.difficultes,
            perspectives=self.perspectives,
            jalons=(),
            propres=(),
        )

    @property
    def total(self) -> Montants:
        return compute_total(self.budget)

    @property
    def report(self) -> Montants:
        """What the total holds of last year's unspent State credits: available, and spent."""
        return compute_report(self.budget)
