"""Writes on an exercice as a whole: its texts, its état."""

from datetime import datetime

from comptes.acces import Refus, check, check_vu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation, update_versioned
from conventions.models import Acte, Etat, Exercice, Transition
from conventions.operations.acces import lock_exercice
from conventions.operations.annonces import tell_passage
from conventions.operations.memoires import forget_memoires
from conventions.policies import (
    refusal_of_perimetre,
    refusal_to_edit,
    refusal_to_open_second_arrete,
)
from conventions.queries.exercices import get_version_de_vie
from conventions.transitions import Passage, find_chemin
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
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vers: Etat | None = None,
    acte: Acte | None = None,
    motif: str = "",
) -> Transition:
    """Move a locked exercice to `vers`, or by `acte` (one of both is said), and keep each row of the table it passes
    through as its own transition; the last one, returned, has the reason. Inside the caller's transaction. Raises
    Refus, or ValidationError when a reason is missing."""
    check(refusal_of_perimetre(by, exercice.convention) or by.refus_personnel)
    chemin = find_chemin(by.role, exercice, vers, acte)
    if isinstance(chemin, str):
        raise Refus(chemin)
    *en_passant, dernier = chemin
    for passage in en_passant:
        _pass(by, at, exercice, passage, "")
    transition = _pass(by, at, exercice, dernier, motif)
    tell_passage(by=by, at=at, exercice=exercice, passage=dernier)
    return transition


def begin_instruction(*, by: Utilisateur, at: datetime, exercice: Exercice) -> None:
    """A service of the State writes something of a locked exercice that the collectivité reads: whoever did not say so
    before has begun to read it, and it is recalled no more. Inside the caller's transaction. Raises Refus."""
    if exercice.etat == Etat.TRANSMIS:
        move_exercice(by=by, at=at, exercice=exercice, acte=Acte.INSTRUIRE)


def _pass(by: Utilisateur, at: datetime, exercice: Exercice, passage: Passage, motif: str) -> Transition:
    transition = Transition(exercice=exercice, de=passage.de, vers=passage.vers, par=by, le=at, motif=motif)
    transition.full_clean()
    exercice.etat = passage.vers
    exercice.save(update_fields=["etat"])
    if exercice.is_modifiable:
        forget_memoires(exercice)
    transition.save()
    record_trace(by=by, at=at, geste=transition.geste, objet=exercice, scelles=seal(transition))
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
    move_exercice(by=by, at=at, exercice=exercice, acte=Acte.OUVRIR_SECOND_ARRETE, motif=motif)
    exercice.is_second_arrete = True
    exercice.save(update_fields=["is_second_arrete"])
    return exercice
