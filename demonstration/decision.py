"""Decisions on money in the demo: one that waits for the département's answer, others notified and paid; before one of
them, the opinion of the commissaire and the dialogue de performance.

Each function continues one exercice of a `france.Scene` that was handed over, by the operations one uses.
"""

from datetime import timedelta
from decimal import Decimal

from comptes.models import Role, Utilisateur
from reporting.models import Modalite, SensAvis
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
)
from reporting.operations.instruction import record_avis, record_dialogue
from reporting.operations.papiers import produce_arrete, produce_lettre
from reporting.queries.decision import get_dossier
from reporting.taches import draw_document


def advise_demo(scene, exercice):
    """Two weeks after the figures were handed over, the commissaire gives an opinion with a reserve; a week later, the
    dialogue is held."""
    region = scene.convention.departement.region_id
    commissaire = Utilisateur.objects.get(role=Role.COMMISSAIRE, region=region)
    transmission = get_dossier(exercice).transmission
    avis = _write(
        record_avis,
        commissaire,
        transmission.le + timedelta(days=15),
        exercice,
        sens=SensAvis.RESERVES,
        reserves="Le délai d’orientation doit être suivi mois par mois en 2021.",
        motif="Les actions sont conduites comme convenu\u202f; les délais du parcours progressent moins que prévu.",
    )
    tenu = avis.le + timedelta(days=7)
    _write(
        record_dialogue,
        commissaire,
        tenu + timedelta(days=1),
        exercice,
        tenu_le=tenu.date(),
        modalite=Modalite.PRESENCE,
        lieu="Préfecture du département",
        participants="Le commissaire à la lutte contre la pauvreté\nLa directrice de l’insertion du Département\n"
        "La directrice départementale de l’emploi, du travail et des solidarités",
        conclusions="Le Département présente chaque mois le nombre de personnes en attente d’orientation. Les "
        "recrutements reportés sont achevés avant septembre.",
    )


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


def print_decision_demo(scene, exercice):
    """The letter and the arrêté of a decision that was notified, drawn at once."""
    at = get_dossier(exercice).notification.le
    for produce in (produce_lettre, produce_arrete):
        draw_document(produce(by=scene.prefecture, at=at, exercice=exercice).pk)


def _write(operation, by, at, exercice, **champs):
    return operation(by=by, at=at, exercice=exercice, vu=get_dossier(exercice).version, **champs)
