"""The State says what it notifies for an exercice, and how that is split into envelopes."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation, update_versioned
from conventions.calculations import explain_plafond, explain_repartition
from conventions.models import Exercice, MontantEnveloppe, name_enveloppe
from conventions.operations.acces import lock_exercice
from conventions.policies import refusal_to_set_notifie, refusal_to_set_prevu_etat


@operation
def record_notification(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    version: int | None,
    montant: Decimal | None,
    enveloppes: Mapping[str, Decimal | None],
) -> Exercice:
    """Write the amount notified by the State, in euros, and its envelopes by code (None: nothing is said of one); once
    the State's amounts are agreed the total stays as it is.

    Raises Refus, ModifieEntreTemps, or ValidationError beside `montant_notifie`: the envelopes are not the amount, or
    the amount is above the yearly cap of the convention.
    """
    exercice = lock_exercice(exercice)
    check(refusal_to_set_notifie(by, exercice))
    if refusal_to_set_prevu_etat(exercice):
        montant = exercice.montant_notifie
    dites = {code: dit for code, dit in enveloppes.items() if dit is not None}
    if faute := explain_repartition(montant, dites.values()) or explain_plafond(montant, exercice.plafond):
        raise ValidationError({"montant_notifie": faute})
    avant = _tell(exercice)
    update_versioned(exercice, version, {"montant_notifie": montant})
    exercice.enveloppes.all().delete()
    lignes = [MontantEnveloppe(exercice=exercice, enveloppe=code, montant=dit) for code, dit in dites.items()]
    MontantEnveloppe.objects.bulk_create(lignes)
    apres = _tell(exercice)
    exercice.ecrits = sorted(cle for cle in avant.keys() | apres.keys() if avant.get(cle) != apres.get(cle))
    record_trace(by=by, at=at, geste=Geste.NOTIFIER_MONTANT, objet=exercice, avant=avant, apres=apres)
    return exercice


def _tell(exercice: Exercice) -> dict[str, str | None]:
    """What the journal keeps: the amount, then each envelope."""
    notifie = exercice.montant_notifie
    lignes = exercice.enveloppes.values_list("enveloppe", "montant")
    return {
        "montant_notifie": None if notifie is None else f"{notifie:.2f}",
        **{name_enveloppe(code): f"{montant:.2f}" for code, montant in lignes},
    }
