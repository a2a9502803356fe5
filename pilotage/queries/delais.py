"""The délais of a year, convention after convention, with all that is known of each; a région at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from comptes.models import Region, Utilisateur
from conventions.models import Exercice
from indicateurs.oarsa import MoyenneOarsa, get_moyenne
from indicateurs.queries.methode import ReferenceAnnuelle
from pilotage.queries.cellules import Cellule, build_cellules
from pilotage.queries.perimetre import (
    Choix,
    choose_exercices,
    keep_region,
    list_lisibles,
    load_perimetre,
)
from referentiels.definitions import Definition, Indicateur


@dataclass(frozen=True)
class LigneDelais:
    """One exercice and its délais; no cell at all when its content may not be read."""

    exercice: Exercice
    is_lisible: bool
    cellules: tuple[Cellule, ...]
    # What the DREES published of these délais there: it is public, whatever the état of the exercice.
    oarsa: tuple[tuple[Indicateur, MoyenneOarsa], ...]


@dataclass(frozen=True)
class Delais:
    """Those of one year of one instrument, of a région where there are several."""

    choix: Choix
    regions: tuple[Region, ...]
    region: Region | None
    delais: tuple[Indicateur, ...]
    lignes: tuple[LigneDelais, ...]
    annuelle: ReferenceAnnuelle | None


def build_delais(
    user: Utilisateur, annee: int | None = None, dispositif: str | None = None, region: str = ""
) -> Delais:
    """The délais of a year of an instrument (the latest without them), of one région, the first by its name without
    one of those there are; seven queries at most."""
    vus = choose_exercices(user, annee, dispositif)
    _, regions = keep_region(vus, "")
    montree = next((une for une in regions if une.code == region), next(iter(regions), None))
    choix, _ = keep_region(vus, montree.code if montree else "")
    perimetre = load_perimetre(choix, list_lisibles(user, choix), _list_codes)
    delais = _list_delais(perimetre.definition) if perimetre.definition else ()
    lignes = (
        LigneDelais(
            un,
            is_lisible := un.pk in perimetre.lisibles,
            tuple(build_cellules(perimetre, un, delais)) if is_lisible else (),
            tuple(_list_moyennes(un, delais)),
        )
        for un in choix.exercices
    )
    return Delais(choix, regions, montree, delais, tuple(lignes), perimetre.annuelle)


def _list_delais(definition: Definition) -> tuple[Indicateur, ...]:
    return tuple(un for un in definition.indicateurs.values() if un.regle)


def _list_codes(definition: Definition) -> set[str]:
    return {un.code for un in _list_delais(definition)}


def _list_moyennes(
    exercice: Exercice, delais: Sequence[Indicateur]
) -> Iterator[tuple[Indicateur, MoyenneOarsa]]:
    for delai in delais:
        if moyenne := get_moyenne(exercice.convention.code, delai.regle):
            yield delai, moyenne
