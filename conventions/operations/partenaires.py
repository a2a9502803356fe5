"""Writes on the partners of a convention: added by naming them (a fiche, the grid), corrected and removed here."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from comptes.models import Geste
from comptes.operations import record_trace
from conventions.operations.acces import Refus, check, lock_exercice
from conventions.policies import refusal_to_delete_partenaire, refusal_to_edit
from conventions.queries.partenaires import list_partenaires


@transaction.atomic
def rename_partenaire(*, by, at, exercice, partenaire, nom):
    """Correct the name of a partner, in every fiche and year where it stands; `exercice` is the one it is done from.

    Raises Refus, or ValidationError when the name is empty or another partner's.
    """
    check(refusal_to_edit(by, lock_exercice(exercice)))
    autres = exercice.convention.partenaires.exclude(pk=partenaire.pk)
    # Names are found whatever their case (`find_partenaires`); SQLite's own comparison knows no accent.
    if nom.casefold() in {autre.nom.casefold() for autre in autres}:
        raise ValidationError("Ce partenaire est déjà dans la liste.")
    ancien, partenaire.nom = partenaire.nom, nom
    partenaire.full_clean()
    partenaire.save()
    record_trace(by=by, at=at, geste=Geste.RENOMMER_PARTENAIRE, objet=exercice, avant=ancien, apres=nom)
    return partenaire


@transaction.atomic
def delete_partenaire(*, by, at, exercice, partenaire):
    """Take out of the list a partner nothing refers to; nothing happens when it is gone already. Raises Refus."""
    exercice = lock_exercice(exercice)
    # Locked, then read again: an amount may have been written from another year since the page was opened.
    list(exercice.convention.partenaires.select_for_update().filter(pk=partenaire.pk))
    partenaire = list_partenaires(exercice.convention).filter(pk=partenaire.pk).first()
    if partenaire is None:
        return
    check(refusal_to_delete_partenaire(by, exercice, partenaire))
    record_trace(by=by, at=at, geste=Geste.RETIRER_PARTENAIRE, objet=exercice, nom=partenaire.nom)
    try:
        partenaire.delete()
    except ProtectedError as erreur:
        raise Refus("Un avenant parle de ce partenaire.") from erreur
