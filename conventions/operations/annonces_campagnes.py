"""Who is told of a campaign, and of the time it leaves."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from comptes.models import ROLES_DE_REVUE, ROLES_DEPARTEMENTAUX, NatureNotification, Role, Utilisateur
from comptes.notifications import settle
from conventions.models import ETATS_DECIDES, ETATS_TRANSMIS, Campagne, Exercice
from conventions.operations.annonces import tell_roles
from conventions.queries.campagnes import get_calendrier, read_campagnes
from nombres.formats import date_fr


def tell_ouverture(
    *, by: Utilisateur, at: datetime, campagne: Campagne, seuls: Iterable[Exercice] | None = None
) -> None:
    """Tell those who type and hand over the exercices of an open campaign (of `seuls`, if said) until when they report;
    not of those that are handed over already."""
    exercices = _list_exercices(campagne).exclude(etat__in=ETATS_TRANSMIS)
    if seuls is not None:
        exercices = exercices.filter(pk__in=[un.pk for un in seuls])
    for exercice in exercices:
        tell_roles(
            by=by,
            at=at,
            exercice=exercice,
            roles=ROLES_DEPARTEMENTAUX,
            nature=NatureNotification.CAMPAGNE,
            phrase=f"La campagne {campagne.annee} est ouverte\u00a0: {_say_rapport(exercice)}",
        )


def tell_calendrier(*, by: Utilisateur, at: datetime, campagne: Campagne) -> None:
    """Tell those whom an exercice still awaits that the dates of its open campaign are others."""
    for exercice in _list_exercices(campagne).exclude(etat__in=ETATS_DECIDES):
        tell_roles(
            by=by,
            at=at,
            exercice=exercice,
            roles=(*ROLES_DEPARTEMENTAUX, *ROLES_DE_REVUE),
            nature=NatureNotification.CAMPAGNE,
            phrase=f"Le calendrier de la campagne {campagne.annee} a changé\u00a0: lisez celui de "
            f"{exercice.designation}.",
        )


def tell_delai(*, by: Utilisateur, at: datetime, exercice: Exercice, is_accorde: bool) -> None:
    """Tell those who report on `exercice`, and who waits for it, that a delay was granted or withdrawn; what called the
    day before it to mind asks for nothing more."""
    settle(at=at, objet=exercice, natures=(NatureNotification.ECHEANCE,))
    (relu,) = read_campagnes(Exercice.objects.select_related("convention").filter(pk=exercice.pk))
    tell_roles(
        by=by,
        at=at,
        exercice=exercice,
        roles=(*ROLES_DEPARTEMENTAUX, Role.PREFECTURE),
        nature=NatureNotification.CAMPAGNE,
        phrase=f"Un délai est {'accordé' if is_accorde else 'retiré'}\u00a0: {_say_rapport(relu)}",
    )


def _list_exercices(campagne: Campagne) -> QuerySet[Exercice]:
    siens = Exercice.objects.filter(convention__dispositif=campagne.dispositif, annee=campagne.annee)
    return read_campagnes(siens.select_related("convention__departement", "convention__collectivite"))


def _say_rapport(exercice: Exercice) -> str:
    le = get_calendrier(exercice).rapport
    avant = f"est attendu jusqu’au {date_fr(le)}" if le else "n’est pas daté"
    return f"le rapport de {exercice.designation} {avant}."
