"""Writes on the collectivités that may sign."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Collectivite, Departement, Utilisateur
from comptes.operations import operation, update_versioned
from conventions.policies import refusal_to_record_collectivite

SANS_TERRITOIRE = (
    "Une collectivité sans territoire ne signe aucune convention\u00a0: choisissez-en un au moins."
)


@operation
def record_collectivite(
    *,
    by: Utilisateur | None,
    at: datetime,
    champs: Mapping[str, Any],
    departements: Collection[Departement],
    collectivite: Collectivite | None = None,
    version: int | None = None,
) -> Collectivite:
    """Add a collectivité (`champs` of the model, its code among them), or change one; `by` None is the command line.

    Raises Refus, ModifieEntreTemps, ValidationError (a number that is not one, days out of order, no territory).
    """
    if by:
        check(refusal_to_record_collectivite(by))
    if not departements:
        raise ValidationError({"departements": SANS_TERRITOIRE})
    if collectivite is None:
        # Somebody added it: the data file does not write it over.
        collectivite = Collectivite(**champs, version=2)
        collectivite.full_clean()
        collectivite.save(force_insert=True)
        ecrits = list(champs)
    else:
        ecrits = list(update_versioned(collectivite, version, champs).ecrits)
    if set(collectivite.departements.all()) != set(departements):
        collectivite.departements.set(departements)
        ecrits.append("departements")
    collectivite.ecrits = ecrits
    record_trace(by=by, at=at, geste=Geste.ENREGISTRER_COLLECTIVITE, objet=collectivite)
    return collectivite
