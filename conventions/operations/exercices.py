"""Writes on an exercice as a whole: its texts, its état."""

from datetime import datetime

from comptes.acces import check, check_vu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation, update_versioned
from conventions.models import Etat, Exercice, Transition
from conventions.operations.acces import lock_exercice
from conventions.operations.memoires import forget_memoires
from conventions.policies import (
    refusal_of_transition,
    refusal_to_edit,
    refusal_to_open_second_arrete,
)
from conventions.queries.exercices import get_version_de_vie
from nombres.formats import date_fr


@operation
def record_textes(
    *, by: Utilisateur, at: datetime, exercice: Exercice, version: int | None, contexte: str, conclusion: str
) -> Exercice:
    """Write the context and the conclusion of the rapport; raises Refus or ModifieEntreTemps."""
    check(refusal_to_edit(by, lock_exercice(exercice)))
    update_versioned(exercice, version, {"contexte": contexte, "conclusion": conclusion})
    record_trace(by=by, at=at, geste=Geste.REDIGER_RAPPORT, objet=exercice)
    return exercice


def move_exercice(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vers: Etat, motif: str = ""
) -> Transition:
    """Change the état of a locked exercice and keep the transition; inside the caller's transaction. Raises
    Refus, or ValidationError when a reason is missing."""
    check(refusal_of_transition(by, exercice, vers))
    transition = Transition(exercice=exercice, de=exercice.etat, vers=vers, par=by, le=at, motif=motif)
    transition.full_clean()
    exercice.etat = vers
    exercice.save(update_fields=["etat"])
    if exercice.is_modifiable:
        forget_memoires(exercice)
    transition.save()
    record_trace(by=by, at=at, geste=Geste(f"passer_{vers}"), objet=exercice, scelles=seal(transition))
    return transition


@operation
def open_second_arrete(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vu: str | None = None
) -> Exercice:
    """Open the second round of an extended exercice, once the first one is handed over: it is a draft again, and its
    figures are those of the end of the extension. Raises Refus or ModifieEntreTemps (`get_version_de_vie`)."""
    exercice = lock_exercice(exercice)
    check_vu(vu, get_version_de_vie(exercice), exercice)
    check(refusal_to_open_second_arrete(by, exercice))
    motif = f"Ouverture du second arrêté, au {date_fr(exercice.prolonge_au)}."
    move_exercice(by=by, at=at, exercice=exercice, vers=Etat.BROUILLON, motif=motif)
    exercice.is_second_arrete = True
    exercice.save(update_fields=["is_second_arrete"])
    return exercice
