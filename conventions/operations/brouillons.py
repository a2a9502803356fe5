"""Writes on drafts: what a person typed on a page and has not saved. None of it counts as a figure."""

from django.db import IntegrityError

from conventions.models import BrouillonSaisie
from conventions.operations.acces import check
from conventions.policies import refusal_to_edit


def record_brouillon(*, by, at, exercice, page, champs):
    """Keep `champs` {name of the field: text as typed} for `page`; nothing to keep ends the draft.

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


def delete_brouillon(*, by, exercice, page):
    """Forget what `by` typed on `page` and did not save; nothing happens when there is none."""
    BrouillonSaisie.objects.filter(exercice=exercice, page=page, par=by).delete()
