"""The centrale opens conventions and exercices."""

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.operations import operation
from conventions.models import Convention, Exercice
from conventions.operations.conventions import set_signataires
from conventions.policies import refusal_to_open


@operation
def open_convention(*, by, at, signataires=(), **champs):
    """Open a convention: fields of the model, and `signataires` as [{partie, nom, titre, qualite}]; raises Refus, or
    ValidationError in French."""
    check(refusal_to_open(by))
    convention = Convention(**champs)
    convention.full_clean()
    convention.save()
    set_signataires(convention, signataires)
    record_trace(by=by, at=at, geste=Geste.OUVRIR_CONVENTION, objet=convention)
    return convention


@operation
def open_exercice(*, by, at, **champs):
    """Open a year of a convention (fields of the model); raises Refus, or ValidationError in French."""
    check(refusal_to_open(by))
    exercice = Exercice(**champs)
    exercice.full_clean()
    exercice.save()
    record_trace(by=by, at=at, geste=Geste.OUVRIR_EXERCICE, objet=exercice)
    return exercice
