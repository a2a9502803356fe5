"""Writes on redéploiements: State credits moved from one axe to others, with the proof that allows it."""

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.operations import operation
from conventions.models import MouvementRedeploiement, Redeploiement, Source
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_redeploy
from fichiers.pieces import make_piece
from financement.controles import list_refus_redeploiement
from financement.operations.montants import set_montants
from financement.queries.redeploiements import build_credits_deplacables
from nombres.exacts import sum_known

CHANGES = (
    "Les montants prévus de l’État ont changé depuis que cette page est ouverte\u00a0: relisez-les, "
    "puis envoyez de nouveau."
)


@operation
def record_redeploiement(*, by, at, exercice, mouvements, constat, cibles_atteintes, vue, **fichier):
    """Move planned State credits between actions and freeze why; returns the `Redeploiement`.

    `mouvements` is {action pk: signed amount in euros}; `vue` the `empreinte` of the `CreditsDeplacables` the page
    showed; `fichier` the proof (`nom_fichier`, `type_contenu`, `octets`). It also holds once the State's amounts are
    agreed: that is what it is for. Raises Refus, or ValidationError with every reason (`list_refus_redeploiement`).
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_redeploy(by, exercice))
    credits = build_credits_deplacables(exercice)
    if vue != credits.empreinte:
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
    MouvementRedeploiement.objects.bulk_create(
        MouvementRedeploiement(redeploiement=redeploiement, action_id=pk, montant=montant)
        for pk, montant in mouvements.items()
    )
    cellules = {
        (pk, f"{Source.ETAT}.prevu"): sum_known((dotees[pk].prevu, montant))
        for pk, montant in mouvements.items()
    }
    set_montants(by=by, at=at, exercice=exercice, cellules=cellules)
    dits = {dotees[pk].action.numero: str(montant) for pk, montant in mouvements.items()}
    empreinte = redeploiement.empreinte
    record_trace(by=by, at=at, geste=Geste.REDEPLOYER, objet=exercice, mouvements=dits, empreinte=empreinte)
    return redeploiement


def list_refus_mouvements(credits, mouvements, *, cibles_atteintes, has_preuve):
    """`list_refus_redeploiement` of {action pk: signed amount} on the `CreditsDeplacables` of an exercice."""
    numeros = {un.action.pk: un.action.numero for un in credits.actions}
    return list_refus_redeploiement(
        {numeros.get(pk, str(pk)): montant for pk, montant in mouvements.items()},
        {un.action.numero: un.action.axe for un in credits.actions},
        {un.action.numero: un.prevu for un in credits.actions},
        credits.regle,
        cibles_atteintes=cibles_atteintes,
        has_preuve=has_preuve,
    )
