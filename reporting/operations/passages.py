"""The acts that move an exercice and write nothing else: internal control, recall, start of instruction, reopening,
closing."""

from datetime import datetime

from comptes.acces import check, check_vu
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Acte, Exercice, Transition
from conventions.operations.acces import lock_exercice
from conventions.operations.exercices import move_exercice
from conventions.policies import refusal_of_acte
from conventions.transitions import DESTINATIONS_COMPLETES
from indicateurs.operations.transmission import transmit_exercice
from reporting.policies import refusal_to_end
from reporting.queries.actes import PAGES
from reporting.queries.decision import get_dossier
from reporting.queries.versions import get_version_de_l_acte


@operation
def do_acte(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    acte: Acte,
    vu: str | None = None,
    motif: str = "",
    sans_brouillons: bool = False,
) -> Transition:
    """Do `acte` on the exercice as it was seen (`get_version_de_l_acte`).

    An act that writes something of its own (`PAGES`) has its own operation, which asks more. Raises Refus,
    ModifieEntreTemps, ValidationError (no reason, work that waits), or ExerciceIncomplet: what is checked or approved
    is whole.
    """
    assert acte not in PAGES, acte
    exercice = lock_exercice(exercice)
    check(refusal_of_acte(by, exercice, acte))
    if vu is not None:
        check_vu(vu, get_version_de_l_acte(by, exercice, acte), exercice)
    if acte == Acte.CLORE:
        check(refusal_to_end(get_dossier(exercice)))
    if vers := DESTINATIONS_COMPLETES.get(acte):
        return transmit_exercice(by=by, at=at, exercice=exercice, vers=vers, sans_brouillons=sans_brouillons)
    return move_exercice(by=by, at=at, exercice=exercice, acte=acte, motif=motif)
