"""Writes on what closed exercices remember. Inside the caller's transaction, the exercices being locked."""

from collections.abc import Mapping
from typing import Any

from conventions.models import ETATS_MODIFIABLES, Convention, Exercice, Memoire, SujetMemoire


def keep_memoires(convention: Convention, sujet: SujetMemoire, anciens: Mapping[str, Any]) -> None:
    """Before something of `convention` changes, have each of its closed exercices keep what it says of it, unless it
    remembers an older word: `anciens` are JSON values by key, None for nothing. Two statements."""
    clos = convention.exercices.exclude(etat__in=ETATS_MODIFIABLES)
    Memoire.objects.bulk_create(
        (
            Memoire(exercice=exercice, sujet=sujet, cle=cle, valeur=valeur)
            for exercice in clos
            for cle, valeur in anciens.items()
        ),
        ignore_conflicts=True,
    )


def forget_memoires(exercice: Exercice) -> None:
    """An exercice that opens again says what its convention says now."""
    exercice.memoires.all().delete()
