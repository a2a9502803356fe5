"""Writes on what a convention aims at."""

from django.db import transaction

from comptes.models import Geste
from comptes.operations import record_trace
from conventions.operations.acces import check, lock_exercice
from conventions.policies import refusal_to_edit
from indicateurs.models import Cible


@transaction.atomic
def set_cibles(*, by, at, convention, cibles):
    """Write targets: `cibles` is {(code, annee): Decimal | None}; None removes one. Policy is the caller's."""
    avant, apres = {}, {}
    actuelles = {(cible.code, cible.annee): cible for cible in convention.cibles.all()}
    for (code, annee), valeur in cibles.items():
        cible = actuelles.get((code, annee))
        if (cible.valeur if cible else None) == valeur:
            continue
        avant[f"{code}.{annee}"] = str(cible.valeur) if cible else None
        apres[f"{code}.{annee}"] = None if valeur is None else str(valeur)
        if valeur is None:
            cible.delete()
            continue
        cible = cible or Cible(convention=convention, code=code, annee=annee)
        cible.valeur = valeur
        cible.full_clean(exclude=["convention"])
        cible.save()
    if apres:
        record_trace(by=by, at=at, geste=Geste.FIXER_CIBLES, objet=convention, avant=avant, apres=apres)


@transaction.atomic
def record_cibles(*, by, at, exercice, cibles):
    """Targets typed by the département while the exercice is open; raises Refus."""
    check(refusal_to_edit(by, lock_exercice(exercice)))
    set_cibles(by=by, at=at, convention=exercice.convention, cibles=cibles)
