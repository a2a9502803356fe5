"""What an exercice is when one looks at it before handing it over, or deciding on it: a text that differs when it
changed since."""

import hashlib

from conventions.models import Acte, Exercice
from conventions.queries.exercices import get_version_de_vie
from conventions.transitions import DESTINATIONS_COMPLETES
from indicateurs.queries.brouillons import list_brouillons
from remarques.queries.fils import get_version_des_fils
from reporting import contents
from reporting.queries.decision import Dossier, get_dossier
from reporting.queries.execution import build_execution


def get_version_a_transmettre(exercice: Exercice) -> str:
    """What would be handed over, and what would be left out."""
    vue = (
        get_version_de_vie(exercice),
        exercice.version,
        contents.empreinte(build_execution(exercice)),
        list(exercice.actions.order_by("pk").values_list("pk", "version")),
        [(un.nature, un.pk, un.le.isoformat()) for un in list_brouillons(exercice)],
    )
    return hashlib.sha256(repr(vue).encode()).hexdigest()


def get_version_instruite(dossier: Dossier) -> str:
    """The life of the exercice of a `Dossier`, what was written of its money, and what its remarks say."""
    fils = get_version_des_fils(dossier.exercice)
    return f"{get_version_de_vie(dossier.exercice)}/{dossier.version}/{fils}"


def get_version_de_l_acte(exercice: Exercice, acte: Acte) -> str:
    """What `acte` was seen from: what would be checked or approved, else what was written of the exercice."""
    if acte in DESTINATIONS_COMPLETES:
        return get_version_a_transmettre(exercice)
    return get_version_instruite(get_dossier(exercice))
