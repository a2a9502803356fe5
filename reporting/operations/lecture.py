"""What a reviewer marks as seen."""

from datetime import datetime

from comptes.acces import check
from comptes.models import Utilisateur
from comptes.operations import operation
from reporting.models import MarqueDeLecture, Remise
from reporting.policies import refusal_to_mark_vu


@operation
def mark_vu(
    *, by: Utilisateur, at: datetime, remise: Remise, ancre: str, cle: str, is_vu: bool = True
) -> None:
    """Keep that `by` has seen a point of a round, or no longer; done twice, it is as done once.

    No line in the journal, since nothing of the exercice changes. Raises Refus.
    """
    check(refusal_to_mark_vu(by, remise.exercice))
    cles = {"lecteur": by, "remise": remise, "ancre": ancre, "cle": cle}
    if is_vu:
        MarqueDeLecture.objects.bulk_create([MarqueDeLecture(**cles, le=at)], ignore_conflicts=True)
    else:
        MarqueDeLecture.objects.filter(**cles).delete()
