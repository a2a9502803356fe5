"""The two-page sheet of a dialogue de performance: what is missed, late or surprising in the figures handed over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from conventions.calculations import Montants
from reporting.contents.convention import ContenuConvention, ContenuExercice
from reporting.contents.execution import ActionExecution, ContenuExecution
from reporting.contents.indicateur import ContenuIndicateur

# What two pages hold, at the longest: how many lines of each list, and how many characters of each.
LIGNES_MAX = 5
CARACTERES_MAX = 120
NOMS_MAX = 55  # characters of the name of an axe, of an action, of an indicator


@dataclass(frozen=True, kw_only=True)
class LigneDialogue:
    """An axe: its money and its targets."""

    code: str
    libelle: str
    prevu: Decimal | None
    execute: Decimal | None
    is_partiel: bool  # an amount of it is missing
    atteintes: int
    evaluees: int


@dataclass(frozen=True, kw_only=True)
class ActionEnRetard:
    """An action that is late: `etat` where it is not begun or given up, else how many steps were due and not done."""

    numero: str
    titre: str
    etat: str  # a_demarrer, en_cours, realisee, abandonnee
    jalons: int


@dataclass(frozen=True, kw_only=True)
class ListeDialogue:
    """The first sentences of a list, and how many there are in all."""

    dites: tuple[str, ...] = ()
    total: int = 0

    @property
    def autres(self) -> int:
        """How many there was no room for."""
        return self.total - len(self.dites)


@dataclass(frozen=True, kw_only=True)
class ContenuDialogue:
    """All that the sheet says; its lists are cut so that it has two pages at most, and say how many they leave out."""

    etabli_le: date
    convention: ContenuConvention
    exercice: ContenuExercice
    transmis_le: date
    arrete_au: date
    empreinte: str  # of the figures
    montant_notifie: Decimal | None
    total: Montants
    simule: Decimal | None  # None: not calculable
    is_simulation_complete: bool
    axes: tuple[LigneDialogue, ...]
    manquees: tuple[ContenuIndicateur, ...]  # their targets are missed
    nombre_manquees: int
    retards: tuple[ActionEnRetard, ...]
    nombre_retards: int
    surprises: ListeDialogue
    questions: ListeDialogue  # remarks that are not resolved
    avis: str  # a sentence
    projet: bool = False

    @property
    def autres_manquees(self) -> int:
        return self.nombre_manquees - len(self.manquees)

    @property
    def autres_retards(self) -> int:
        return self.nombre_retards - len(self.retards)


def make_liste(phrases: Sequence[str]) -> ListeDialogue:
    """What fits of a list of sentences."""
    return ListeDialogue(
        dites=tuple(cut(phrase, CARACTERES_MAX) for phrase in phrases[:LIGNES_MAX]), total=len(phrases)
    )


def list_manquees(execution: ContenuExecution) -> list[ContenuIndicateur]:
    """The indicators whose target is missed, the furthest from it first, without what a sheet has no room for."""
    manquees = [un for axe in execution.axes for un in axe.indicateurs if un.cible_atteinte is False]
    manquees.sort(key=lambda un: -abs(un.ecart / un.cible) if un.ecart is not None and un.cible else 0)
    return [
        replace(un, libelle=cut(un.libelle, NOMS_MAX), definition="", explication="", methode="", publie="")
        for un in manquees
    ]


def list_retards(execution: ContenuExecution) -> list[ActionEnRetard]:
    """The actions not begun or given up, and those with a step that was due by the day of the figures."""
    retards = [_find_retard(action, execution.arrete_au) for action in execution.actions]
    return [un for un in retards if un.jalons or un.etat in ("a_demarrer", "abandonnee")]


def list_axes(execution: ContenuExecution) -> tuple[LigneDialogue, ...]:
    """The axes with an action or a target."""
    return tuple(
        LigneDialogue(
            code=axe.code,
            libelle=cut(axe.libelle, NOMS_MAX),
            prevu=axe.total.prevu,
            execute=axe.total.execute,
            is_partiel=axe.total.est_partiel,
            atteintes=axe.cibles.atteintes,
            evaluees=axe.cibles.evaluees,
        )
        for axe in execution.axes
        if axe.actions or axe.cibles.evaluees
    )


def list_surprises(execution: ContenuExecution, avertissements: Iterable[str]) -> list[str]:
    """What the rules found of the money, then the warnings of the figures."""
    return [*(constat.phrase for constat in execution.constats), *avertissements]


def cut(texte: str, maximum: int) -> str:
    """A text on one line, of `maximum` characters at most."""
    texte = " ".join(texte.split())
    return texte if len(texte) <= maximum else f"{texte[: maximum - 1].rstrip()}…"


def _find_retard(action: ActionExecution, arrete_au: date) -> ActionEnRetard:
    dus = sum(jalon.fait_le is None and jalon.prevu_le <= arrete_au for jalon in action.jalons)
    return ActionEnRetard(
        numero=action.numero, titre=cut(action.titre, NOMS_MAX), etat=action.etat, jalons=dus
    )
