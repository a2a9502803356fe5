"""Writes on fiches action."""

from django.core.exceptions import ValidationError
from django.db import transaction

from comptes.operations import record_trace, update_versioned
from conventions.models import Action
from conventions.operations.acces import Refus, check, lock_exercice
from conventions.operations.financements import set_financements
from conventions.policies import refusal_to_edit


@transaction.atomic
def record_action(*, by, at, exercice, action, version, champs, montants):
    """Create (`action` None) or change an action and its money.

    Raises Refus, ModifieEntreTemps, or ValidationError (axe unknown to the référentiel, number already taken).
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    if champs["axe"] not in {axe.code for axe in exercice.referentiel.definition.axes}:
        raise ValidationError({"axe": "Cet axe n’existe pas dans le référentiel de l’exercice."})
    if action is None:
        action = Action(exercice=exercice, **champs)
        action.full_clean()
        action.save()
    else:
        action = update_versioned(action, version, champs)
    set_financements(by=by, at=at, action=action, montants=montants)
    record_trace(by=by, at=at, geste="enregistrer une action", objet=action)
    return action


@transaction.atomic
def delete_action(*, by, at, action):
    """Remove an action of a draft; refused once money was spent on it: it is then « abandonnée », not deleted."""
    check(refusal_to_edit(by, lock_exercice(action.exercice)))
    if action.financements.filter(execute__gt=0).exists():
        raise Refus(
            "Des crédits ont été exécutés sur cette action : elle ne se supprime pas. "
            "Vous pouvez la déclarer abandonnée."
        )
    record_trace(by=by, at=at, geste="supprimer une action", objet=action)
    action.delete()
