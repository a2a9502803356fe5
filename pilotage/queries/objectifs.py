"""What a référentiel states for the whole country, beside what is handed over sums to. Context: one is never added to
the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicateurs.formats import valeur_selon
from nombres.formats import NBSP
from pilotage.ensembles import Ensemble
from pilotage.queries.perimetre import Perimetre
from pilotage.queries.places import (
    ConventionsDeLAnnee,
    Couverture,
    list_codes_de,
    list_places,
    measure_couverture,
    sum_places,
)
from referentiels.definitions import ChiffreNational, Definition, Indicateur


@dataclass(frozen=True)
class SommeEnFace:
    """What one indicator sums to, and whom that speaks of."""

    indicateur: Indicateur
    ensemble: Ensemble
    couverture: Couverture


@dataclass(frozen=True)
class Objectif:
    """One sentence of the text, and the sums that are read beside it; none beside an amount of money."""

    phrase: str
    sommes: tuple[SommeEnFace, ...]


def list_codes_d_objectifs(definition: Definition) -> set[str]:
    """The figures that are read to build them."""
    lus = [un for chiffre in definition.nationaux for un in _list_en_face(definition, chiffre)]
    return {code for un in (*lus, *_list_vises(definition)) for code in list_codes_de(un)}


def build_objectifs(perimetre: Perimetre, conventions: ConventionsDeLAnnee) -> tuple[Objectif, ...]:
    """Those of the text the year is counted by: its national figures, then the targets it sets for everybody; no
    query."""
    definition = perimetre.definition
    if definition is None:
        return ()

    def sum_up(indicateurs: Sequence[Indicateur]) -> tuple[SommeEnFace, ...]:
        return tuple(_sum_indicateur(perimetre, un, conventions) for un in indicateurs)

    return (
        *(Objectif(un.phrase, sum_up(_list_en_face(definition, un))) for un in definition.nationaux),
        *(Objectif(_say_cibles(un), sum_up([un])) for un in _list_vises(definition)),
    )


def _list_en_face(definition: Definition, chiffre: ChiffreNational) -> list[Indicateur]:
    """The text ties a national figure to an axe, not to an indicator: those of the axe that count the same thing,
    and are to grow."""
    return [
        un
        for un in definition.list_axe(chiffre.axe)
        if un.nature == "effectif" and un.unite == chiffre.unite and un.sens == "hausse"
    ]


def _list_vises(definition: Definition) -> list[Indicateur]:
    """The indicators that the text itself sets targets for, the same for all."""
    return [un for un in definition.indicateurs.values() if un.cibles]


def _say_cibles(indicateur: Indicateur) -> str:
    """« A2 – Jeunes pris en charge : 100,0 % en 2022 »."""
    dites = (
        f"{valeur_selon(cible, indicateur.nature, indicateur.decimales)} en {annee}"
        for annee, cible in sorted(indicateur.cibles.items())
    )
    return f"{indicateur.code} – {indicateur.libelle}{NBSP}: {', '.join(dites)}"


def _sum_indicateur(
    perimetre: Perimetre, indicateur: Indicateur, conventions: ConventionsDeLAnnee
) -> SommeEnFace:
    assert perimetre.definition is not None  # `indicateur` is one of it
    places = list_places(perimetre, indicateur, conventions)
    return SommeEnFace(
        indicateur,
        sum_places(perimetre.definition, indicateur, places),
        measure_couverture(perimetre, indicateur, places),
    )
