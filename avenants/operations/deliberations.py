"""Writes on votes: what was voted, and what each approves."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from avenants.queries import Approuvable, list_approuvables, list_conventions_votantes
from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import delete_row, operation
from conventions.models import Convention, Deliberation, Exercice
from conventions.operations.conventions import check_version, lock_conventions, move_versions
from conventions.policies import refusal_to_edit_convention


@operation
def record_deliberation(
    *,
    by: Utilisateur,
    at: datetime,
    convention: Convention,
    deliberation: Deliberation | None,
    champs: Mapping[str, Any],
    approuve: Collection[str],
    version: int | None = None,
) -> Deliberation:
    """Write one vote of the collectivité of `convention` and what it approves (`Approuvable.cle`), which it alone
    approves; `deliberation` None adds one.

    A correction gives the `version` of `convention` it was read at. Raises Refus, ModifieEntreTemps, or
    ValidationError: nothing approved, something of somebody else or that has its vote, a vote later than a signature.
    """
    convention, proposes = lock_approuvables(convention)
    check(refusal_to_edit_convention(by, convention, "deliberations"))
    if deliberation:
        check_version(convention, version)
        # The caller's row may carry what was typed already.
        deliberation = Deliberation.objects.get(pk=deliberation.pk)
    deja = _list_approuves(proposes, deliberation)
    avant = tell_deliberation(deliberation, deja) if deliberation else None
    dits = _read_deliberation(deliberation, deja) if deliberation else {}
    deliberation = deliberation or Deliberation(collectivite=convention.collectivite)
    voulus = _write_deliberation(deliberation, champs, proposes, approuve)
    touchees = move_versions([convention, *(un.convention for un in (*deja, *voulus))])
    prefixe, lus = name_deliberation(deliberation), _read_deliberation(deliberation, voulus)
    apres = tell_deliberation(deliberation, voulus)
    for une in touchees:
        une.ecrits = [f"{prefixe}{nom}" for nom, dit in lus.items() if dit != dits.get(nom)]
        record_trace(by=by, at=at, geste=Geste.ENREGISTRER_DELIBERATION, objet=une, avant=avant, apres=apres)
    return deliberation


def _list_approuves(proposes: Iterable[Approuvable], deliberation: Deliberation | None) -> list[Approuvable]:
    """What the vote approves so far."""
    return [un for un in proposes if deliberation and un.deliberation_id == deliberation.pk]


def _write_deliberation(
    deliberation: Deliberation,
    champs: Mapping[str, Any],
    proposes: Iterable[Approuvable],
    approuve: Collection[str],
) -> list[Approuvable]:
    """Store the vote, tie what it approves and nothing else; what it approves."""
    deja = _list_approuves(proposes, deliberation)
    for champ, valeur in champs.items():
        setattr(deliberation, champ, valeur)
    deliberation.full_clean()
    voulus = _find_voulus(proposes, approuve, deliberation)
    for un in deja:
        _tie(un, None)
    deliberation.save()
    for un in voulus:
        _tie(un, deliberation)
    return voulus


def lock_approuvables(convention: Convention) -> tuple[Convention, list[Approuvable]]:
    """The convention, and what its collectivité may have voted, reread and locked until the end of the transaction:
    neither an avenant, which is written under the lock of its exercices, nor another vote passes meanwhile. Exercices
    first, as everywhere."""
    siennes = list(list_conventions_votantes(convention))
    list(Exercice.objects.select_for_update().filter(convention__in=siennes).order_by("pk"))
    verrouillees = lock_conventions(siennes)
    return verrouillees[convention.pk], list_approuvables(verrouillees.values())


def _find_voulus(
    proposes: Iterable[Approuvable], approuve: Collection[str], deliberation: Deliberation
) -> list[Approuvable]:
    """What the vote approves, among what it may; ValidationError, by field."""
    voulus = [un for un in proposes if un.cle in approuve]
    if not voulus or len(voulus) != len(set(approuve)):
        raise ValidationError({"approuve": "Dites ce qu’elle approuve, de sa collectivité."})
    for un in voulus:
        if un.deliberation_id not in (None, deliberation.pk):
            autre = Deliberation.objects.get(pk=un.deliberation_id)
            raise ValidationError({"approuve": f"{un.libelle_majuscule} a déjà son vote\u00a0: {autre}."})
        if faute := deliberation.find_faute(un.signe_le):
            raise ValidationError({"date_vote": faute})
    return voulus


def _tie(approuvable: Approuvable, deliberation: Deliberation | None) -> None:
    objet = approuvable.objet
    type(objet)._default_manager.filter(pk=objet.pk).update(**{approuvable.colonne: deliberation})


@operation
def delete_deliberation(
    *, by: Utilisateur, at: datetime, convention: Convention, deliberation: Deliberation
) -> None:
    """Remove a vote recorded by mistake: what it approved waits for its own again; the journal keeps what it said.
    Raises Refus or Disparu."""
    convention, proposes = lock_approuvables(convention)
    check(refusal_to_edit_convention(by, convention, "deliberations"))
    siens = _list_approuves(proposes, deliberation)
    avant = tell_deliberation(deliberation, siens)
    for une in move_versions([convention, *(un.convention for un in siens)]):
        record_trace(by=by, at=at, geste=Geste.RETIRER_DELIBERATION, objet=une, avant=avant, apres=None)
    for un in siens:
        _tie(un, None)
    delete_row(deliberation)


def name_deliberation(deliberation: Deliberation) -> str:
    """What the names of its columns begin with in the journal of its convention."""
    return f"deliberation-{deliberation.pk}-"


def _read_deliberation(deliberation: Deliberation, approuves: Iterable[Approuvable]) -> dict[str, object]:
    """{name of a column: what it holds}, with what it approves."""
    colonnes = {un.name: getattr(deliberation, un.attname) for un in Deliberation._meta.concrete_fields}
    return colonnes | {"approuve": {un.cle for un in approuves}}


def tell_deliberation(deliberation: Deliberation, approuves: Iterable[Approuvable]) -> dict[str, object]:
    """A vote as the journal keeps it."""
    transmise = deliberation.date_transmission
    return {
        "deliberation": str(deliberation),
        "approuve": [un.libelle_long for un in approuves],
        "transmise": transmise and transmise.isoformat(),
    }
