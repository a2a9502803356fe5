"""Writes on how a département counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import ModifieEntreTemps, operation, update_versioned
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import DeclarationMethode, MethodeReference
from indicateurs.models.methode import ChoixDeMethode
from indicateurs.policies.methode import refusal_to_set_methode_reference

CHAMPS_REFERENCE = ("date_entree", "droits_suspendus", "date_rdv")
CHAMPS_METHODE = ("date_entree", "droits_suspendus", "date_rdv", "logiciel", "rupture", "rupture_le")


@operation
def record_methode(
    *, by: Utilisateur, at: datetime, exercice: Exercice, version: int | None, champs: dict[str, Any]
) -> DeclarationMethode:
    """Declare the method of an exercice, or change the declaration: `champs` has CHAMPS_METHODE.

    `version` is the one the user saw, 0 when there was none. Raises Refus, ModifieEntreTemps, or ValidationError
    (a dated rupture without its words).
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    existante = DeclarationMethode.objects.filter(exercice=exercice).first()
    if existante is None:
        declaration = DeclarationMethode(exercice=exercice, par=by, le=at, **champs)
        declaration.full_clean()
        declaration.save()
        declaration.ecrits = list(champs)
        avant = None
    elif version == 0:
        # Opened when nothing was declared: somebody else declared first.
        raise ModifieEntreTemps(existante)
    else:
        avant = _tell(existante)
        declaration = update_versioned(existante, version, champs | {"par": by, "le": at})
    record_trace(
        by=by, at=at, geste=Geste.DECLARER_METHODE, objet=declaration, avant=avant, apres=_tell(declaration)
    )
    return declaration


@operation
def set_methode_reference(
    *, by: Utilisateur, at: datetime, dispositif: str, annee: int, version: int | None, champs: dict[str, Any]
) -> MethodeReference:
    """Fix what the délais of a year of an instrument are compared with, or change it: `champs` has CHAMPS_REFERENCE.

    `version` is the one the user saw, 0 when there was none. Raises Refus or ModifieEntreTemps.
    """
    check(refusal_to_set_methode_reference(by))
    reference, creee = MethodeReference.objects.select_for_update().get_or_create(
        dispositif=dispositif, annee=annee, defaults=champs | {"par": by, "le": at}
    )
    avant = None
    if creee:
        reference.ecrits = list(champs)
    else:
        if version == 0:
            raise ModifieEntreTemps(reference)
        avant = _tell(reference, CHAMPS_REFERENCE)
        reference = update_versioned(reference, version, champs | {"par": by, "le": at})
    record_trace(
        by=by,
        at=at,
        geste=Geste.FIXER_REFERENCE,
        objet=reference,
        avant=avant,
        apres=_tell(reference, CHAMPS_REFERENCE),
    )
    return reference


def _tell(methode: ChoixDeMethode, champs: Iterable[str] = CHAMPS_METHODE) -> dict[str, str]:
    """A declaration as the journal keeps it."""
    return {
        champ: "" if getattr(methode, champ) is None else str(getattr(methode, champ)) for champ in champs
    }
