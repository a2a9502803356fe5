"""The way through an exercice, step by step: the pages of each, for who reads it."""

from dataclasses import dataclass

from django.urls import reverse

from reporting.queries.suites import Suite


@dataclass(frozen=True)
class EtapeDuChemin:
    titre: str
    suites: tuple[Suite, ...]


def list_chemin(exercice, *, axes, precedent, is_saisissable, is_reuni):
    """Its steps. `axes` are those that have indicators, `precedent` the exercice before it; `is_saisissable`: may one
    write in it? `is_reuni`: has its year several conventions?"""
    etapes = [
        ("Actions", _list_actions(exercice, precedent)),
        ("Financement", _list_financement(exercice, precedent, is_saisissable)),
        *([("Indicateurs", _list_indicateurs(is_saisissable, axes[0].code))] if axes else ()),
        *([("Méthode et cibles", _list_methode(axes[0].code))] if axes else ()),
        ("Rapport", _list_rapport(is_reuni)),
    ]
    lieu = (exercice.convention.code, exercice.annee)
    return tuple(
        EtapeDuChemin(
            f"{rang}. {titre}",
            tuple(Suite(libelle, reverse(route, args=[*lieu, *reste])) for libelle, route, *reste in pages),
        )
        for rang, (titre, pages) in enumerate(etapes, 1)
    )


# Each gives (words, name of the page, what its address has after the year).


def _list_actions(exercice, precedent):
    yield "Actions et financements", "conventions:actions"
    if precedent:
        yield f"Reprise de {precedent.annee}", "conventions:reprise"
    yield "Partenaires", "conventions:partenaires"
    if exercice.prolonge_au or exercice.prolongation:
        yield "Prolongation", "avenants:prolongation"


def _list_financement(exercice, precedent, is_saisissable):
    yield "Financement prévu", "conventions:financement", "prevu"
    yield "Financement exécuté", "conventions:financement", "execute"
    if is_saisissable:
        yield "Classeur du financement", "conventions:classeur"
    if precedent:
        yield f"Solde de {precedent.annee}", "conventions:soldes"
    if exercice.referentiel.definition.redeploiement:
        yield "Redéploiements", "conventions:redeploiements"


def _list_indicateurs(is_saisissable, axe):
    yield ("Saisir les indicateurs" if is_saisissable else "Indicateurs"), "indicateurs:saisie", axe
    if is_saisissable:
        yield "Classeur Excel", "indicateurs:classeur"
    yield "Fichier de parcours", "indicateurs:parcours"


def _list_methode(axe):
    yield "Déclaration de méthode", "indicateurs:methode"
    yield "Situation initiale", "indicateurs:situation", axe
    yield "Cibles", "indicateurs:cibles", axe
    yield "Règles levées", "indicateurs:derogations"


def _list_rapport(is_reuni):
    yield "Exécution physico-financière", "reporting:execution"
    yield "Simulation", "reporting:simulation"
    yield "Décision financière", "reporting:decision_financiere"
    yield "Rapport d’exécution", "reporting:rapport"
    if is_reuni:
        yield "Rapport commun", "reporting:rapport_commun"
