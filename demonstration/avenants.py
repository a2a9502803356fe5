"""The avenants of the demo: drafted, drawn and signed."""

from datetime import date
from decimal import Decimal

from avenants.operations.avenants import draft_avenant
from avenants.queries import list_clauses
from demonstration.jours import make_instant
from reporting.operations.documents import conclude_avenant, produce_avenant
from reporting.taches import draw_document


def draft_avenant_demo(scene, exercice, annee, actions, notifie):
    """The Finistère signs one each year; the others prepare their first in 2021."""
    if annee != 2021 and scene.convention.code != "29":
        return
    action = actions[-1]
    supplement = scene.compute_montant("24000")
    prevu = {ligne.source: ligne.prevu for ligne in action.financements.all()}
    avenant = draft_avenant(
        by=scene.agent,
        at=make_instant(annee, 4, 12),
        exercice=exercice,
        champs={
            "numero": annee - 2018 if scene.convention.code == "29" else 1,
            "regime": "civile",
            "objet": f"Engagements de l’exercice {annee}",
            "montant_etat": notifie + supplement,
            "clauses": _list_clauses(exercice),
        },
        montants={
            (action, "etat"): prevu["etat"] + supplement,
            (action, "departement_nouveau"): prevu["departement_nouveau"] + supplement,
        },
        cibles={("R2", an): Decimal(60 + 10 * (an - 2019)) / 100 for an in (annee, annee + 1)},
    )
    if annee != 2021:
        projet = produce_avenant(by=scene.agent, at=make_instant(annee, 10, 4), avenant=avenant)
        draw_document(projet.pk)
        final = conclude_avenant(
            by=scene.valideur,
            at=make_instant(annee, 11, 14),
            avenant=avenant,
            version=avenant.version,
            date_signature=date(annee, 11, 14),
        )
        draw_document(final.pk)


def _list_clauses(exercice):
    axes = {action.axe for action in exercice.actions.all()}
    proposees = list_clauses(exercice.referentiel)
    return [code for code in ("mobilites", "si") if code in proposees and axes & {*proposees[code].axes}]
