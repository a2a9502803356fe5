"""State credits that were moved between axes, and those that may be."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from conventions.models import Action, Exercice, Redeploiement, Source
from financement.queries.montants import list_actions
from referentiels.definitions import RegleRedeploiement


@dataclass(frozen=True)
class ActionDotee:
    """An action and the State credits planned for it now, None when none are."""

    action: Action
    prevu: Decimal | None


@dataclass(frozen=True)
class CreditsDeplacables:
    """What the référentiel lets move: out of the actions `de`, into the actions `vers`."""

    regle: RegleRedeploiement
    de: tuple[ActionDotee, ...]
    vers: tuple[ActionDotee, ...]

    @property
    def actions(self) -> tuple[ActionDotee, ...]:
        return (*self.de, *self.vers)

    @property
    def empreinte(self) -> str:
        """The planned amounts as one text: what a page had seen when it was opened."""
        return " ".join(f"{un.action.pk}:{un.prevu}" for un in self.actions)


def read_prevu_etat(action: Action) -> Decimal | None:
    """The State credits planned for an action (with its financements), or None."""
    return next((un.prevu for un in action.financements.all() if un.source == Source.ETAT), None)


def build_credits_deplacables(exercice: Exercice) -> CreditsDeplacables | None:
    """The `CreditsDeplacables` of an exercice, None when its référentiel lets nothing move; four queries."""
    regle = exercice.referentiel.definition.redeploiement
    if regle is None:
        return None
    dotees = [ActionDotee(action, read_prevu_etat(action)) for action in list_actions(exercice)]
    return CreditsDeplacables(
        regle,
        tuple(un for un in dotees if un.action.axe == regle.de),
        tuple(un for un in dotees if un.action.axe in regle.vers),
    )


def list_redeploiements(exercice: Exercice) -> QuerySet[Redeploiement]:
    """Those of an exercice, in order, with their moves and without the bytes of their proofs; two queries."""
    return (
        Redeploiement.objects.filter(exercice=exercice)
        .defer("octets")
        .select_related("par")
        .prefetch_related("mouvements__action")
    )
