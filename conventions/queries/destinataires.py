"""Who is told what becomes of a convention."""

from collections.abc import Iterable
from functools import reduce
from operator import attrgetter, or_

from django.db.models import Q, QuerySet

from comptes.models import Utilisateur
from conventions.models.conventions import PERIMETRES, Convention


def list_destinataires(convention: Convention, roles: Iterable[str]) -> QuerySet[Utilisateur]:
    """The open accounts of `roles` in whose perimeter `convention` is (`Convention.objects.visible_to`, the other way
    round)."""
    siens = [
        Q(
            role=role,
            **{
                champ.rpartition("__")[2]: attrgetter(champ.replace("__", "."))(convention)
                for champ in champs
            },
        )
        for role in roles
        if (champs := PERIMETRES.get(role)) is not None
    ]
    return Utilisateur.objects.filter(reduce(or_, siens, Q(pk=None)), is_active=True)
