"""The rapport d'exécution of one exercice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from conventions.calculations import Montants
from dessins.barres import Bande, Legende, draw_superposees
from financement.enveloppes import EnveloppeNotifiee, SousTotaux
from financement.refaction import LigneRefaction, Simulation
from nombres.formats import format_euros
from reporting.contents.cibles import Cibles, count_cibles, sum_cibles
from reporting.contents.convention import (
    ContenuConvention,
    ContenuDeliberation,
    ContenuExercice,
    ContenuSignataire,
    Texte,
)
from reporting.contents.financement import (
    ContenuDepenseCommune,
    ContenuLigneBudget,
    FicheAction,
    TotalFinanceur,
    compute_report,
    compute_total,
    group_financeurs,
    sum_par_enveloppe,
)
from reporting.contents.indicateur import LEGENDE_DELAIS, VERDICTS, ContenuIndicateur, ContenuMethode
from reporting.contents.remarques import ContenuRemarque
from reporting.contents.simulation import DecisionNotifiee

LEGENDE_SYNTHESE = Legende(
    tuple(
        zip(
            VERDICTS,
            ("exécuté, ou cible atteinte", "cible non atteinte", "prévu, ou cible sans réponse"),
            strict=True,
        )
    )
)


@dataclass(frozen=True, kw_only=True)
class ContenuAxe:
    """An axe with its actions and its indicators."""

    code: str
    libelle: str
    nature: str  # socle, initiative, facultatif, transverse
    actions: tuple[FicheAction, ...] = ()
    indicateurs: tuple[ContenuIndicateur, ...] = ()
    nationaux: tuple[str, ...] = ()  # what the text states for France, in sentences; a document may be older

    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]:
        return tuple(ligne for action in self.actions for ligne in action.budget)

    @property
    def total(self) -> Montants:
        return compute_total(self.budget)

    @property
    def report(self) -> Montants:
        """What the total holds of last year's unspent State credits."""
        return compute_report(self.budget)

    @property
    def cibles(self) -> Cibles:
        """The axe's targets: each indicator once, and the own ones of its actions."""
        return count_cibles((*self.indicateurs, *(un for action in self.actions for un in action.propres)))


@dataclass(frozen=True, kw_only=True)
class SyntheseAxe:
    """An axe, and what was spent of what was planned as the synthesis draws it; None: no amount to draw."""

    axe: ContenuAxe
    bande: Bande | None


@dataclass(frozen=True, kw_only=True)
class ContenuRapport:
    """Everything a rapport d'exécution says. `projet` holds until the report is validated."""

    etabli_le: date
    projet: bool
    convention: ContenuConvention
    exercice: ContenuExercice
    axes: tuple[ContenuAxe, ...]
    deliberation: ContenuDeliberation | None = None
    methode: ContenuMethode | None = None  # None: not declared
    montant_notifie: Decimal | None = None
    introduction: str = ""
    contexte: str = ""
    gouvernance: str = ""
    conclusion: str = ""
    certification: str = ""
    certifie_par: ContenuSignataire | None = None
    depense_commune: ContenuDepenseCommune | None = None
    simulation: Simulation | None = None  # None: a document older than the simulation
    decision: DecisionNotifiee | None = None  # None: not notified, a simulation is all there is
    enveloppes: tuple[EnveloppeNotifiee, ...] = ()  # of the référentiel; a document may be older
    notes: tuple[Texte, ...] = ()  # of the référentiel; codes: actions, indicateurs, delais, finances
    remarques: tuple[ContenuRemarque, ...] = ()  # an annex on request; (): not asked for, or nothing was said

    @property
    def actions(self) -> tuple[FicheAction, ...]:
        return tuple(action for axe in self.axes for action in axe.actions)

    @property
    def indicateurs(self) -> tuple[ContenuIndicateur, ...]:
        return tuple(indicateur for axe in self.axes for indicateur in axe.indicateurs)

    @property
    def delais(self) -> tuple[ContenuIndicateur, ...]:
        return tuple(indicateur for indicateur in self.indicateurs if indicateur.nature == "delai")

    @property
    def has_publies(self) -> bool:
        """Is there a délai that the DREES publishes too?"""
        return any(delai.publie for delai in self.delais)

    @property
    def axes_actifs(self) -> int:
        """How many axes have an action."""
        return sum(bool(axe.actions) for axe in self.axes)

    @property
    def a_verifier(self) -> bool:
        """Whether some indicator's definition was not checked against the official one."""
        return any(not indicateur.verifie for indicateur in self.indicateurs)

    @property
    def cibles(self) -> Cibles:
        """All its targets, counted as the page of the execution does."""
        return sum_cibles(axe.cibles for axe in self.axes)

    @property
    def synthese(self) -> tuple[SyntheseAxe, ...]:
        """The axes that have an action or an indicator, on one scale: the greatest amount is of length 1."""
        axes = [axe for axe in self.axes if axe.actions or axe.indicateurs]
        montants = [un for axe in axes for un in (axe.total.prevu, axe.total.execute) if un]
        echelle = Fraction(max(montants, default=1))

        def draw(total: Montants) -> Bande | None:
            parts = [None if un is None else Fraction(un) / echelle for un in (total.prevu, total.execute)]
            titre = f"Exécuté {format_euros(total.execute)}, prévu {format_euros(total.prevu)}"
            return draw_superposees(titre, *parts) if any(un is not None for un in parts) else None

        return tuple(SyntheseAxe(axe=axe, bande=draw(axe.total)) for axe in axes)

    @property
    def legende_delais(self) -> Legende:
        return LEGENDE_DELAIS

    @property
    def legende_synthese(self) -> Legende:
        return LEGENDE_SYNTHESE

    @property
    def note(self) -> dict[str, Texte]:
        """The notes by code."""
        return {note.code: note for note in self.notes}

    @property
    def budget(self) -> tuple[ContenuLigneBudget, ...]:
        return tuple(ligne for axe in self.axes for ligne in axe.budget)

    @property
    def total(self) -> Montants:
        return compute_total(self.budget)

    @property
    def report(self) -> Montants:
        """What the total holds of last year's unspent State credits."""
        return compute_report(self.budget)

    @property
    def sous_totaux(self) -> SousTotaux:
        return sum_par_enveloppe(self.axes, self.enveloppes)

    @property
    def par_financeur(self) -> tuple[TotalFinanceur, ...]:
        return group_financeurs(self.budget)

    @property
    def actions_simulees(self) -> tuple[tuple[FicheAction, LigneRefaction], ...]:
        """Each action that has State credits, or whose spending counts, with its terms of the simulation; none once the
        préfet has decided."""
        if self.simulation is None or self.decision:
            return ()
        par_action = self.simulation.par_action
        return tuple(
            (action, par_action[action.numero])
            for action in self.actions
            if par_action[action.numero].motif != "sans_credit"
            or par_action[action.numero].depense is not None
        )
