"""Writes on drafts: what a person typed on a page and has not saved. None of it counts as a figure."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet

from comptes.acces import check, check_vu
from comptes.gestes import Geste
from comptes.invitations import close_compte, lock_compte
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import Disparu, operation
from conventions.models import BrouillonSaisie, DepotClasseur, Exercice
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_edit
from conventions.queries.saisie import list_laisses
from saisie.recapitulation import Recapitulation

DEJA_UN = "Vous avez vous-même un brouillon à cet endroit\u00a0: enregistrez-le ou abandonnez-le d’abord."


def record_brouillon(
    *, by: Utilisateur, at: datetime, exercice: Exercice, page: str, champs: Mapping[str, str]
) -> None:
    """Keep `champs`, the texts as typed by name of field, for `page`; nothing to keep ends the draft.

    One statement when the draft exists, so the answer to a key stays quick; no line in the journal, since nothing
    of the exercice changes. Raises Refus.
    """
    check(refusal_to_edit(by, exercice))
    if not champs:
        delete_brouillon(by=by, exercice=exercice, page=page)
        return
    brouillons = BrouillonSaisie.objects.filter(exercice=exercice, page=page, par=by)
    if brouillons.update(champs=champs, le=at):
        return
    try:
        BrouillonSaisie.objects.create(exercice=exercice, page=page, par=by, champs=champs, le=at)
    except IntegrityError:  # another page of the same person came first
        brouillons.update(champs=champs, le=at)


def delete_brouillon(*, by: Utilisateur, exercice: Exercice, page: str) -> None:
    """Forget what `by` typed on `page` and did not save; nothing happens when there is none."""
    BrouillonSaisie.objects.filter(exercice=exercice, page=page, par=by).delete()


@operation
def take_over_brouillon(*, by: Utilisateur, at: datetime, exercice: Exercice, pk: int) -> None:
    """Make `by` the author of what a colleague typed and left; nothing is lost, nothing is saved.

    Raises Refus, ValidationError (`by` has a draft there), or Disparu.
    """
    _take_over(by, at, exercice, BrouillonSaisie.objects.filter(pk=pk), "page")


@operation
def take_over_depot(*, by: Utilisateur, at: datetime, exercice: Exercice, pk: int) -> None:
    """Make `by` the author of a workbook a colleague deposited and left; same answers as `take_over_brouillon`."""
    _take_over(by, at, exercice, DepotClasseur.objects.filter(pk=pk), "sujet")


def _take_over(
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    lui: QuerySet[BrouillonSaisie] | QuerySet[DepotClasseur],
    place: str,
) -> None:
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    un = lui.select_related("par").filter(exercice=exercice).first()
    if un is None:
        raise Disparu
    if un.par_id == by.pk:
        return
    lieu = {"exercice": exercice, place: getattr(un, place), "par": by}
    if lui.model.objects.filter(**lieu).exists():
        raise ValidationError(DEJA_UN)
    lui.update(par=by)
    record_trace(
        by=by,
        at=at,
        geste=Geste.REPRENDRE_BROUILLON,
        objet=exercice,
        de=str(un.par),
        ou=getattr(un, place),
    )


@operation
def close_compte_as_seen(
    *,
    by: Utilisateur,
    at: datetime,
    compte: Utilisateur,
    vu: str | None,
    tell: Callable[[Utilisateur], Recapitulation],
    reprendre: bool = False,
) -> None:
    """Close an account as its page told of it (`tell`, `vu`), and with `reprendre` make `by` the author of what it
    leaves unsaved, where `by` may edit and has nothing of their own. Raises Refus, ModifieEntreTemps or Disparu."""
    compte = lock_compte(compte)
    if not compte.is_active:
        raise Disparu
    check_vu(vu, tell(compte).version, compte)
    for un in list_laisses(compte) if reprendre else ():
        if refusal_to_edit(by, un.exercice) is None:
            prend = take_over_brouillon if isinstance(un, BrouillonSaisie) else take_over_depot
            with suppress(ValidationError):
                prend(by=by, at=at, exercice=un.exercice, pk=un.pk)
    close_compte(by=by, at=at, compte=compte)
