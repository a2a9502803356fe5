"""Writes on the partners of a convention: added by naming them (a fiche, the grid), corrected and removed here."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from comptes.acces import Refus, check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import ModifieEntreTemps, operation
from conventions.models import Exercice, Partenaire, SujetMemoire
from conventions.operations.acces import lock_exercice, lock_exercices
from conventions.operations.memoires import keep_memoires
from conventions.policies import refusal_to_delete_partenaire, refusal_to_edit
from conventions.queries.partenaires import list_partenaires


@operation
def rename_partenaire(
    *, by: Utilisateur, at: datetime, exercice: Exercice, partenaire: Partenaire, vu: str, nom: str
) -> Partenaire:
    """Correct the name of a partner in every fiche and exercice that is open; `exercice` is the one it is done from,
    `vu` the name that the page showed. A closed exercice keeps the name it knew.

    Raises Refus, ModifieEntreTemps when somebody else renamed it meanwhile, or ValidationError: the name is empty or
    another partner's, the partner is not in the list any more.
    """
    exercice = lock_exercices(exercice)
    check(refusal_to_edit(by, exercice))
    convention = exercice.convention
    actuel = convention.partenaires.filter(pk=partenaire.pk).first()
    if actuel is None:
        raise ValidationError("Ce partenaire n’est plus dans la liste.")
    partenaire = actuel
    if partenaire.nom == nom:
        return partenaire
    if partenaire.nom != vu:
        raise ModifieEntreTemps(partenaire)
    # Names are found whatever their case (`find_partenaires`); SQLite's own comparison knows no accent.
    autres = convention.partenaires.exclude(pk=partenaire.pk)
    if nom.casefold() in {autre.nom.casefold() for autre in autres}:
        raise ValidationError("Ce partenaire est déjà dans la liste.")
    keep_memoires(convention, SujetMemoire.PARTENAIRE, {str(partenaire.pk): partenaire.nom})
    ancien, partenaire.nom = partenaire.nom, nom
    partenaire.full_clean()
    partenaire.save()
    record_trace(
        by=by,
        at=at,
        geste=Geste.RENOMMER_PARTENAIRE,
        objet=exercice,
        avant=ancien,
        apres=nom,
        partenaire=partenaire.pk,
    )
    return partenaire


@operation
def delete_partenaire(*, by: Utilisateur, at: datetime, exercice: Exercice, partenaire: Partenaire) -> None:
    """Take out of the list a partner nothing refers to; nothing happens when it is gone already. Raises Refus."""
    exercice = lock_exercice(exercice)
    # Locked, then read again: an amount may have been written from another year since the page was opened.
    list(exercice.convention.partenaires.select_for_update().filter(pk=partenaire.pk))
    actuel = list_partenaires(exercice.convention).filter(pk=partenaire.pk).first()
    if actuel is None:
        return
    check(refusal_to_delete_partenaire(by, exercice, actuel))
    record_trace(by=by, at=at, geste=Geste.RETIRER_PARTENAIRE, objet=exercice, nom=actuel.nom)
    try:
        actuel.delete()
    except ProtectedError as erreur:
        raise Refus("Un avenant parle de ce partenaire.") from erreur
