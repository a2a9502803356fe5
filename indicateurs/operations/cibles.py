"""Writes on what a convention aims at: typed while nothing is agreed, moved by an avenant afterwards."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Convention, Exercice, SujetMemoire
from conventions.operations.acces import lock_exercices
from conventions.operations.memoires import keep_memoires
from conventions.policies import refusal_to_edit
from indicateurs.models import Cible
from indicateurs.policies.cibles import refusal_to_move_cible, refusal_to_set_cible
from indicateurs.queries.cadre import CleDeCible, name_cible
from saisie.comparaison import compare_saisies

CiblesSaisies = Mapping[CleDeCible, Decimal | None]  # None empties one


@operation
def record_cibles(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vus: CiblesSaisies, saisis: CiblesSaisies
) -> int:
    """Write targets typed by the département while the exercice is open; returns how many changed.

    `vus` is what the page showed when it was opened, `saisis` what it holds now; one that is not sent is left alone.
    Raises Refus (agreed with the State, or of a closed exercice), CasesModifiees, or ValidationError when a target is
    impossible.
    """
    exercice = lock_exercices(exercice)
    check(refusal_to_edit(by, exercice))
    actuelles = _read_cibles(exercice.convention)
    changes = compare_saisies(vus, saisis, {cle: cible.valeur for cle, cible in actuelles.items()})
    for code, annee in changes:
        cible = actuelles.get((code, annee)) or Cible(convention=exercice.convention, code=code, annee=annee)
        check(refusal_to_set_cible(by, cible))
    return _write_cibles(by=by, at=at, convention=exercice.convention, actuelles=actuelles, cibles=changes)


@operation
def set_cibles(
    *,
    by: Utilisateur,
    at: datetime,
    convention: Convention,
    cibles: CiblesSaisies,
    avenant: int,
    signe_le: date,
) -> int:
    """Make `cibles` what the avenant of this number, signed that day, agrees. Its caller locked the
    exercices of the convention and asked its own policy; raises Refus for a year that is closed."""
    actuelles = _read_cibles(convention)
    for code, annee in cibles:
        check(refusal_to_move_cible(Cible(convention=convention, code=code, annee=annee)))
    convenue = {"convenue_le": signe_le, "avenant": avenant}
    return _write_cibles(
        by=by, at=at, convention=convention, actuelles=actuelles, cibles=cibles, convenue=convenue
    )


@operation
def agree_cibles(*, by: Utilisateur, at: datetime, exercice: Exercice) -> None:
    """The targets that a validated exercice states, its own and those of the next year, are agreed from now on: the
    State validated the report that prints them. Inside the transaction that validates it."""
    libres = Cible.objects.filter(
        convention=exercice.convention_id, annee__lte=exercice.annee + 1, convenue_le=None
    )
    noms = [name_cible(cible.code, cible.annee) for cible in libres]
    if noms:
        libres.update(convenue_le=timezone.localtime(at).date())
        record_trace(by=by, at=at, geste=Geste.FIXER_CIBLES, objet=exercice.convention, convenues=noms)


def _read_cibles(convention: Convention) -> dict[CleDeCible, Cible]:
    return {(cible.code, cible.annee): cible for cible in convention.cibles.all()}


def _write_cibles(
    *,
    by: Utilisateur,
    at: datetime,
    convention: Convention,
    actuelles: Mapping[CleDeCible, Cible],
    cibles: CiblesSaisies,
    convenue: Mapping[str, object] | None = None,
) -> int:
    """Write targets, with what they are agreed by; closed exercices keep what they said."""
    avant, apres = {}, {}
    for (code, annee), valeur in cibles.items():
        actuelle = actuelles.get((code, annee))
        if (actuelle.valeur if actuelle else None) != valeur:
            avant[name_cible(code, annee)] = str(actuelle.valeur) if actuelle else None
            apres[name_cible(code, annee)] = None if valeur is None else str(valeur)
    keep_memoires(convention, SujetMemoire.CIBLE, avant)
    for (code, annee), valeur in cibles.items():
        cible = actuelles.get((code, annee)) or Cible(convention=convention, code=code, annee=annee)
        if valeur is None:
            cible.delete()
            continue
        cible.valeur = valeur
        for champ, dit in (convenue or {}).items():
            setattr(cible, champ, dit)
        cible.full_clean(exclude=["convention"])
        cible.save()
    if apres:
        record_trace(by=by, at=at, geste=Geste.FIXER_CIBLES, objet=convention, avant=avant, apres=apres)
    return len(apres)
