"""Writes on the life of a convention: who signs it, when it runs, the copies that prove it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db.models import F

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import Disparu, ModifieEntreTemps, operation, update_versioned
from conventions.models import Convention, Deliberation, Partie, PieceConvention, Signataire
from conventions.policies import refusal_to_edit_convention
from fichiers.pieces import FichierJoint, make_piece


class SignataireSaisi(TypedDict):
    """One who signs, as typed."""

    partie: str
    titre: str
    nom: NotRequired[str]
    qualite: NotRequired[str]


def lock_conventions(conventions: Iterable[Convention]) -> dict[int, Convention]:
    """By key, reread and locked until the end of the transaction, in one order for everybody."""
    verrouillees = Convention.objects.select_for_update(of=("self",)).order_by("pk")
    return verrouillees.select_related("departement", "collectivite").in_bulk([c.pk for c in conventions])


def check_version(convention: Convention, version: int | None) -> None:
    """Raises ModifieEntreTemps when `convention`, locked, is not at the `version` its page was opened on."""
    if convention.version != version:
        raise ModifieEntreTemps(convention)


def move_versions(conventions: Iterable[Convention]) -> list[Convention]:
    """What the pages of these conventions were opened on is no longer what is stored; each of them once."""
    touchees = list({convention.pk: convention for convention in reversed([*conventions])}.values())
    Convention.objects.filter(pk__in=[c.pk for c in touchees]).update(version=F("version") + 1)
    return touchees


def check_signature(vote: Deliberation | None, signature: date | None) -> None:
    """Raises ValidationError beside the date when what `vote` approves is signed before the vote."""
    if vote and (faute := vote.find_faute(signature)):
        raise ValidationError({"date_signature": faute})


def set_signataires(
    convention: Convention, signataires: Iterable[SignataireSaisi], parties: Collection[str] = Partie.values
) -> None:
    """Replace those who sign for `parties`, in order. Inside the caller's transaction; raises ValidationError."""
    convention.signataires.filter(partie__in=parties).delete()
    lignes = [
        Signataire(convention=convention, rang=rang, **un) for rang, un in enumerate(signataires, start=1)
    ]
    for ligne in lignes:
        ligne.full_clean(exclude=["convention"])
    Signataire.objects.bulk_create(lignes)


@operation
def record_signataires(
    *,
    by: Utilisateur,
    at: datetime,
    convention: Convention,
    version: int | None,
    parties: Collection[str],
    signataires: Iterable[SignataireSaisi],
) -> None:
    """Write those who sign for `parties` (of Partie), instead of those who did; the other side is left alone.

    Raises Refus, ModifieEntreTemps, or ValidationError when one of them has no title.
    """
    convention = lock_conventions([convention])[convention.pk]
    for partie in parties:
        check(refusal_to_edit_convention(by, convention, f"signataires_{partie}"))
    check_version(convention, version)
    avant = [str(un) for un in convention.signataires.all()]
    set_signataires(convention, [un for un in signataires if un["partie"] in parties], parties)
    move_versions([convention])
    apres = [str(un) for un in convention.signataires.all()]
    record_trace(by=by, at=at, geste=Geste.DIRE_SIGNATAIRES, objet=convention, avant=avant, apres=apres)


@operation
def record_dates(
    *, by: Utilisateur, at: datetime, convention: Convention, version: int | None, champs: Mapping[str, Any]
) -> Convention:
    """Change the dates of a convention (`date_signature`, `debut`, `fin`, `prolongee_au`); raises Refus,
    ModifieEntreTemps, or ValidationError when they cannot be."""
    convention = lock_conventions([convention])[convention.pk]
    check(refusal_to_edit_convention(by, convention, "dates"))
    check_signature(convention.deliberation, champs.get("date_signature"))
    return _update(by, at, Geste.CHANGER_DATES, convention, version, champs)


@operation
def record_paiement(
    *, by: Utilisateur, at: datetime, convention: Convention, version: int | None, champs: Mapping[str, Any]
) -> Convention:
    """Say how the State pays (`modalites_paiement`, `comptable`, `imputation`, `engagement_juridique`, `siret`); raises
    Refus, ModifieEntreTemps, or ValidationError: a SIRET that is none."""
    convention = lock_conventions([convention])[convention.pk]
    check(refusal_to_edit_convention(by, convention, "paiement"))
    return _update(by, at, Geste.DIRE_PAIEMENT, convention, version, champs)


def _update(
    by: Utilisateur,
    at: datetime,
    geste: Geste,
    convention: Convention,
    version: int | None,
    champs: Mapping[str, Any],
) -> Convention:
    avant = {champ: str(getattr(convention, champ)) for champ in champs}
    update_versioned(convention, version, champs)
    apres = {champ: str(valeur) for champ, valeur in champs.items()}
    record_trace(by=by, at=at, geste=geste, objet=convention, avant=avant, apres=apres)
    return convention


@operation
def record_piece_convention(
    *, by: Utilisateur, at: datetime, convention: Convention, nature: str, **fichier: Unpack[FichierJoint]
) -> PieceConvention:
    """Attach a signed copy; raises Refus, or ValidationError when that very
    file is attached already."""
    check(refusal_to_edit_convention(by, convention, "pieces"))
    piece = make_piece(PieceConvention, by=by, at=at, convention=convention, nature=nature, **fichier)
    piece.full_clean()
    piece.save()
    _trace_piece(by, at, Geste.JOINDRE_COPIE, piece)
    return piece


@operation
def withdraw_piece_convention(*, by: Utilisateur, at: datetime, piece: PieceConvention) -> None:
    """Withdraw a copy joined by mistake: it is shown no more, and stays where only the database's keeper reads it; the
    journal says who, its name and its fingerprint. Raises Refus or Disparu."""
    check(refusal_to_edit_convention(by, piece.convention, "pieces"))
    _trace_piece(by, at, Geste.RETIRER_COPIE, piece)
    if not PieceConvention.objects.kept().filter(pk=piece.pk).update(retiree_le=at):
        raise Disparu


def _trace_piece(by: Utilisateur, at: datetime, geste: Geste, piece: PieceConvention) -> None:
    record_trace(
        by=by,
        at=at,
        geste=geste,
        objet=piece.convention,
        fichier=piece.nom_fichier,
        empreinte=piece.empreinte,
    )
