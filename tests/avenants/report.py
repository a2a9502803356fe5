"""An avenant de report, prepared then signed."""

from datetime import date

from avenants.models import NatureAvenant
from avenants.operations.avenants import draft_avenant, sign_avenant

LE = date(2020, 12, 18)


def draft_report(*, by, at, exercice, numero=9):
    """The execution of `exercice` is to go on."""
    champs = {"numero": numero, "objet": f"Report de l’exécution {exercice.annee}"}
    return draft_avenant(by=by, at=at, exercice=exercice, nature=NatureAvenant.REPORT, champs=champs)


def extend_exercice(*, by, at, exercice, numero=9, date_signature=LE):
    """The same, signed: it goes on. `by` is the valideur, who signs."""
    avenant = draft_report(by=by, at=at, exercice=exercice, numero=numero)
    return sign_avenant(by=by, at=at, avenant=avenant, version=avenant.version, date_signature=date_signature)
