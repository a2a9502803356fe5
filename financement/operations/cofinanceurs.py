"""Writes on the columns of the financing grid: the partners of a convention that pay for its actions."""

from datetime import datetime

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Exercice, Partenaire
from conventions.operations.acces import lock_exercice
from conventions.operations.actions import find_partenaires
from conventions.policies import refusal_to_edit
from conventions.queries.partenaires import list_cofinanceurs_sans_montant


@operation
def add_cofinanceur(*, by: Utilisateur, at: datetime, exercice: Exercice, nom: str) -> Partenaire:
    """Give a partner its column in the grids of the convention, every year; it is added to the list of partners where
    this lacks it. Raises Refus, or ValidationError (no name)."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    (partenaire,) = find_partenaires(exercice.convention, [nom])
    if not partenaire.is_cofinanceur:
        partenaire.is_cofinanceur = True
        partenaire.save(update_fields=["is_cofinanceur"])
        record_trace(by=by, at=at, geste=Geste.AJOUTER_COFINANCEUR, objet=exercice, nom=partenaire.nom)
    return partenaire


@operation
def remove_cofinanceur(*, by: Utilisateur, at: datetime, exercice: Exercice, partenaire: Partenaire) -> None:
    """Take its column from a partner that brings no amount to any action, of any year; it stays in the list of
    partners. Raises Refus, or ValidationError when it brings one."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    if partenaire not in list_cofinanceurs_sans_montant(exercice.convention):
        raise ValidationError(
            f"«\u00a0{partenaire}\u00a0» apporte des montants à des actions de la convention\u00a0: sa colonne reste."
        )
    partenaire.is_cofinanceur = False
    partenaire.save(update_fields=["is_cofinanceur"])
    record_trace(by=by, at=at, geste=Geste.RETIRER_COFINANCEUR, objet=exercice, nom=partenaire.nom)
