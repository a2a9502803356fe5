"""Reads on what closed exercices remember."""

from typing import Any

from conventions.models import Exercice, SujetMemoire


def read_memoires(exercice: Exercice, sujet: SujetMemoire) -> dict[str, Any]:
    """The JSON values, by key, of what a closed exercice said and that has changed since; one query for all subjects of
    the instance, none for an exercice that is open."""
    if exercice.is_modifiable:
        return {}
    if not hasattr(exercice, "_memoires"):
        exercice._memoires = {}
        for memoire in exercice.memoires.all():
            exercice._memoires.setdefault(memoire.sujet, {})[memoire.cle] = memoire.valeur
    return exercice._memoires.get(sujet, {})
