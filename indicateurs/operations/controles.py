"""Setting a blocking rule aside for one figure, and taking that back. Both leave a line in the journal."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.fuseaux import compute_jour_compte
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation
from conventions.models import Exercice
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_waive
from indicateurs.models import Derogation
from indicateurs.queries.fautes import list_regles_bloquantes


@operation
def waive_regle(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    code: str,
    regle: str,
    motif: str,
    jusqu_au: date,
    vu: str | None = None,
) -> Derogation:
    """Set `regle` aside for the figure `code` until `jusqu_au`, included; a waiver already there is replaced.

    `vu` is the instant (ISO) of the last waiver its page showed, None for no page. Raises Refus, or ValidationError:
    somebody set the same rule aside since, the rule blocks no figure of that code, the end is past, no reason is given.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_waive(by, exercice))
    _check_bloquante(exercice, code, regle)
    if jusqu_au < compute_jour_compte(at, exercice.convention.departement_id):
        raise ValidationError({"jusqu_au": "Cette date est déjà passée."})
    derogation = Derogation.objects.filter(exercice=exercice, code=code, regle=regle).first()
    if derogation and vu is not None:
        _check_vue(derogation, vu)
    avant = str(derogation.jusqu_au) if derogation else None
    derogation = derogation or Derogation(exercice=exercice, code=code, regle=regle)
    derogation.motif, derogation.jusqu_au, derogation.par, derogation.le = motif, jusqu_au, by, at
    derogation.full_clean()
    derogation.save()
    _trace(by, at, Geste.LEVER_REGLE, exercice, derogation, avant=avant)
    return derogation


def _check_bloquante(exercice: Exercice, code: str, regle: str) -> None:
    bloquantes = {(c, r) for c, r, _ in list_regles_bloquantes(exercice.referentiel.definition)}
    if (code, regle) not in bloquantes:
        raise ValidationError("Cette règle ne bloque pas ce chiffre\u00a0: il n’y a rien à lever.")


def _check_vue(derogation: Derogation, vu: str) -> None:
    if derogation.le.isoformat() > vu:
        raise ValidationError(
            f"Cette règle vient d’être levée par {derogation.par}, au motif "
            f"«\u00a0{derogation.motif}\u00a0»\u00a0: relisez-le, puis envoyez de nouveau pour le remplacer."
        )


@operation
def withdraw_derogation(*, by: Utilisateur, at: datetime, derogation: Derogation) -> None:
    """The rule counts again; raises Refus."""
    exercice = lock_exercice(derogation.exercice)
    check(refusal_to_waive(by, exercice))
    _trace(by, at, Geste.RETABLIR_REGLE, exercice, derogation)
    delete_row(derogation)


def _trace(
    by: Utilisateur, at: datetime, geste: Geste, exercice: Exercice, derogation: Derogation, **dit: str | None
) -> None:
    record_trace(
        by=by,
        at=at,
        geste=geste,
        objet=exercice,
        code=derogation.code,
        regle=derogation.regle,
        motif=derogation.motif,
        jusqu_au=str(derogation.jusqu_au),
        **dit,
    )
