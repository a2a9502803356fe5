"""The physical and financial execution of one exercice: what its actions did, beside what they spent.

It is what the page shows, what is photographed at a transmission or a proposal, and what a decision is taken on.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from conventions.calculations import Montants
from financement.controles import BLOQUANT, Constat
from financement.enveloppes import EnveloppeNotifiee, SousTotaux
from financement.refaction import LigneRefaction, Simulation
from reporting.contents.cibles import Cibles, count_cibles, sum_cibles
from reporting.contents.convention import ContenuConvention, ContenuExercice
from reporting.contents.financement import (
    ContenuDepenseCommune,
    ContenuIndicateurPropre,
    ContenuJalon,
    ContenuLigneBudget,
    TotalFinanceur,
    compute_total,
    group_financeurs,
    sum_par_enveloppe,
)
from reporting.contents.indicateur import ContenuIndicateur


@dataclass(frozen=True, kw_only=True)
class ActionExecution:
    """One action: its state, its money, what it reached and what proves it."""

    numero: str
    titre: str
    axe: str  # its code
    nature: str  # nouvelle, renforcee, reconduite
    etat: str  # a_demarrer, en_cours, realisee, abandonnee
    budget: tuple[ContenuLigneBudget, ...] = ()
    motif_ecart: str = ""
    justification: str = ""
    is_justification_attendue: bool = False  # the gap is beyond the threshold of the référentiel
    jalons: tuple[ContenuJalon, ...] = ()
    indicateurs: tuple[ContenuIndicateur, ...] = ()  # of the référentiel, those the action works for
    propres: tuple[ContenuIndicateurPropre, ...] = ()
    pieces: int = 0  # files joined to the action
    bilan: str = ""

    @property
    def total(self) -> Montants:
        return compute_total(self.budget)

    @property
    def is_justifiee(self) -> bool:
        """Both a reason and a text are given."""
        return bool(self.motif_ecart.strip() and self.justification.strip())

    @property
    def is_justification_manquante(self) -> bool:
        return self.is_justification_attendue and not self.is_justifiee

    @property
    def cibles(self) -> Cibles:
        """The action's targets: of the indicators it works for, and of its own."""
        return count_cibles((*self.indicateurs, *self.propres))

    @property
    def jalons_faits(self) -> int:
        return sum(jalon.fait_le is not None for jalon in self.jalons)


@dataclass(frozen=True, kw_only=True)
class AxeExecution:
    """An axe with its actions, and all its indicators, tied to an action or not."""

    code: str
    libelle: str
    nature: str  # socle, initiative, facultatif, transverse
    actions: tuple[ActionExecution, ...] = ()
    indicateurs: tuple[ContenuIndicateur, ...] = ()

    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]:
        return tuple(ligne for action in self.actions for ligne in action.budget)

    @property
    def total(self) -> Montants:
        return compute_total(self.budget)

    @property
    def cibles(self) -> Cibles:
        """The axe's targets: each indicator once, and the own ones of its actions."""
        return count_cibles((*self.indicateurs, *(un for action in self.actions for un in action.propres)))


@dataclass(frozen=True, kw_only=True)
class ContenuExecution:
    """Everything about the execution of one exercice as it stands: money, indicators, evidence, simulation."""

    convention: ContenuConvention
    exercice: ContenuExercice
    etat: str  # of the exercice: a code of `conventions.models.Etat`
    arrete_au: date  # the day the figures speak of
    montant_notifie: Decimal | None
    seuil_justification: Decimal | None  # proportion of the planned amount; None: no gap has to be justified
    axes: tuple[AxeExecution, ...]  # of the référentiel, those with an action or an indicator
    constats: tuple[Constat, ...]
    simulation: Simulation
    enveloppes: tuple[EnveloppeNotifiee, ...] = ()  # of the référentiel; a document may be older
    depense_commune: ContenuDepenseCommune | None = None

    @property
    def is_prolonge(self) -> bool:
        return self.exercice.prolonge_au is not None

    @property
    def actions(self) -> tuple[ActionExecution, ...]:
        return tuple(action for axe in self.axes for action in axe.actions)

    @property
    def actions_simulees(self) -> tuple[tuple[ActionExecution, LigneRefaction], ...]:
        """Each action with its terms of the simulation."""
        par_action = self.simulation.par_action
        return tuple((action, par_action[action.numero]) for action in self.actions)

    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]:
        return tuple(ligne for action in self.actions for ligne in action.budget)

    @property
    def total(self) -> Montants:
        return compute_total(self.budget)

    @property
    def sous_totaux(self) -> SousTotaux:
        return sum_par_enveloppe(self.axes, self.enveloppes)

    @property
    def par_financeur(self) -> tuple[TotalFinanceur, ...]:
        return group_financeurs(self.budget)

    @property
    def cibles(self) -> Cibles:
        """All targets of the exercice, those of indicators no action is tied to included."""
        return sum_cibles(axe.cibles for axe in self.axes)

    @property
    def justifications_manquantes(self) -> tuple[ActionExecution, ...]:
        return tuple(action for action in self.actions if action.is_justification_manquante)

    @property
    def constats_bloquants(self) -> int:
        """How many rules of money are not respected."""
        return sum(constat.gravite == BLOQUANT for constat in self.constats)

    @property
    def pieces(self) -> int:
        return sum(action.pieces for action in self.actions)
