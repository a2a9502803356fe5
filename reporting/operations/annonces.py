"""Who is told of a round, of a step of the decision, and of a paper that could not be drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comptes.models import ROLES_DEPARTEMENTAUX, NatureNotification, Role, Utilisateur
from comptes.notifications import settle
from comptes.pages import get_url
from conventions.models import Exercice
from conventions.operations.annonces import tell_author, tell_roles
from nombres.locutions import capitalize
from reporting.models import Document, EtapeDecision, NatureEtape, Remise


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


def tell_versement(*, by: Utilisateur, at: datetime, exercice: Exercice, fait: str) -> None:
    """Tell the collectivité that a payment was recorded, or withdrawn (`fait`)."""
    tell_roles(
        by=by,
        at=at,
        exercice=exercice,
        roles=ROLES_DEPARTEMENTAUX,
        nature=NatureNotification.DECISION,
        phrase=f"Un versement de l’État sur {exercice.designation} est {fait}.",
        url=get_url("reporting:decision_financiere", exercice.convention.code, exercice.annee),
    )


def tell_projet(*, document: Document) -> None:
    """Tell who signs that the projet of an avenant is drawn, of the instant it was produced; another projet of the same
    one takes its place."""
    avenant, exercice = document.avenant, document.exercice
    if avenant is None or avenant.is_signe:
        return
    settle(at=document.le, objet=avenant)
    url = get_url("avenants:avenant", exercice.convention.code, exercice.annee, avenant.numero)
    tell_roles(
        by=None,
        at=document.le,
        exercice=exercice,
        roles=(Role.VALIDEUR_DEPARTEMENTAL,),
        nature=NatureNotification.AVENANT,
        objet=avenant,
        phrase=f"{capitalize(avenant.designation)} est prêt à signer, sur {exercice.designation}.",
        url=f"{url}#signature",
        is_action=True,
    )


def tell_remise(*, at: datetime, remise: Remise) -> None:
    """Tell who certified a round that it is kept, and where its receipt is."""
    exercice = remise.exercice
    tell_author(
        at=at,
        exercice=exercice,
        a=remise.par,
        nature=NatureNotification.RECEPISSE,
        objet=remise,
        phrase=(
            f"Votre remise à l’État n°\u00a0{remise.rang} de {exercice.designation} est enregistrée\u00a0: voici son "
            "récépissé."
        ),
        url=get_url("reporting:recepisse", exercice.convention.code, exercice.annee, remise.rang),
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
