"""Writes on avenants; signing applies the lines to the convention."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from avenants.models import Avenant, LigneCible, LigneFinancement, NatureAvenant, Statut
from avenants.operations.annonces import tell_signature
from avenants.policies import (
    refusal_to_delete_avenant,
    refusal_to_edit_avenant,
    refusal_to_prepare,
    refusal_to_sign,
)
from avenants.queries import list_fautes_avenant
from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import ModifieEntreTemps, delete_row, operation, update_versioned
from conventions.models import Action, Exercice, Source
from conventions.operations.acces import lock_exercices
from conventions.operations.conventions import check_signature, lock_conventions
from financement.operations.montants import set_montants
from indicateurs.models import Cible
from indicateurs.operations.cibles import CiblesSaisies, set_cibles
from indicateurs.policies.cibles import refusal_to_move_cible

# By action and key of the source; None leaves an amount as the convention says it.
MontantsSaisis = Mapping[tuple[Action, str], Decimal | None]


@operation
def draft_avenant(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    champs: Mapping[str, Any],
    nature: NatureAvenant = NatureAvenant.FINANCIER,
    montants: MontantsSaisis | None = None,
    cibles: CiblesSaisies | None = None,
) -> Avenant:
    """Open an avenant of one of NATURES_PREPAREES from an exercice, with its lines (see `record_avenant`), all or
    nothing. One of report goes to the day the référentiel allows; one whose régime is not asked has that of the year.

    Raises Refus, or ValidationError: a number that is taken or does not follow, amounts that do not add up, a day that
    extends nothing, a modification of nothing.
    """
    exercice = lock_exercices(exercice)
    check(refusal_to_prepare(by, exercice, nature))
    avenant = Avenant(exercice=exercice, convention_id=exercice.convention_id, nature=nature)
    dits = {"regime": exercice.regime} | dict(champs)
    if nature == NatureAvenant.REPORT:
        dits["prolonge_au"] = exercice.prolongation
    for champ, valeur in dits.items():
        setattr(avenant, champ, valeur)
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


@operation
def delete_avenant(*, by: Utilisateur, at: datetime, avenant: Avenant) -> None:
    """Remove an avenant in preparation, with its lines: its number is free again, and the journal keeps what it said.
    What it would have changed never held, and its vote stays. Raises Refus or Disparu."""
    avenant = _lock_avenant(avenant)
    check(refusal_to_delete_avenant(by, avenant))
    record_trace(
        by=by,
        at=at,
        geste=Geste.RETIRER_AVENANT,
        objet=avenant.exercice,
        avant=tell_avenant(avenant),
        apres=None,
    )
    delete_row(avenant)


def tell_avenant(avenant: Avenant) -> dict[str, object]:
    """An avenant in preparation as the journal keeps it, lines included; two queries."""
    jour = avenant.prolonge_au and avenant.prolonge_au.isoformat()
    dits: dict[str, object] = {
        champ: getattr(avenant, champ) for champ in ("numero", "nature", "objet", "stipulations")
    }
    montant = avenant.montant_etat
    dits |= {"prolonge_au": jour, "montant_etat": None if montant is None else str(montant)}
    lignes = {nom: str(valeur) for nom, valeur in _read_lignes(avenant).items()}
    return {champ: valeur for champ, valeur in dits.items() if valeur not in (None, "")} | {"lignes": lignes}


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
    """It holds (`list_fautes_avenant`): else ValidationError, by field."""
    fautes: dict[str, list[str]] = {}
    for champ, phrase in list_fautes_avenant(avenant):
        fautes.setdefault(champ, []).append(phrase)
    if fautes:
        raise ValidationError(fautes)


@operation
def sign_avenant(
    *, by: Utilisateur, at: datetime, avenant: Avenant, version: int | None, date_signature: date
) -> Avenant:
    """Record the signature: what the avenant says becomes what holds, of the convention or of its exercice.

    `version` is the one that was read before signing. Raises Refus, ModifieEntreTemps when somebody changed the avenant
    since, or ValidationError when it was not voted yet that day.
    """
    avenant = _lock_avenant(avenant)
    check(refusal_to_sign(by, avenant))
    if avenant.version != version:
        raise ModifieEntreTemps(avenant)
    check_signature(avenant.deliberation, date_signature)
    apply = _extend if avenant.prolonge_au else _apply_lignes
    apply(by, at, avenant, date_signature)
    avenant.statut, avenant.date_signature = Statut.SIGNE, date_signature
    avenant.save(update_fields=["statut", "date_signature"])
    record_trace(by=by, at=at, geste=Geste.SIGNER_AVENANT, objet=avenant)
    tell_signature(by=by, at=at, avenant=avenant)
    return avenant


def _apply_lignes(by: Utilisateur, at: datetime, avenant: Avenant, signe_le: date) -> None:
    """The new amounts and targets become those of the exercice and of the convention; the State's are agreed."""
    exercice = avenant.exercice
    lignes = list(avenant.lignes_financement.all())
    set_montants(
        by=by,
        at=at,
        exercice=exercice,
        cellules={(ligne.action_id, f"{ligne.cle}.prevu"): ligne.montant for ligne in lignes},
    )
    set_cibles(
        by=by,
        at=at,
        convention=avenant.convention,
        cibles={(ligne.code, ligne.annee): ligne.valeur for ligne in avenant.lignes_cible.all()},
        avenant=avenant.numero,
        signe_le=signe_le,
    )
    if avenant.montant_etat is not None:
        exercice.montant_notifie = avenant.montant_etat
    if avenant.montant_etat is not None or any(ligne.source == Source.ETAT for ligne in lignes):
        exercice.prevu_fixe_le = signe_le
    exercice.save(update_fields=["montant_notifie", "prevu_fixe_le"])


def _extend(by: Utilisateur, at: datetime, avenant: Avenant, signe_le: date) -> None:
    """The execution of the exercice, or the convention, goes on: deadlines move, years may be opened."""
    assert avenant.prolonge_au is not None  # it extends something
    dit = {"numero": avenant.numero, "signe_le": signe_le.isoformat()}
    dit["prolonge_au"] = avenant.prolonge_au.isoformat()
    if avenant.nature == NatureAvenant.REPORT:
        exercice = avenant.exercice
        exercice.prolonge_au = avenant.prolonge_au
        exercice.save(update_fields=["prolonge_au"])
        record_trace(by=by, at=at, geste=Geste.PROLONGER_EXECUTION, objet=exercice, **dit)
        return
    convention = lock_conventions([avenant.convention])[avenant.convention_id]
    update_versioned(convention, convention.version, {"prolongee_au": avenant.prolonge_au})
    record_trace(by=by, at=at, geste=Geste.CHANGER_DATES, objet=convention, **dit)
