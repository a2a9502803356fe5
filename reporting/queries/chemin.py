"""The way through an exercice, step by step: the pages of each, for who reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from conventions.models import ETATS_TRANSMIS, Exercice
from referentiels.definitions import Axe
from reporting.queries.suites import Suite

Page = tuple[str, ...]  # words, name of the page, what its address has after the year


@dataclass(frozen=True)
class EtapeDuChemin:
    titre: str
    suites: tuple[Suite, ...]


def list_chemin(
    exercice: Exercice,
    *,
    axes: Sequence[Axe],
    precedent: Exercice | None,
    is_saisissable: bool,
    is_reuni: bool,
) -> tuple[EtapeDuChemin, ...]:
    """Its steps. `axes` are those that have indicators, `precedent` the exercice before it; `is_saisissable`: may one
    write in it? `is_reuni`: has its year several conventions?"""
    etapes = [
        ("Actions", _list_actions(exercice, precedent)),
        ("Financement", _list_financement(exercice, precedent, is_saisissable)),
        *([("Indicateurs", _list_indicateurs(is_saisissable, axes[0].code))] if axes else ()),
        *([("Méthode et cibles", _list_methode(axes[0].code))] if axes else ()),
        ("Rapport", _list_rapport(exercice, is_saisissable, is_reuni)),
    ]
    lieu = (exercice.convention.code, exercice.annee)
    return tuple(
        EtapeDuChemin(
            f"{rang}. {titre}",
            tuple(Suite(libelle, reverse(route, args=[*lieu, *reste])) for libelle, route, *reste in pages),
        )
        for rang, (titre, pages) in enumerate(etapes, 1)
    )


def _list_actions(exercice: Exercice, precedent: Exercice | None) -> Iterator[Page]:
    yield "Actions et financements", "conventions:actions"
    if precedent:
        yield f"Reprise de {precedent.annee}", "conventions:reprise"
    yield "Partenaires", "conventions:partenaires"
    if exercice.prolonge_au or exercice.prolongation:
        yield "Prolongation", "avenants:prolongation"


def _list_financement(exercice: Exercice, precedent: Exercice | None, is_saisissable: bool) -> Iterator[Page]:
    yield "Financement prévu", "conventions:financement", "prevu"
    yield "Financement exécuté", "conventions:financement", "execute"
    if is_saisissable:
        yield "Classeur du financement", "conventions:classeur"
    if precedent:
        yield f"Solde de {precedent.annee}", "conventions:soldes"
    if exercice.referentiel.definition.redeploiement:
        yield "Redéploiements", "conventions:redeploiements"


def _list_indicateurs(is_saisissable: bool, axe: str) -> Iterator[Page]:
    yield ("Saisir les indicateurs" if is_saisissable else "Indicateurs"), "indicateurs:saisie", axe
    if is_saisissable:
        yield "Classeur Excel", "indicateurs:classeur"
    yield "Fichier de parcours", "indicateurs:parcours"


def _list_methode(axe: str) -> Iterator[Page]:
    yield "Déclaration de méthode", "indicateurs:methode"
    yield "Situation initiale", "indicateurs:situation", axe
    yield "Cibles", "indicateurs:cibles", axe
    yield "Règles levées", "indicateurs:derogations"


def _list_rapport(exercice: Exercice, is_saisissable: bool, is_reuni: bool) -> Iterator[Page]:
    yield "Exécution physico-financière", "reporting:execution"
    yield "Simulation", "reporting:simulation"
    yield "Décision financière", "reporting:decision_financiere"
    yield "Rapport d’exécution", "reporting:rapport"
    if is_saisissable:
        yield "Relire comme le commissaire", "reporting:lecture"
    elif exercice.etat in ETATS_TRANSMIS:
        yield "Lecture point par point", "reporting:lecture"
    if is_reuni:
        yield "Rapport commun", "reporting:rapport_commun"
