"""From one year to the next."""

from datetime import date
from decimal import Decimal

from comptes.gestes import Geste
from conventions.models import (
    Redeploiement,
    Reprise,
)
from conventions.operations.exercices import open_second_arrete
from financement.operations.redeploiement import record_redeploiement
from financement.operations.reprise import SortSaisi, record_reprise, undo_reprise
from financement.queries.redeploiements import build_credits_deplacables
from tests.avenants.report import extend_exercice
from tests.tous_gestes.monde import AT, ecrire, fait, make_fichier, remplir


@fait(Geste.REPRENDRE_ACTIONS)
def take_up(monde):
    monde.brouillon.reprises.all().delete()
    precedente = monde.valide.actions.first()
    sorts = {precedente.pk: SortSaisi("arretee", motif=ecrire(Reprise, "motif"))}
    (monde.reprise,) = record_reprise(**monde.de_l_agent, exercice=monde.brouillon, sorts=sorts)


@fait(Geste.ANNULER_REPRISE)
def undo(monde):
    undo_reprise(**monde.de_l_agent, reprise=monde.reprise)


@fait(Geste.REDEPLOYER)
def redeploy(monde):
    actions = {action.axe: action.pk for action in monde.brouillon.actions.all()}
    record_redeploiement(
        **monde.de_l_agent,
        exercice=monde.brouillon,
        mouvements={actions["S2"]: Decimal(-10), actions["S4"]: Decimal(10)},
        cibles_atteintes=True,
        vue=build_credits_deplacables(monde.brouillon).empreinte,
        **make_fichier(Redeploiement),
        **remplir(Redeploiement, "constat"),
    )


@fait(Geste.PROLONGER_EXECUTION)
def extend(monde):
    extension = {"exercice": monde.valide, "numero": 9, "date_signature": date(2020, 12, 18)}
    extend_exercice(by=monde.valideur, at=AT, **extension)


@fait(Geste.PASSER_BROUILLON)
def open_again(monde):
    open_second_arrete(by=monde.valideur, at=AT, exercice=monde.valide)
