"""Who is told that an avenant is signed."""

from datetime import datetime

from avenants.models import Avenant, NatureAvenant
from comptes.models import ROLES_DE_REVUE, ROLES_DEPARTEMENTAUX, NatureNotification, Utilisateur
from comptes.notifications import settle
from comptes.pages import find_page
from conventions.operations.annonces import tell_roles
from nombres.locutions import capitalize


def tell_signature(*, by: Utilisateur, at: datetime, avenant: Avenant) -> None:
    """Tell those who prepared it and the State that `avenant` holds; who was asked to sign it is asked no more."""
    settle(at=at, objet=avenant)
    exercice = avenant.exercice
    if avenant.nature == NatureAvenant.REPORT:
        # What was proposed rests on another end of the execution: nobody answers it any more.
        caducs = (NatureNotification.PROPOSITION, NatureNotification.DECISION)
        settle(at=at, objet=exercice, natures=caducs)
    tell_roles(
        by=by,
        at=at,
        exercice=exercice,
        roles=(*ROLES_DEPARTEMENTAUX, *ROLES_DE_REVUE),
        nature=NatureNotification.AVENANT,
        objet=avenant,
        phrase=f"{capitalize(avenant.designation)} est signé, sur {exercice.designation}.",
        url=find_page("avenant", exercice.convention.code, exercice.annee, avenant.numero),
    )
