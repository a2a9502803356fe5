"""Writes on avenants; signing applies the lines to the convention."""

from django.db import transaction

from avenants.models import Avenant, LigneCible, LigneFinancement, Statut
from avenants.policies import refusal_to_edit_avenant, refusal_to_sign
from comptes.operations import record_trace, update_versioned
from conventions.operations.acces import check, lock_exercice
from conventions.operations.financements import set_montants
from conventions.policies import refusal_to_edit
from conventions.queries.financements import list_actions
from indicateurs.operations.cibles import set_cibles


@transaction.atomic
def draft_avenant(*, by, at, exercice, champs):
    """Open an avenant for an exercice; raises Refus, or ValidationError when the number is taken."""
    exercice = lock_exercice(exercice)
    check(refusal_to_edit(by, exercice))
    avenant = Avenant(exercice=exercice, convention_id=exercice.convention_id, **champs)
    avenant.full_clean()
    avenant.save()
    record_trace(by=by, at=at, geste="préparer un avenant", objet=avenant)
    return avenant


@transaction.atomic
def record_avenant(*, by, at, avenant, version, champs, montants, cibles):
    """Change an avenant and its lines: `montants` {(action, key of the source): Decimal | None}, `cibles`
    {(code, annee): Decimal | None}; None removes the line. Raises Refus, ModifieEntreTemps or ValidationError."""
    avenant.exercice = lock_exercice(avenant.exercice)
    check(refusal_to_edit_avenant(by, avenant))
    update_versioned(avenant, version, champs)
    for (action, cle), montant in montants.items():
        source, _, partenaire = cle.partition("-")
        ligne = {"avenant": avenant, "action": action, "source": source, "partenaire_id": partenaire or None}
        lignes = LigneFinancement.objects.filter(**ligne)
        if montant is None:
            lignes.delete()
        elif not lignes.update(montant=montant):
            LigneFinancement.objects.create(**ligne, montant=montant)
    for (code, annee), valeur in cibles.items():
        lignes = LigneCible.objects.filter(avenant=avenant, code=code, annee=annee)
        if valeur is None:
            lignes.delete()
        elif not lignes.update(valeur=valeur):
            LigneCible.objects.create(avenant=avenant, code=code, annee=annee, valeur=valeur)
    record_trace(by=by, at=at, geste="modifier un avenant", objet=avenant)
    return avenant


@transaction.atomic
def sign_avenant(*, by, at, avenant, date_signature):
    """Record the signature: the new amounts and targets become the convention's. Raises Refus."""
    avenant.exercice = lock_exercice(avenant.exercice)
    check(refusal_to_sign(by, avenant))
    exercice = avenant.exercice
    set_montants(
        by=by,
        at=at,
        exercice=exercice,
        actions=list_actions(exercice),
        cellules={
            (ligne.action_id, f"{ligne.cle}.prevu"): ligne.montant
            for ligne in avenant.lignes_financement.all()
        },
    )
    set_cibles(
        by=by,
        at=at,
        convention=avenant.convention,
        cibles={(ligne.code, ligne.annee): ligne.valeur for ligne in avenant.lignes_cible.all()},
    )
    exercice.montant_notifie, exercice.prevu_fixe_le = avenant.montant_etat, date_signature
    exercice.save(update_fields=["montant_notifie", "prevu_fixe_le"])
    avenant.statut, avenant.date_signature = Statut.SIGNE, date_signature
    avenant.save(update_fields=["statut", "date_signature"])
    record_trace(by=by, at=at, geste="signer un avenant", objet=avenant)
    return avenant
