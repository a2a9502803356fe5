"""The actions of a list of exercices, one after the other, with their money and what they count."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, prefetch_related_objects

from conventions.calculations import Montants, sum_montants
from conventions.models import (
    Action,
    Exercice,
    Financement,
    IndicateurPropre,
    Jalon,
    Partenaire,
    PieceAction,
)
from conventions.ordre import OrdreNaturel
from conventions.queries.partenaires import name_partenaires
from pilotage.queries.tranches import Tranche

# Exercices read at once: some hundreds of actions, with all they tell.
PAR_LOT = 25


@dataclass(frozen=True)
class ActionEcrite:
    """One action of one exercice."""

    exercice: Exercice
    action: Action
    axe_libelle: str  # "" where its référentiel has no such axe
    partenaires: str
    sources: Mapping[str, Montants]  # by code of conventions.calculations.SOURCES
    montants: Montants  # of all of them
    nb_indicateurs: int
    nb_propres: int
    nb_propres_mesures: int
    nb_etapes: int
    nb_etapes_faites: int
    nb_pieces: int


@dataclass(frozen=True)
class _Lu:
    """What is read beside the actions, by pk of each: partners, sources, then counts."""

    partenaires: Mapping[int, list[Partenaire]]
    sources: Mapping[int, Mapping[str, list[Montants]]]
    propres: Mapping[int, tuple[int, int]]
    etapes: Mapping[int, tuple[int, int]]
    pieces: Mapping[int, tuple[int, int]]


def count_actions(tranches: Sequence[Tranche]) -> int:
    """How many rows `iterate_actions` gives; one query."""
    axes = tranches[0].demande.axes if tranches else ()
    return _filter([un for une in tranches for un in une.exercices], axes).count()


def iterate_actions(tranches: Iterable[Tranche]) -> Iterator[ActionEcrite]:
    """Year after year, exercice after exercice, in the order of their numbers; PAR_LOT exercices are held at a time."""
    for tranche in tranches:
        for debut in range(0, len(tranche.exercices), PAR_LOT):
            yield from _list_lot(tranche.exercices[debut : debut + PAR_LOT], tranche.demande.axes)


def _filter(exercices: Collection[Exercice], axes: Collection[str]) -> QuerySet[Action]:
    actions = Action.objects.filter(exercice__in=[un.pk for un in exercices])
    return actions.filter(axe__in=axes) if axes else actions


def _list_lot(exercices: Sequence[Exercice], axes: Collection[str]) -> Iterator[ActionEcrite]:
    prefetch_related_objects(exercices, "memoires")
    actions = _filter(exercices, axes)
    par_exercice: dict[int, list[Action]] = {}
    for action in actions.order_by(OrdreNaturel("axe"), OrdreNaturel("numero"), "numero"):
        par_exercice.setdefault(action.exercice_id, []).append(action)
    lu = _read(actions)
    for exercice in exercices:
        libelles = {axe.code: axe.libelle for axe in exercice.referentiel.definition.axes}
        for action in par_exercice.get(exercice.pk, ()):
            action.exercice = exercice
            yield _build_ligne(action, libelles, lu)


def _read(actions: QuerySet[Action]) -> _Lu:
    cles = actions.order_by().values("pk")
    sources: dict[int, dict[str, list[Montants]]] = {}
    lignes = Financement.objects.filter(action__in=cles).order_by("action")
    for action, source, prevu, execute in lignes.values_list("action", "source", "prevu", "execute"):
        sources.setdefault(action, {}).setdefault(source, []).append(Montants(prevu, execute))
    return _Lu(
        _read_partenaires(cles),
        sources,
        _count(IndicateurPropre.objects.filter(action__in=cles), "resultat"),
        _count(Jalon.objects.filter(action__in=cles), "fait_le"),
        _count(PieceAction.objects.filter(action__in=cles), "pk"),
    )


def _read_partenaires(cles: QuerySet[Action, Any]) -> dict[int, list[Partenaire]]:
    """By action, in their order: one object for each, where Django would make one, and a query, for each action."""
    connus = {un.pk: un for un in Partenaire.objects.filter(actions__in=cles).distinct()}
    liens = Action.partenaires.through.objects.filter(action__in=cles).order_by("partenaire")
    par_action: dict[int, list[Partenaire]] = {}
    for action, partenaire in liens.values_list("action", "partenaire"):
        par_action.setdefault(action, []).append(connus[partenaire])
    return par_action


def _count(rangees: QuerySet[Any], champ: str) -> dict[int, tuple[int, int]]:
    """{action: (how many, how many whose `champ` is filled)}."""
    comptes = rangees.order_by().values("action").annotate(tous=Count("pk"), remplis=Count(champ))
    return {un["action"]: (un["tous"], un["remplis"]) for un in comptes}


def _build_ligne(action: Action, libelles: Mapping[str, str], lu: _Lu) -> ActionEcrite:
    sources = lu.sources.get(action.pk, {})
    partenaires = name_partenaires(action.exercice, lu.partenaires.get(action.pk, []))
    propres, etapes = lu.propres.get(action.pk, (0, 0)), lu.etapes.get(action.pk, (0, 0))
    return ActionEcrite(
        action.exercice,
        action,
        libelles.get(action.axe, ""),
        "\u00a0; ".join(str(un) for un in partenaires),
        {source: sum_montants(montants) for source, montants in sources.items()},
        sum_montants(un for montants in sources.values() for un in montants),
        len(action.indicateurs),
        *propres,
        *etapes,
        lu.pieces.get(action.pk, (0, 0))[0],
    )
