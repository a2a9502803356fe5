"""The avenants of the demo: drafted, drawn and signed."""

from datetime import date
from decimal import Decimal

from avenants.models import NatureAvenant
from avenants.operations.avenants import draft_avenant
from avenants.queries import list_clauses
from demonstration.jours import make_instant
from reporting.operations.documents import conclude_avenant, produce_avenant
from reporting.taches import draw_document

MODIFIE = Decimal(5000)


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


def draft_suites_demo(scene):
    """Two are in preparation, of other natures: the Bas-Rhin would go on for a year, the Haut-Rhin moves credits."""
    draft = {"67": _draft_prorogation, "68": _draft_modification}.get(scene.convention.code)
    if draft:
        draft(scene, scene.convention.exercices.get(annee=2021))


def _draft_prorogation(scene, exercice):
    draft_avenant(
        by=scene.agent,
        at=make_instant(2021, 11, 22),
        exercice=exercice,
        nature=NatureAvenant.PROROGATION,
        champs={
            "numero": 2,
            "objet": "Poursuite de la convention en 2022",
            "prolonge_au": date(2022, 12, 31),
        },
    )


def _draft_modification(scene, exercice):
    """From the training of social workers to the premiers accueils; the State's total stays."""
    premiere, derniere = (exercice.actions.get(numero=numero) for numero in ("S2-1", "S6-1"))
    prevus = {un: un.financements.get(source="etat").prevu for un in (premiere, derniere)}
    draft_avenant(
        by=scene.agent,
        at=make_instant(2022, 4, 11),
        exercice=exercice,
        nature=NatureAvenant.MODIFICATION,
        champs={
            "numero": 2,
            "objet": "Crédits de la formation portés sur les premiers accueils",
            "stipulations": "Le comité de pilotage de la convention se réunit désormais deux fois par an.",
        },
        montants={
            (premiere, "etat"): prevus[premiere] + MODIFIE,
            (premiere, "departement_nouveau"): premiere.financements.get(source="departement_nouveau").prevu
            + MODIFIE,
            (derniere, "etat"): prevus[derniere] - MODIFIE,
        },
    )


def _list_clauses(exercice):
    axes = {action.axe for action in exercice.actions.all()}
    proposees = list_clauses(exercice.referentiel)
    return [code for code in ("mobilites", "si") if code in proposees and axes & {*proposees[code].axes}]
