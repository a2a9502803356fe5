"""Writes on redéploiements: State credits moved from one axe to others, with the proof that allows it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Unpack

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Exercice, MouvementRedeploiement, Redeploiement, Source
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_redeploy
from fichiers.pieces import FichierJoint, make_piece
from financement.controles import Constat, list_refus_redeploiement
from financement.operations.montants import set_montants
from financement.queries.redeploiements import CreditsDeplacables, build_credits_deplacables
from nombres.exacts import sum_known

CHANGES = (
    "Les montants prévus de l’État ont changé depuis que cette page est ouverte\u00a0: relisez-les, "
    "puis envoyez de nouveau."
)


@operation
def record_redeploiement(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    mouvements: Mapping[int, Decimal],
    constat: str,
    cibles_atteintes: bool,
    vue: str,
    **fichier: Unpack[FichierJoint],
) -> Redeploiement:
    """Move planned State credits between actions and freeze why.

    `mouvements` are signed amounts in euros, by key of the action; `vue` the `empreinte` of the `CreditsDeplacables`
    the page showed; `fichier` the proof. It also holds once the State's amounts are agreed: that is what it is for.
    Raises Refus, or ValidationError with every reason (`list_refus_redeploiement`).
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_redeploy(by, exercice))
    credits = build_credits_deplacables(exercice)
    if credits is None or vue != credits.empreinte:
        raise ValidationError(CHANGES)
    dotees = {un.action.pk: un for un in credits.actions}
    mouvements = {pk: montant for pk, montant in mouvements.items() if montant}
    refus = list_refus_mouvements(
        credits, mouvements, cibles_atteintes=cibles_atteintes, has_preuve=bool(fichier.get("octets"))
    )
    if refus:
        raise ValidationError([constat.phrase for constat in refus])
    redeploiement = make_piece(Redeploiement, by=by, at=at, exercice=exercice, constat=constat, **fichier)
    redeploiement.full_clean()
    redeploiement.save()
    _move(by, at, redeploiement, mouvements, {pk: un.prevu for pk, un in dotees.items()})
    dits = {dotees[pk].action.numero: str(montant) for pk, montant in mouvements.items()}
    empreinte = redeploiement.empreinte
    record_trace(by=by, at=at, geste=Geste.REDEPLOYER, objet=exercice, mouvements=dits, empreinte=empreinte)
    return redeploiement


def _move(
    by: Utilisateur,
    at: datetime,
    redeploiement: Redeploiement,
    mouvements: Mapping[int, Decimal],
    prevus: Mapping[int, Decimal | None],
) -> None:
    MouvementRedeploiement.objects.bulk_create(
        MouvementRedeploiement(redeploiement=redeploiement, action_id=pk, montant=montant)
        for pk, montant in mouvements.items()
    )
    cellules = {
        (pk, f"{Source.ETAT}.prevu"): sum_known((prevus[pk], montant)) for pk, montant in mouvements.items()
    }
    set_montants(by=by, at=at, exercice=redeploiement.exercice, cellules=cellules)


def list_refus_mouvements(
    credits: CreditsDeplacables,
    mouvements: Mapping[int, Decimal],
    *,
    cibles_atteintes: bool,
    has_preuve: bool,
) -> list[Constat]:
    """`list_refus_redeploiement` of signed amounts by key of the action."""
    numeros = {un.action.pk: un.action.numero for un in credits.actions}
    return list_refus_redeploiement(
        {numeros.get(pk, str(pk)): montant for pk, montant in mouvements.items()},
        {un.action.numero: un.action.axe for un in credits.actions},
        {un.action.numero: un.prevu for un in credits.actions},
        credits.regle,
        cibles_atteintes=cibles_atteintes,
        has_preuve=has_preuve,
    )
