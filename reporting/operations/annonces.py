"""Who is told of a step of the decision, and of a paper that could not be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comptes.models import ROLES_DEPARTEMENTAUX, NatureNotification, Role, Utilisateur
from comptes.notifications import settle
from comptes.pages import get_url
from conventions.operations.annonces import tell_author, tell_roles
from nombres.locutions import capitalize
from reporting.models import Document, EtapeDecision, NatureEtape


@dataclass(frozen=True)
class _Annonce:
    """What a step says, {partie} being who signed and {exercice} its year and convention; to whom, on which page."""

    roles: tuple[Role, ...]
    nature: NatureNotification
    phrase: str
    page: str


# Of a decision notified, the change of état tells.
ETAPES: Mapping[str, _Annonce] = {
    NatureEtape.PROPOSEE: _Annonce(
        ROLES_DEPARTEMENTAUX,
        NatureNotification.PROPOSITION,
        "La préfecture vous propose sa décision financière sur {exercice}\u00a0: elle attend votre réponse.",
        "reporting:repondre",
    ),
    NatureEtape.REPONDUE: _Annonce(
        (Role.PREFECTURE,),
        NatureNotification.DECISION,
        "{partie} a répondu à votre proposition sur {exercice}\u00a0: notifiez votre décision.",
        "reporting:notifier",
    ),
}


def tell_etape(*, by: Utilisateur, at: datetime, etape: EtapeDecision) -> None:
    """Tell whose turn it is after a step of the decision; what the step before asked for is settled."""
    exercice = etape.exercice
    attendus = (NatureNotification.PROPOSITION, NatureNotification.DECISION, NatureNotification.ECHEANCE)
    settle(at=at, objet=exercice, natures=attendus)
    if annonce := ETAPES.get(etape.etape):
        partie = capitalize(exercice.convention.collectivite.nom_decline.le)
        tell_roles(
            by=by,
            at=at,
            exercice=exercice,
            roles=annonce.roles,
            nature=annonce.nature,
            phrase=annonce.phrase.format(partie=partie, exercice=exercice.designation),
            url=get_url(annonce.page, exercice.convention.code, exercice.annee),
            is_action=True,
        )


def tell_echec_dessin(*, at: datetime, document: Document) -> None:
    """Tell whoever asked for a paper that it could not be drawn."""
    tell_author(
        at=at,
        exercice=document.exercice,
        a=document.par,
        nature=NatureNotification.DOCUMENT,
        objet=document,
        phrase=f"Un document n’a pas pu être produit\u00a0: {document}.",
        url=get_url("reporting:document", document.pk),
    )
