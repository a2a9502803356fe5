"""Writes on avenants; signing applies the lines to the convention."""

from django.db import transaction

from avenants.models import Avenant, LigneCible, LigneFinancement, NatureAvenant, Statut
from avenants.policies import (
    refusal_to_cancel_extension,
    refusal_to_edit_avenant,
    refusal_to_extend,
    refusal_to_sign,
)
from comptes.operations import record_trace, update_versioned
from conventions.formats import date_fr
from conventions.operations.acces import check, lock_exercice
from conventions.operations.financements import set_montants
from conventions.policies import refusal_to_edit
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


@transaction.atomic
def extend_exercice(*, by, at, exercice, numero, date_signature):
    """Record the signed avenant de report: the execution goes on until the day the référentiel allows, and deadlines
    move. The site prints no paper of it. Raises Refus, or ValidationError when the number is taken."""
    exercice = lock_exercice(exercice)
    check(refusal_to_extend(by, exercice))
    jusqu_a = exercice.prolongation
    avenant = Avenant(
        exercice=exercice,
        convention_id=exercice.convention_id,
        numero=numero,
        nature=NatureAvenant.REPORT,
        regime=exercice.regime,
        prolonge_au=jusqu_a,
        objet=f"Report de l’exécution {exercice.annee} au {date_fr(jusqu_a)}",
        statut=Statut.SIGNE,
        date_signature=date_signature,
    )
    avenant.full_clean()
    avenant.save()
    exercice.prolonge_au = jusqu_a
    exercice.save(update_fields=["prolonge_au"])
    record_trace(by=by, at=at, geste="prolonger l’exécution", objet=exercice, **_tell_report(avenant))
    return avenant


@transaction.atomic
def cancel_extension(*, by, at, exercice, motif):
    """Undo an extension recorded by mistake: its avenant goes, the journal keeps what it said and why. Raises Refus."""
    exercice = lock_exercice(exercice)
    check(refusal_to_cancel_extension(by, exercice))
    for avenant in exercice.avenants.filter(nature=NatureAvenant.REPORT):
        record_trace(
            by=by,
            at=at,
            geste="annuler la prolongation",
            objet=exercice,
            motif=motif,
            **_tell_report(avenant),
        )
        avenant.delete()
    exercice.prolonge_au = None
    exercice.save(update_fields=["prolonge_au"])


def _tell_report(avenant):
    return {
        "numero": avenant.numero,
        "signe_le": avenant.date_signature.isoformat(),
        "prolonge_au": avenant.prolonge_au.isoformat(),
    }
