"""Reads on what closed exercices remember."""


def read_memoires(exercice, sujet):
    """{key: value} of what a closed exercice said and that has changed since; one query for all subjects of the
    instance, none for an exercice that is open."""
    if exercice.is_modifiable:
        return {}
    if not hasattr(exercice, "_memoires"):
        exercice._memoires = {}
        for memoire in exercice.memoires.all():
            exercice._memoires.setdefault(memoire.sujet, {})[memoire.cle] = memoire.valeur
    return exercice._memoires.get(sujet, {})
