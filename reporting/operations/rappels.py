"""What is awaited by a day is called to mind: thirty days before, seven, one, and the day after."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from comptes.models import NatureNotification, Utilisateur
from comptes.notifications import list_non_prevenus, notify, settle, settle_rappels
from comptes.pages import get_url
from conventions.operations.acces import lock_exercice
from conventions.queries.destinataires import list_destinataires
from nombres.formats import date_fr
from reporting.queries.termes import TermeAttendu, list_termes

# What is awaited → its page, what is said before its day, and after; {exercice} is the year and its convention.
PHRASES: Mapping[str, tuple[str, str, str]] = {
    "rapport": (
        "reporting:exercice",
        "Le rapport de {exercice} est attendu jusqu’au {le}.",
        "Le rapport de {exercice} était attendu jusqu’au {le}, et n’est pas transmis.",
    ),
    "corrections": (
        "reporting:exercice",
        "Le complément sur {exercice} est attendu jusqu’au {le}.",
        "Le complément sur {exercice} était attendu jusqu’au {le}, et n’est pas transmis.",
    ),
    "instruction": (
        "reporting:exercice",
        "L’instruction de {exercice} est attendue jusqu’au {le}.",
        "L’instruction de {exercice} était attendue jusqu’au {le}, et n’est pas finie.",
    ),
    "reponse": (
        "reporting:repondre",
        "Votre réponse à la proposition sur {exercice} est attendue jusqu’au {le}.",
        "Votre réponse à la proposition sur {exercice} était attendue jusqu’au {le}\u00a0: la préfecture peut décider "
        "sans elle.",
    ),
}


def write_rappels(*, at: datetime) -> int:
    """Tell each account what is awaited of it by a day that comes, or has just gone by; how many were told. Run again,
    or by two machines at once, it tells nobody twice; after days of absence, only the last reminder that has come. What
    is awaited no more asks for nothing more."""
    termes = list_termes(at)
    settle_rappels(at=at, attendus=[(terme.exercice, terme.cle) for terme in termes])
    return sum(_remind(at, terme) for terme in termes if _list_a_prevenir(terme).exists())


def _list_a_prevenir(terme: TermeAttendu) -> QuerySet[Utilisateur]:
    """Those who are to be told today, and were not."""
    if terme.palier is None:
        return Utilisateur.objects.none()
    comptes = list_destinataires(terme.exercice.convention, terme.roles)
    return list_non_prevenus(comptes, terme.exercice, f"{terme.cle}:{terme.palier}")


@transaction.atomic
def _remind(at: datetime, terme: TermeAttendu) -> int:
    exercice = lock_exercice(terme.exercice)
    # Somebody may just have done what it asks, or put off its day.
    if terme not in list_termes(at, exercice):
        return 0
    comptes = list(_list_a_prevenir(terme))
    page, avant, apres = PHRASES[terme.nature]
    settle(at=at, objet=exercice, natures=(NatureNotification.ECHEANCE,), a=comptes)
    notify(
        at=at,
        a=comptes,
        nature=NatureNotification.ECHEANCE,
        objet=exercice,
        phrase=(avant if terme.reste >= 0 else apres).format(
            exercice=exercice.designation, le=date_fr(terme.le)
        ),
        url=get_url(page, exercice.convention.code, exercice.annee),
        is_action=True,
        convention=exercice.convention.code,
        cle=f"{terme.cle}:{terme.palier}",
    )
    return len(comptes)
