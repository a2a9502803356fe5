"""Writes on the common report of several conventions of one collectivité."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation, update_versioned
from conventions.models import Exercice, RapportCommun
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_report_together
from conventions.queries.conventions import list_exercices_reunis


def _lock_reunis(by: Utilisateur, exercice: Exercice) -> list[Exercice]:
    """The exercices that report together, locked in one order for everybody. Raises Refus."""
    reunis = [lock_exercice(un) for un in list_exercices_reunis(exercice)]
    check(refusal_to_report_together(by, reunis))
    return reunis


@operation
def join_exercices(*, by: Utilisateur, at: datetime, exercice: Exercice) -> RapportCommun:
    """One report for `exercice` and those of its collectivité's other conventions of the instrument, for that year.

    Raises Refus, or ValidationError when there is no other.
    """
    reunis = _lock_reunis(by, exercice)
    if len(reunis) < 2:
        raise ValidationError("Cette collectivité n’a pas d’autre convention pour cet exercice.")
    convention = reunis[0].convention
    rapport, _ = RapportCommun.objects.get_or_create(
        collectivite_id=convention.collectivite_id, dispositif=convention.dispositif, annee=exercice.annee
    )
    for un in reunis:
        un.rapport_commun = rapport
        un.save(update_fields=["rapport_commun"])
        record_trace(by=by, at=at, geste=Geste.REUNIR_EXERCICES, objet=un)
    return rapport


@operation
def record_depense_commune(
    *, by: Utilisateur, at: datetime, exercice: Exercice, version: int | None, montant: Decimal | None
) -> RapportCommun:
    """Say what the conventions of the common report spent together (None: not said any more). Raises Refus,
    ModifieEntreTemps, or ValidationError."""
    _lock_reunis(by, exercice)
    rapport = exercice.rapport_commun
    if rapport is None:
        raise ValidationError("Cet exercice n’est plus dans un rapport commun\u00a0: rechargez la page.")
    avant = rapport.depense_commune
    update_versioned(rapport, version, {"depense_commune": montant})
    textes = [None if valeur is None else str(valeur) for valeur in (avant, montant)]
    record_trace(
        by=by, at=at, geste=Geste.DIRE_DEPENSE_COMMUNE, objet=rapport, avant=textes[0], apres=textes[1]
    )
    return rapport


@operation
def separate_exercices(*, by: Utilisateur, at: datetime, exercice: Exercice) -> None:
    """Each convention reports alone again, and the common spending is no longer said. Papers made in common stay.
    Raises Refus."""
    reunis = _lock_reunis(by, exercice)
    rapport = exercice.rapport_commun
    if rapport is None:
        return
    avant = rapport.depense_commune
    update_versioned(rapport, rapport.version, {"depense_commune": None})
    # While it still knows its exercices: the journal says it to each convention.
    record_trace(
        by=by, at=at, geste=Geste.DIRE_DEPENSE_COMMUNE, objet=rapport, avant=avant and str(avant), apres=None
    )
    for un in reunis:
        un.rapport_commun = None
        un.save(update_fields=["rapport_commun"])
        record_trace(by=by, at=at, geste=Geste.SEPARER_EXERCICES, objet=un)
