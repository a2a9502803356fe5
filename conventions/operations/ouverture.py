"""The centrale opens conventions and exercices."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.calculations import explain_plafond
from conventions.models import Convention, Exercice
from conventions.operations.conventions import SignataireSaisi, set_signataires
from conventions.policies import refusal_to_open


@operation
def open_convention(
    *, by: Utilisateur, at: datetime, signataires: Iterable[SignataireSaisi] = (), **champs: Any
) -> Convention:
    """Open a convention (fields of the model); raises Refus, or ValidationError in French."""
    check(refusal_to_open(by))
    convention = Convention(**champs)
    convention.full_clean()
    # Whoever came after the one that signed holds it, its agents and its votes.
    convention.collectivite = convention.collectivite.titulaire
    convention.save()
    set_signataires(convention, signataires)
    record_trace(by=by, at=at, geste=Geste.OUVRIR_CONVENTION, objet=convention)
    return convention


@operation
def open_exercice(*, by: Utilisateur, at: datetime, **champs: Any) -> Exercice:
    """Open a year of a convention (fields of the model); raises Refus, or ValidationError in French."""
    check(refusal_to_open(by))
    exercice = Exercice(**champs)
    exercice.full_clean()
    if faute := explain_plafond(exercice.montant_notifie, exercice.plafond):
        raise ValidationError({"montant_notifie": faute})
    exercice.save()
    record_trace(by=by, at=at, geste=Geste.OUVRIR_EXERCICE, objet=exercice)
    return exercice
