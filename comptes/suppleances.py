"""Acting for the holder of an account: begun with a reason, ended by oneself, with the session, or by the hour."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from comptes.acces import check
from comptes.gestes import Geste
from comptes.invitations import lock_compte
from comptes.journal import record_trace
from comptes.models import Role, Suppleance, Utilisateur
from comptes.operations import operation
from comptes.policies import refusal_to_act_for

DUREE = timedelta(hours=1)


@operation
def start_suppleance(
    *, by: Utilisateur, at: datetime, le: datetime, compte: Utilisateur, motif: str
) -> Suppleance:
    """Begin to act for the holder of `compte`; `le` is the real instant. What had not ended yet ends first.

    Raises Refus, or ValidationError: no reason.
    """
    compte = lock_compte(compte)
    check(refusal_to_act_for(by, compte))
    for autre in Suppleance.objects.select_for_update().filter(par=by, fin=None):
        _end(autre, by, at, le)
    suppleance = Suppleance(par=by, pour=compte, motif=motif, debut=le, echeance=le + DUREE)
    suppleance.full_clean()
    suppleance.save()
    record_trace(by=by, at=at, geste=Geste.COMMENCER_SUPPLEANCE, objet=compte, motif=motif)
    return suppleance


@operation
def end_suppleance(*, by: Utilisateur | None, at: datetime, le: datetime, pk: int) -> None:
    """End it, if nobody did; `by` None is the site, once the hour is over."""
    suppleance = (
        Suppleance.objects.select_for_update(of=("self",)).select_related("pour").filter(pk=pk).first()
    )
    if suppleance and suppleance.fin is None:
        _end(suppleance, by, at, le)


def end_suppleances_echues(*, at: datetime, le: datetime) -> None:
    """End those that no request ended: the hour is over, or one of the two accounts was closed."""
    for pk in list_suppleances_en_cours(le, False).values_list("pk", flat=True):
        end_suppleance(by=None, at=at, le=le, pk=pk)


def list_suppleances_en_cours(le: datetime, en_cours: bool = True) -> QuerySet[Suppleance]:
    """Those that still hold at the instant `le`; with False, those that should have ended and are not said to have."""
    tient = Q(echeance__gt=le, par__is_active=True, par__role=Role.CENTRALE, pour__is_active=True)
    tient &= ~Q(pour__role=Role.CENTRALE)
    return Suppleance.objects.filter(tient if en_cours else ~tient, fin=None)


def _end(suppleance: Suppleance, by: Utilisateur | None, at: datetime, le: datetime) -> None:
    suppleance.fin = max(min(le, suppleance.echeance), suppleance.debut)
    suppleance.save(update_fields=["fin"])
    record_trace(by=by, at=at, geste=Geste.FINIR_SUPPLEANCE, objet=suppleance.pour, de=str(suppleance.par))
