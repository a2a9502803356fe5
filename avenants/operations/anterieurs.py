"""Writes on the avenants that were signed outside the site: what those that follow cite."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from avenants.models import Avenant, NatureAvenant, Statut
from avenants.queries import list_anterieurs
from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation, update_versioned
from conventions.models import Convention
from conventions.operations.conventions import check_signature, lock_conventions
from conventions.policies import refusal_to_edit_convention
from nombres.formats import date_fr


@operation
def record_anterieur(
    *,
    by: Utilisateur,
    at: datetime,
    convention: Convention,
    avenant: Avenant | None,
    champs: Mapping[str, Any],
    version: int | None = None,
) -> Avenant:
    """Write an avenant signed outside the site (`numero`, `date_signature`, `objet`); `avenant` None adds one.

    A correction gives the `version` it was read at. Raises Refus, ModifieEntreTemps, or ValidationError: a number that
    is taken, a signature before that of the convention or before its vote.
    """
    convention = lock_conventions([convention])[convention.pk]
    check(refusal_to_edit_convention(by, convention, "avenants_anterieurs"))
    _check_apres_la_convention(convention, champs["date_signature"])
    avant = None
    if avenant is None:
        avenant = _add_anterieur(convention, champs)
    else:
        # The convention is locked: nobody else writes it meanwhile.
        avenant = list_anterieurs(convention).get(pk=avenant.pk)
        avenant.convention, avant = convention, tell_anterieur(avenant)
        check_signature(avenant.deliberation, champs["date_signature"])
        update_versioned(avenant, version, champs)
    apres = tell_anterieur(avenant)
    record_trace(by=by, at=at, geste=Geste.ENREGISTRER_ANTERIEUR, objet=avenant, avant=avant, apres=apres)
    return avenant


def _add_anterieur(convention: Convention, champs: Mapping[str, Any]) -> Avenant:
    avenant = Avenant(convention=convention, nature=NatureAvenant.ANTERIEUR, statut=Statut.SIGNE, **champs)
    avenant.full_clean()
    avenant.save()
    avenant.ecrits = list(champs)
    return avenant


def _check_apres_la_convention(convention: Convention, signature: date) -> None:
    if signature < convention.date_signature:
        raise ValidationError(
            {
                "date_signature": "Un avenant se signe après sa convention, signée le "
                f"{date_fr(convention.date_signature)}."
            }
        )


@operation
def delete_anterieur(*, by: Utilisateur, at: datetime, avenant: Avenant) -> None:
    """Remove an avenant antérieur recorded by mistake; its vote stays, and the journal keeps what it said. Raises Refus
    or Disparu."""
    convention = lock_conventions([avenant.convention])[avenant.convention_id]
    check(refusal_to_edit_convention(by, convention, "avenants_anterieurs"))
    avant = tell_anterieur(avenant)
    record_trace(by=by, at=at, geste=Geste.RETIRER_ANTERIEUR, objet=convention, avant=avant, apres=None)
    delete_row(avenant)


def tell_anterieur(avenant: Avenant) -> dict[str, object]:
    """An avenant antérieur as the journal keeps it."""
    assert avenant.date_signature is not None  # it is signed
    return {
        "numero": avenant.numero,
        "signe_le": avenant.date_signature.isoformat(),
        "objet": avenant.objet,
    }
