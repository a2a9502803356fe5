"""Writes on how a département counted."""

from django.db import transaction

from comptes.models import Geste
from comptes.operations import ModifieEntreTemps, record_trace, update_versioned
from conventions.operations.acces import check, lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import DeclarationMethode

CHAMPS_METHODE = ("date_entree", "droits_suspendus", "date_rdv", "logiciel", "rupture", "rupture_le")


@transaction.atomic
def record_methode(*, by, at, exercice, version, champs):
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


def _tell(declaration):
    """A declaration as the journal keeps it."""
    return {
        champ: "" if getattr(declaration, champ) is None else str(getattr(declaration, champ))
        for champ in CHAMPS_METHODE
    }
