"""What an exercice is when one looks at it before handing it over, or deciding on it: a text that differs when it
changed since."""

import hashlib
from datetime import date

from comptes.models import Utilisateur
from conventions.models import Acte, Exercice
from conventions.queries.exercices import get_version_de_vie
from conventions.transitions import DESTINATIONS_COMPLETES
from indicateurs.queries.brouillons import list_brouillons
from remarques.queries.fils import get_version_des_fils
from reporting import contents
from reporting.queries.contenu_remise import build_contenu_remise
from reporting.queries.decision import Dossier, get_dossier
from reporting.queries.execution import build_execution


def get_version_a_transmettre(exercice: Exercice, jour: date) -> str:
    """What would be handed over on `jour`, and what would be left out."""
    return _digest(
        _get_version_de_l_ensemble(exercice), contents.empreinte(build_contenu_remise(exercice, jour))
    )


def get_version_instruite(user: Utilisateur, dossier: Dossier) -> str:
    """The life of the exercice of a `Dossier`, what was written of its money, and what its remarks say to `user`."""
    fils = get_version_des_fils(user, dossier.exercice)
    return f"{get_version_de_vie(dossier.exercice)}/{dossier.version}/{fils}"


def get_version_de_l_acte(user: Utilisateur, exercice: Exercice, acte: Acte) -> str:
    """What `user` saw `acte` from: what would be checked or approved, else what was written of the exercice."""
    if acte in DESTINATIONS_COMPLETES:
        return _get_version_de_l_ensemble(exercice)
    return get_version_instruite(user, get_dossier(exercice))


def _get_version_de_l_ensemble(exercice: Exercice) -> str:
    """Its life, its figures and money, and what is not saved."""
    brouillons = [(un.nature, un.pk, un.le.isoformat()) for un in list_brouillons(exercice)]
    return _digest(get_version_de_vie(exercice), contents.empreinte(build_execution(exercice)), brouillons)


def _digest(*vue: object) -> str:
    return hashlib.sha256(repr(vue).encode()).hexdigest()
