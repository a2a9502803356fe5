"""What an exercice makes of the actions of the year before."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from conventions.models import Action, ChoixReprise, Exercice, Reprise
from conventions.queries.exercices import get_precedent
from financement.queries.montants import list_actions

# One, several.
MOTS: dict[str, tuple[str, str]] = {
    ChoixReprise.GARDEE: ("gardée", "gardées"),
    ChoixReprise.CHANGEE: ("changée", "changées"),
    ChoixReprise.ARRETEE: ("arrêtée", "arrêtées"),
    "nouvelle": ("nouvelle", "nouvelles"),
    "reste": ("encore à décider", "encore à décider"),
}


@dataclass(frozen=True)
class LigneReprise:
    """One action of the year before, and what was decided of it, if it was."""

    precedente: Action
    reprise: Reprise | None
    # Its axe is no longer in the référentiel: another one is to be chosen.
    is_axe_perdu: bool


@dataclass(frozen=True)
class BilanReprise:
    """Every action of the year before with what becomes of it, and those that come from none."""

    precedent: Exercice
    lignes: tuple[LigneReprise, ...]
    nouvelles: tuple[Action, ...]

    @property
    def a_decider(self) -> list[LigneReprise]:
        return [ligne for ligne in self.lignes if ligne.reprise is None]

    @property
    def decidees(self) -> list[LigneReprise]:
        return [ligne for ligne in self.lignes if ligne.reprise]

    @property
    def dit(self) -> str:
        """« 3 gardées, 1 changée, 1 arrêtée, 2 nouvelles », what there is none of left out."""
        comptes = Counter(ligne.reprise.choix if ligne.reprise else "reste" for ligne in self.lignes)
        comptes["nouvelle"] = len(self.nouvelles)
        return ", ".join(
            f"{comptes[cle]} {mots[comptes[cle] > 1]}" for cle, mots in MOTS.items() if comptes[cle]
        )


def build_bilan_reprise(exercice: Exercice, parmi: QuerySet[Exercice] | None = None) -> BilanReprise | None:
    """The `BilanReprise` of an exercice, None when there is no year before (among the exercices `parmi`, all of them
    without it); five queries, whatever the number of actions."""
    precedent = get_precedent(exercice, parmi)
    if precedent is None:
        return None
    reprises = {
        reprise.precedente_id: reprise
        for reprise in Reprise.objects.filter(exercice=exercice).select_related("action")
    }
    axes = {axe.code for axe in exercice.referentiel.definition.axes}
    return BilanReprise(
        precedent,
        tuple(
            LigneReprise(action, reprises.get(action.pk), action.axe not in axes)
            for action in list_actions(precedent, avec=("financements",))
        ),
        tuple(exercice.actions.filter(reprise=None)),
    )
