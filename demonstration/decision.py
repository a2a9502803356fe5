"""Decisions on money in the demo: one that waits for the département's answer, others notified and paid.

Each function continues one exercice of a `france.Scene` that was handed over, by the operations one uses.
"""

from datetime import timedelta
from decimal import Decimal

from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
)
from reporting.queries.decision import get_dossier


def propose_demo(scene, exercice):
    """The préfecture proposes all that is simulated, five weeks after the figures were handed over."""
    dossier = get_dossier(exercice)
    transmission = dossier.transmission
    return _write(
        propose_refaction,
        scene.prefecture,
        transmission.le + timedelta(days=35),
        exercice,
        montant=dossier.executions[transmission.pk].simulation.total.refaction,
        motif="Des crédits de l’État n’ont pas été dépensés dans l’année.",
    )


def settle_demo(scene, exercice):
    """The département answers, the préfecture keeps half of what it proposed and pays in two instalments."""
    proposition = propose_demo(scene, exercice)
    reponse = _write(
        answer_proposition,
        scene.valideur,
        proposition.le + timedelta(days=21),
        exercice,
        montant=None,
        motif="Les recrutements ont été retardés par la crise sanitaire\u202f; les postes sont pourvus depuis "
        "septembre.",
    )
    notification = _write(
        notify_decision,
        scene.prefecture,
        reponse.le + timedelta(days=14),
        exercice,
        montant=(proposition.montant / 2).quantize(Decimal("0.01")),
        motif="Le retard des recrutements est établi\u00a0: la moitié de la réfaction proposée est abandonnée.",
    )
    du = get_dossier(exercice).du
    premier = (du * Decimal("0.6")).quantize(Decimal("0.01"))
    for jours, montant in ((20, premier), (80, du - premier)):
        le = notification.le + timedelta(days=jours)
        _write(
            record_versement,
            scene.prefecture,
            le,
            exercice,
            verse_le=le.date(),
            montant=montant,
            imputation="Programme 304, action 19",
        )


def _write(operation, by, at, exercice, **champs):
    return operation(by=by, at=at, exercice=exercice, vu=get_dossier(exercice).version, **champs)
