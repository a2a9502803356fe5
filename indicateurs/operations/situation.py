"""Writes on where a convention starts from."""

from django.db import transaction

from comptes.models import Geste
from comptes.operations import record_trace
from conventions.operations.acces import check, lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import SituationInitiale

CHAMPS_SITUATION = ("au", "numerateur", "denominateur")


@transaction.atomic
def record_situations(*, by, at, exercice, situations):
    """Write initial situations, all or none: `situations` is {code: {"au", "numerateur", "denominateur"} or None}.

    None removes one. Raises Refus, or ValidationError when a figure is impossible.
    """
    check(refusal_to_edit(by, lock_exercice(exercice)))
    convention = exercice.convention
    actuelles = {
        s.code: s for s in SituationInitiale.objects.filter(convention=convention, code__in=situations)
    }
    avant, apres = {}, {}
    for code, champs in situations.items():
        actuelle = actuelles.get(code)
        connus = {champ: getattr(actuelle, champ) for champ in CHAMPS_SITUATION} if actuelle else None
        if champs == connus:
            continue
        avant[code], apres[code] = _tell(connus), _tell(champs)
        if champs is None:
            actuelle.delete()
            continue
        situation = actuelle or SituationInitiale(convention=convention, code=code)
        for champ, valeur in champs.items():
            setattr(situation, champ, valeur)
        situation.full_clean(exclude=["convention"])
        situation.save()
    if apres:
        record_trace(by=by, at=at, geste=Geste.FIXER_SITUATION, objet=convention, avant=avant, apres=apres)
    return len(apres)


def _tell(champs):
    """A situation as the journal keeps it."""
    return champs and {champ: None if valeur is None else str(valeur) for champ, valeur in champs.items()}
