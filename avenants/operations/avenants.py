"""Writes on avenants; signing applies the lines to the convention."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from avenants.models import Avenant, LigneCible, LigneFinancement, NatureAvenant, Statut
from avenants.policies import (
    refusal_to_cancel_extension,
    refusal_to_edit_avenant,
    refusal_to_extend,
    refusal_to_sign,
)
from avenants.queries import get_suite, list_fautes_avenant
from comptes.acces import check, check_vu
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import ModifieEntreTemps, operation, update_versioned
from conventions.models import Action, Exercice
from conventions.operations.acces import lock_exercice, lock_exercices
from conventions.operations.conventions import check_signature
from conventions.policies import refusal_to_edit
from conventions.queries.exercices import get_version_de_vie
from financement.operations.montants import set_montants
from indicateurs.models import Cible
from indicateurs.operations.cibles import CiblesSaisies, set_cibles
from indicateurs.policies.cibles import refusal_to_move_cible
from nombres.formats import date_fr

# By action and key of the source; None leaves an amount as the convention says it.
MontantsSaisis = Mapping[tuple[Action, str], Decimal | None]


@operation
def draft_avenant(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    champs: Mapping[str, Any],
    montants: MontantsSaisis | None = None,
    cibles: CiblesSaisies | None = None,
) -> Avenant:
    """Open an avenant for an exercice, with its lines (see `record_avenant`), all or nothing.

    Raises Refus, or ValidationError: a number that is taken or does not follow, amounts that do not add up.
    """
    exercice = lock_exercices(exercice)
    check(refusal_to_edit(by, exercice))
    avenant = Avenant(exercice=exercice, convention_id=exercice.convention_id, **champs)
    avenant.full_clean()
    avenant.save()
    _write_lignes(avenant, montants or {}, cibles or {})
    _check_contenu(avenant)
    avenant.ecrits = [*champs, *_read_lignes(avenant)]
    record_trace(by=by, at=at, geste=Geste.PREPARER_AVENANT, objet=avenant)
    return avenant


@operation
def record_avenant(
    *,
    by: Utilisateur,
    at: datetime,
    avenant: Avenant,
    version: int | None,
    champs: Mapping[str, Any],
    montants: MontantsSaisis,
    cibles: CiblesSaisies,
) -> Avenant:
    """Change an avenant and its lines: None removes a line, one that is not named stays.

    Raises Refus (it may just have been signed), ModifieEntreTemps, or ValidationError as `draft_avenant` does.
    """
    avenant = _lock_avenant(avenant)
    check(refusal_to_edit_avenant(by, avenant))
    update_versioned(avenant, version, champs)
    avant = _read_lignes(avenant)
    _write_lignes(avenant, montants, cibles)
    _check_contenu(avenant)
    apres = _read_lignes(avenant)
    changes = [nom for nom in avant | apres if avant.get(nom) != apres.get(nom)]
    avenant.ecrits = [*avenant.ecrits, *changes]
    record_trace(by=by, at=at, geste=Geste.MODIFIER_AVENANT, objet=avenant)
    return avenant


def _lock_avenant(avenant: Avenant) -> Avenant:
    """The avenant reread and locked, with the exercices of its convention."""
    exercice = lock_exercices(avenant.exercice)
    avenant = Avenant.objects.select_for_update().get(pk=avenant.pk)
    avenant.exercice, avenant.convention = exercice, exercice.convention
    return avenant


def name_montant(action_pk: int, cle: str) -> str:
    """An amount of an avenant, in its form and in the journal."""
    return f"m-{action_pk}-{cle}"


def name_champ_cible(code: str, annee: int) -> str:
    """A target of an avenant, in its form and in the journal."""
    return f"c-{code}-{annee}"


def _read_lignes(avenant: Avenant) -> dict[str, Decimal]:
    """What each line holds, by name; two queries."""
    montants = LigneFinancement.objects.filter(avenant=avenant)
    cibles = LigneCible.objects.filter(avenant=avenant)
    return {name_montant(un.action_id, un.cle): un.montant for un in montants} | {
        name_champ_cible(un.code, un.annee): un.valeur for un in cibles
    }


def _write_lignes(avenant: Avenant, montants: MontantsSaisis, cibles: CiblesSaisies) -> None:
    for (action, cle), montant in montants.items():
        source, _, partenaire = cle.partition("-")
        ligne = {"avenant": avenant, "action": action, "source": source, "partenaire_id": partenaire or None}
        _write_ligne(LigneFinancement, ligne, "montant", montant)
    for (code, annee), valeur in cibles.items():
        cible = Cible(convention=avenant.convention, code=code, annee=annee)
        if valeur is not None and (refus := refusal_to_move_cible(cible)):
            raise ValidationError(refus)
        _write_ligne(LigneCible, {"avenant": avenant, "code": code, "annee": annee}, "valeur", valeur)


def _write_ligne(
    modele: type[LigneFinancement | LigneCible], ligne: Mapping[str, Any], champ: str, valeur: Decimal | None
) -> None:
    lignes = modele.objects.filter(**ligne)
    if valeur is None:
        lignes.delete()
    elif not lignes.update(**{champ: valeur}):
        modele.objects.create(**ligne, **{champ: valeur})


def _check_contenu(avenant: Avenant) -> None:
    """Its number follows, its amounts add up, its clauses have their actions: else ValidationError, by field."""
    fautes = list_fautes_avenant(avenant)
    if faute := get_suite(avenant.convention_id, sauf=avenant.pk).find_faute(avenant.numero):
        fautes.insert(0, ("numero", faute))
    if fautes:
        raise ValidationError(
            {champ: [phrase for nom, phrase in fautes if nom == champ] for champ, _ in fautes}
        )


@operation
def sign_avenant(
    *, by: Utilisateur, at: datetime, avenant: Avenant, version: int | None, date_signature: date
) -> Avenant:
    """Record the signature: the new amounts and targets become the convention's.

    `version` is the one that was read before signing. Raises Refus, ModifieEntreTemps when somebody changed the avenant
    since, or ValidationError when it was not voted yet that day.
    """
    avenant = _lock_avenant(avenant)
    check(refusal_to_sign(by, avenant))
    if avenant.version != version:
        raise ModifieEntreTemps(avenant)
    check_signature(avenant.deliberation, date_signature)
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
        avenant=avenant.numero,
        signe_le=date_signature,
    )
    exercice.montant_notifie, exercice.prevu_fixe_le = avenant.montant_etat, date_signature
    exercice.save(update_fields=["montant_notifie", "prevu_fixe_le"])
    avenant.statut, avenant.date_signature = Statut.SIGNE, date_signature
    avenant.save(update_fields=["statut", "date_signature"])
    record_trace(by=by, at=at, geste=Geste.SIGNER_AVENANT, objet=avenant)
    return avenant


@operation
def extend_exercice(
    *, by: Utilisateur, at: datetime, exercice: Exercice, numero: int, date_signature: date
) -> Avenant:
    """Record the signed avenant de report: the execution goes on until the day the référentiel allows, and deadlines
    move. The site prints no paper of it. Raises Refus, or ValidationError when the number is taken."""
    exercice = lock_exercices(exercice)
    check(refusal_to_extend(by, exercice))
    jusqu_a = exercice.prolongation
    assert jusqu_a is not None  # else it was refused
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
    record_trace(by=by, at=at, geste=Geste.PROLONGER_EXECUTION, objet=exercice, **_tell_report(avenant))
    return avenant


@operation
def cancel_extension(
    *, by: Utilisateur, at: datetime, exercice: Exercice, motif: str, vu: str | None = None
) -> None:
    """Undo an extension recorded by mistake: its avenant goes, the journal keeps what it said and why. Raises Refus or
    ModifieEntreTemps (`get_version_de_vie`)."""
    exercice = lock_exercice(exercice)
    check_vu(vu, get_version_de_vie(exercice), exercice)
    check(refusal_to_cancel_extension(by, exercice))
    for avenant in exercice.avenants.filter(nature=NatureAvenant.REPORT):
        record_trace(
            by=by,
            at=at,
            geste=Geste.ANNULER_PROLONGATION,
            objet=exercice,
            motif=motif,
            **_tell_report(avenant),
        )
        avenant.delete()
    exercice.prolonge_au = None
    exercice.save(update_fields=["prolonge_au"])


def _tell_report(avenant: Avenant) -> dict[str, Any]:
    assert avenant.date_signature and avenant.prolonge_au  # constraints of the database
    return {
        "numero": avenant.numero,
        "signe_le": avenant.date_signature.isoformat(),
        "prolonge_au": avenant.prolonge_au.isoformat(),
    }
