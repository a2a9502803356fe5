"""The decision on what the State keeps back, step by step, then its payments. A step is written once and
never changed; a payment that was mistyped is withdrawn, and typed again.

Each operation takes `vu`, the version of the dossier its author had on screen: of two people at
once, the second is told.
"""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.fuseaux import compute_jour_compte, compute_jour_venu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import ModifieEntreTemps, operation
from conventions.models import Acte, Exercice
from conventions.operations.acces import lock_exercice
from conventions.operations.exercices import begin_instruction, move_exercice
from nombres.formats import format_euros
from reporting.models import EtapeDecision, NatureEtape, Occasion, Photographie, Versement
from reporting.operations.annonces import tell_etape, tell_versement
from reporting.operations.transmission import freeze_execution
from reporting.policies import (
    refusal_to_answer,
    refusal_to_instruct,
    refusal_to_notify,
    refusal_to_pay,
    refusal_to_propose,
    refusal_to_speak,
    refusal_to_withdraw_versement,
)
from reporting.queries.decision import Dossier, get_dossier
from reporting.queries.execution import build_execution


@operation
def propose_refaction(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vu: str | None, montant: Decimal, motif: str
) -> EtapeDecision:
    """Propose to keep `montant` back (0 to the simulated amount), on figures photographed at once: its author has begun
    to read them.

    Raises Refus, ModifieEntreTemps, or ValidationError: an amount beyond the simulation, no reason.
    """
    dossier = open_dossier(exercice, vu, refusal_to_instruct(by, exercice))
    execution = build_execution(dossier.exercice)
    check(refusal_to_propose(by, dossier, execution))
    simule = execution.simulation.total.refaction
    assert simule is not None  # else it was refused
    check_montant(montant, simule, "le montant simulé")
    begin_instruction(by=by, at=at, exercice=dossier.exercice)
    photographie = freeze_execution(
        by=by, at=at, exercice=dossier.exercice, occasion=Occasion.PROPOSITION, contenu=execution
    )
    return _write_etape(by, at, dossier, NatureEtape.PROPOSEE, montant, motif, photographie)


@operation
def answer_proposition(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vu: str | None, montant: Decimal | None, motif: str
) -> EtapeDecision:
    """Answer the last proposal in writing, with the amount the département accepts or None.

    Raises Refus, ModifieEntreTemps, or ValidationError: an amount beyond the proposal, no answer written.
    """
    dossier = open_dossier(exercice, vu, refusal_to_speak(by, exercice))
    check(refusal_to_answer(by, dossier))
    propose, photographie = _read_proposition(dossier)
    if montant is not None:
        check_montant(montant, propose, "le montant proposé")
    return _write_etape(by, at, dossier, NatureEtape.REPONDUE, montant, motif, photographie)


@operation
def notify_decision(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vu: str | None, montant: Decimal, motif: str
) -> EtapeDecision:
    """Notify the decision on a validated exercice: what was proposed, less, or nothing. Nothing follows but payments.

    Raises Refus, ModifieEntreTemps, or ValidationError: more than what was proposed and answered, no reason.
    """
    dossier = open_dossier(exercice, vu, refusal_to_instruct(by, exercice))
    jour = compute_jour_compte(at, dossier.exercice.convention.departement_id)
    check(refusal_to_notify(by, dossier, jour))
    propose, photographie = _read_proposition(dossier)
    check_montant(montant, propose, "le montant proposé")
    move_exercice(by=by, at=at, exercice=dossier.exercice, acte=Acte.NOTIFIER)
    return _write_etape(by, at, dossier, NatureEtape.NOTIFIEE, montant, motif, photographie)


@operation
def record_versement(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vu: str | None,
    verse_le: date,
    montant: Decimal,
    imputation: str,
) -> Versement:
    """Record a payment of what is owed once the decision is notified.

    Raises Refus, ModifieEntreTemps, or ValidationError: a day to come, more than what is left to pay, no imputation.
    """
    dossier = open_dossier(exercice, vu, refusal_to_instruct(by, exercice))
    check(refusal_to_pay(by, dossier))
    if verse_le > compute_jour_venu(at, dossier.exercice.convention.departement_id):
        raise ValidationError({"verse_le": "Un versement a eu lieu\u00a0: sa date n’est pas à venir."})
    check_montant(montant, dossier.reste, "ce qui reste à verser")
    versement = Versement(
        exercice=dossier.exercice, verse_le=verse_le, montant=montant, imputation=imputation, par=by, le=at
    )
    versement.full_clean()
    versement.save()
    record_trace(
        by=by,
        at=at,
        geste=Geste.ENREGISTRER_VERSEMENT,
        objet=exercice,
        scelles=seal(versement),
        montant=str(montant),
    )
    tell_versement(by=by, at=at, exercice=dossier.exercice, fait="enregistré")
    return versement


@operation
def withdraw_versement(*, by: Utilisateur, at: datetime, exercice: Exercice, vu: str | None, pk: int) -> None:
    """Withdraw a payment that was mistyped: it stays written and counts no more. Raises Refus or ModifieEntreTemps."""
    dossier = open_dossier(exercice, vu, refusal_to_withdraw_versement(by, exercice))
    versement = next((un for un in dossier.versements if un.pk == pk), None)
    if versement is None:
        raise ModifieEntreTemps(dossier.derniere)
    dit = {champ: str(getattr(versement, champ)) for champ in ("verse_le", "montant", "imputation")}
    versement.retire_le, versement.retire_par = at, by
    versement.save(update_fields=["retire_le", "retire_par"])
    record_trace(by=by, at=at, geste=Geste.RETIRER_VERSEMENT, objet=exercice, **dit)
    tell_versement(by=by, at=at, exercice=dossier.exercice, fait="retiré")


def open_dossier(exercice: Exercice, vu: str | None, refus: str | None) -> Dossier:
    """The dossier reread under lock, for one whose `refus` is None; raises ModifieEntreTemps when it is not as seen."""
    check(refus)
    dossier = get_dossier(lock_exercice(exercice))
    if vu != dossier.version:
        raise ModifieEntreTemps(dossier.derniere)
    return dossier


def _read_proposition(dossier: Dossier) -> tuple[Decimal, Photographie]:
    """What was proposed, and on which figures: without a proposal, the policy refused before."""
    proposition = dossier.proposition
    assert proposition is not None and proposition.montant is not None
    return proposition.montant, proposition.photographie


def check_montant(montant: Decimal, maximum: Decimal, quoi: str) -> None:
    """Raises ValidationError: more than `maximum`, which is `quoi`."""
    if montant > maximum:
        raise ValidationError({"montant": f"Au plus {format_euros(maximum)}, {quoi}."})


def _write_etape(
    by: Utilisateur,
    at: datetime,
    dossier: Dossier,
    etape: NatureEtape,
    montant: Decimal | None,
    motif: str,
    photographie: Photographie,
) -> EtapeDecision:
    ecrite = EtapeDecision(
        exercice=dossier.exercice,
        etape=etape,
        montant=montant,
        motif=motif,
        photographie=photographie,
        par=by,
        le=at,
    )
    ecrite.full_clean()
    ecrite.save()
    record_trace(
        by=by,
        at=at,
        geste=Geste(f"decision_{etape}"),
        objet=dossier.exercice,
        scelles=seal(ecrite),
        montant=None if montant is None else str(montant),
    )
    tell_etape(by=by, at=at, etape=ecrite)
    return ecrite
