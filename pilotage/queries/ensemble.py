"""The sum of one indicator over a list of conventions: what it is, who is in it, who is not and why."""

from dataclasses import dataclass

from comptes.models import Departement, Region, Utilisateur
from conventions.models import ETATS_TRANSMIS
from pilotage.ensembles import Ensemble, sum_resultats
from pilotage.queries.perimetre import Choix, choose_exercices, keep_region, list_lisibles, load_perimetre
from pilotage.queries.places import (
    Absence,
    Couverture,
    Place,
    find_poids,
    group_absences,
    list_places,
    measure_couverture,
)
from referentiels.definitions import Definition, Indicateur


@dataclass(frozen=True)
class EnsembleExplique:
    """One indicator of one year of one instrument, over all that a user sees or one région of it."""

    choix: Choix
    region: Region | None
    indicateur: Indicateur
    ensemble: Ensemble
    couverture: Couverture
    comptees: tuple[Place, ...]
    absences: tuple[Absence, ...]
    nationaux: tuple[str, ...]  # what the text states for France of its axe
    # The list is of exercices: nobody is without a convention in it.
    sans_convention: tuple[Departement, ...] = ()


def build_ensemble(
    user: Utilisateur,
    code: str,
    annee: int | None = None,
    dispositif: str | None = None,
    region: str = "",
) -> EnsembleExplique | None:
    """The sum of the indicator `code`, of what was handed over; None where the year has no such indicator.
    Seven queries at most."""

    def list_codes(definition: Definition) -> set[str]:
        un = definition.indicateurs.get(code)
        return (
            {terme for terme in (un.code, un.numerateur, un.denominateur, find_poids(un)) if terme}
            if un
            else set()
        )

    vus = choose_exercices(user, annee, dispositif)
    choix, regions = keep_region(vus, region)
    # A draft that its own people read is not handed over: it counts for nobody.
    remis = [un for un in list_lisibles(user, choix) if un.etat in ETATS_TRANSMIS]
    perimetre = load_perimetre(choix, remis, list_codes)
    definition = perimetre.definition
    indicateur = definition.indicateurs.get(code) if definition else None
    if definition is None or indicateur is None:
        return None
    places = list_places(perimetre, indicateur, [(un.convention, un) for un in choix.exercices])
    connus = ((un.resultat, not un.statut) for un in places)
    return EnsembleExplique(
        choix=choix,
        region=next((une for une in regions if une.code == region), None),
        indicateur=indicateur,
        ensemble=sum_resultats(indicateur, connus, len(places), definition.seuils_ensemble),
        couverture=measure_couverture(perimetre, indicateur, places),
        comptees=tuple(un for un in places if not un.statut),
        absences=tuple(group_absences(places)),
        nationaux=tuple(definition.list_nationaux(indicateur.axe)),
    )
