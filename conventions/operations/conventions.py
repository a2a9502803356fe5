"""Writes on the life of a convention: who signs it, when it runs, what was voted, the copies that prove it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db.models import F

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import Disparu, ModifieEntreTemps, delete_row, operation, update_versioned
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


def _check_version(convention: Convention, version: int | None) -> None:
    if convention.version != version:
        raise ModifieEntreTemps(convention)


def _move_versions(conventions: Iterable[Convention]) -> None:
    Convention.objects.filter(pk__in=[c.pk for c in conventions]).update(version=F("version") + 1)


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
    _check_version(convention, version)
    avant = [str(un) for un in convention.signataires.all()]
    set_signataires(convention, [un for un in signataires if un["partie"] in parties], parties)
    _move_versions([convention])
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
    avant = {champ: str(getattr(convention, champ)) for champ in champs}
    update_versioned(convention, version, champs)
    apres = {champ: str(valeur) for champ, valeur in champs.items()}
    record_trace(by=by, at=at, geste=Geste.CHANGER_DATES, objet=convention, avant=avant, apres=apres)
    return convention


@operation
def record_deliberation(
    *,
    by: Utilisateur,
    at: datetime,
    convention: Convention,
    deliberation: Deliberation | None,
    champs: Mapping[str, Any],
    conventions: Sequence[Convention],
    version: int | None = None,
) -> Deliberation:
    """Write one vote of the collectivité of `convention`, on `conventions` of it; `deliberation` None adds one.

    A correction gives the `version` of `convention` it was read at. Raises Refus, ModifieEntreTemps, or
    ValidationError: a convention of somebody else, a vote recorded already.
    """
    deja = deliberation.conventions.all() if deliberation else ()
    touchees = lock_conventions([convention, *conventions, *deja])
    convention = touchees[convention.pk]
    check(refusal_to_edit_convention(by, convention, "deliberations"))
    if deliberation:
        _check_version(convention, version)
        # The caller's row may carry what was typed already.
        deliberation = Deliberation.objects.get(pk=deliberation.pk)
    if not conventions or {c.collectivite_id for c in conventions} != {convention.collectivite_id}:
        raise ValidationError(
            {"conventions": "Une délibération porte sur des conventions de sa collectivité."}
        )
    avant = tell_deliberation(deliberation) if deliberation else None
    dits = _read_deliberation(deliberation) if deliberation else {}
    deliberation = deliberation or Deliberation(collectivite=convention.collectivite)
    _write_deliberation(deliberation, champs, conventions)
    _move_versions(touchees.values())
    prefixe = name_deliberation(deliberation)
    ecrits = [nom for nom, dit in _read_deliberation(deliberation).items() if dit != dits.get(nom)]
    convention.ecrits = [f"{prefixe}{nom}" for nom in ecrits]
    _trace_deliberation(
        by, at, Geste.ENREGISTRER_DELIBERATION, convention, avant, tell_deliberation(deliberation)
    )
    return deliberation


def _write_deliberation(
    deliberation: Deliberation, champs: Mapping[str, Any], conventions: Sequence[Convention]
) -> None:
    for champ, valeur in champs.items():
        setattr(deliberation, champ, valeur)
    deliberation.full_clean()
    deliberation.save()
    deliberation.conventions.set(conventions)


@operation
def delete_deliberation(
    *, by: Utilisateur, at: datetime, convention: Convention, deliberation: Deliberation
) -> None:
    """Remove a vote recorded by mistake, from all its conventions; the journal keeps what it said. Raises Refus."""
    touchees = lock_conventions([convention, *deliberation.conventions.all()])
    check(refusal_to_edit_convention(by, touchees[convention.pk], "deliberations"))
    _trace_deliberation(by, at, Geste.RETIRER_DELIBERATION, convention, tell_deliberation(deliberation), None)
    _move_versions(touchees.values())
    delete_row(deliberation)


def name_deliberation(deliberation: Deliberation) -> str:
    """What the names of its columns begin with in the journal of its convention."""
    return f"deliberation-{deliberation.pk}-"


def _read_deliberation(deliberation: Deliberation) -> dict[str, object]:
    """{name of a column: what it holds}, its conventions among them."""
    colonnes = {un.name: getattr(deliberation, un.attname) for un in Deliberation._meta.concrete_fields}
    return colonnes | {"conventions": {un.pk for un in deliberation.conventions.all()}}


def tell_deliberation(deliberation: Deliberation) -> dict[str, object]:
    """A vote as the journal keeps it."""
    transmise = deliberation.date_transmission
    return {
        "deliberation": str(deliberation),
        "objet": deliberation.objet,
        "annee": deliberation.annee,
        "transmise": transmise and transmise.isoformat(),
        "conventions": sorted(c.code for c in deliberation.conventions.all()),
    }


def _trace_deliberation(
    by: Utilisateur,
    at: datetime,
    geste: Geste,
    convention: Convention,
    avant: dict[str, object] | None,
    apres: dict[str, object] | None,
) -> None:
    record_trace(by=by, at=at, geste=geste, objet=convention, avant=avant, apres=apres)


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
