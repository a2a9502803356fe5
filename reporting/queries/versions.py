"""What an exercice is when one looks at it before handing it over, or deciding on it: a text that differs when it
changed since."""

import hashlib

from conventions.queries.exercices import get_version_de_vie
from indicateurs.queries.brouillons import list_brouillons
from reporting import contents
from reporting.queries.execution import build_execution


def get_version_a_transmettre(exercice, execution=None, brouillons=None):
    """What would be handed over, and what would be left out; `execution` and `brouillons` where they are known."""
    execution = execution or build_execution(exercice)
    brouillons = list_brouillons(exercice) if brouillons is None else brouillons
    vue = (
        get_version_de_vie(exercice),
        exercice.version,
        contents.empreinte(execution),
        list(exercice.actions.order_by("pk").values_list("pk", "version")),
        [(un.nature, un.pk, un.le.isoformat()) for un in brouillons],
    )
    return hashlib.sha256(repr(vue).encode()).hexdigest()


def get_version_instruite(dossier):
    """The life of the exercice of a `Dossier`, and what was written of its money."""
    return f"{get_version_de_vie(dossier.exercice)}/{dossier.version}"
