"""The centrale runs a campaign: its dates, its opening, the delays it grants."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from comptes.acces import check, check_vu
from comptes.fuseaux import PARIS
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import Disparu, operation, update_versioned
from conventions.models import Campagne, DelaiAccorde, Exercice
from conventions.operations.acces import lock_exercice
from conventions.operations.annonces_campagnes import tell_calendrier, tell_delai, tell_ouverture
from conventions.operations.ouverture import open_exercice
from conventions.policies import (
    refusal_to_grant_delai,
    refusal_to_open_campagne,
    refusal_to_run_campagnes,
)
from conventions.queries.campagnes import get_calendrier, list_exercices_prevus
from conventions.recapitulations import recapitulate_ouverture
from nombres.formats import date_fr

IDENTITE = ("dispositif", "annee", "referentiel")
CALENDRIER = ("rapport_le", "correction_au", "instruction_au", "jours_reponse")
DATES = ("ouverture", "rapport_le", "correction_au", "instruction_au")


def lock_campagne(campagne: Campagne) -> Campagne:
    """Reread and locked until the end of the transaction."""
    verrouillees = Campagne.objects.select_for_update(of=("self",))
    return verrouillees.select_related("referentiel").get(pk=campagne.pk)


@operation
def record_campagne(
    *,
    by: Utilisateur,
    at: datetime,
    champs: Mapping[str, Any],
    campagne: Campagne | None = None,
    version: int | None = None,
    motif: str = "",
) -> Campagne:
    """Prepare a campaign (fields of the model), or change one; `motif` is why a date changes that has gone by.

    Raises Refus, ModifieEntreTemps, or ValidationError: dates out of order; of an open one, an instrument, a year or a
    référentiel that changes, a date gone by that moves without a reason.
    """
    check(refusal_to_run_campagnes(by))
    if campagne is None:
        campagne = Campagne(**champs)
        campagne.full_clean()
        campagne.save()
        record_trace(by=by, at=at, geste=Geste.PREPARER_CAMPAGNE, objet=campagne)
        return campagne
    campagne = lock_campagne(campagne)
    if campagne.is_ouverte:
        _check_changements(campagne, champs, at.astimezone(PARIS).date(), motif)
    avant = {champ: str(getattr(campagne, champ)) for champ in champs}
    update_versioned(campagne, version, champs)
    apres = {champ: str(getattr(campagne, champ)) for champ in champs}
    details = {"avant": avant, "apres": apres, "motif": motif}
    record_trace(by=by, at=at, geste=Geste.MODIFIER_CAMPAGNE, objet=campagne, **details)
    if campagne.is_ouverte and any(avant[nom] != apres[nom] for nom in CALENDRIER if nom in avant):
        tell_calendrier(by=by, at=at, campagne=campagne)
    return campagne


def _check_changements(campagne: Campagne, champs: Mapping[str, Any], jour: date, motif: str) -> None:
    """Raises ValidationError when what an open campaign said on `jour` would change in silence."""
    if any(getattr(campagne, nom) != champs.get(nom, getattr(campagne, nom)) for nom in IDENTITE):
        raise ValidationError(
            "Cette campagne est ouverte\u00a0: son dispositif, son année et son référentiel restent."
        )
    # It counts from each proposal, whose letter says until when: what was promised is not taken back.
    avant, apres = campagne.jours_reponse, champs.get("jours_reponse", campagne.jours_reponse)
    if avant and (apres or 0) < avant:
        dit = f"Cette campagne est ouverte\u00a0: le délai de réponse, {avant} jours, ne se réduit plus."
        raise ValidationError({"jours_reponse": dit})
    if motif:
        return
    for nom in DATES:
        avant, apres = getattr(campagne, nom), champs.get(nom)
        if apres and avant != apres and min(avant, apres) < jour:
            champ: Any = Campagne._meta.get_field(nom)
            dit = f"{champ.verbose_name.capitalize()}\u00a0: le {date_fr(min(avant, apres))} est passé."
            raise ValidationError({"motif": f"{dit} Dites pourquoi cette date change."})


@operation
def open_campagne(
    *, by: Utilisateur, at: datetime, campagne: Campagne, vu: str | None = None
) -> tuple[Exercice, ...]:
    """Open a campaign, and the exercices it lacks (`list_exercices_prevus`): all those that may be, in one act. Done
    again, it opens those of the conventions that came since.

    Raises Refus, or ModifieEntreTemps when that is not what its page showed (`recapitulate_ouverture`).
    """
    campagne = lock_campagne(campagne)
    prevus = list_exercices_prevus(campagne)
    check_vu(vu, recapitulate_ouverture(campagne, prevus).version, campagne)
    check(refusal_to_open_campagne(by, campagne, at.astimezone(PARIS).date()))
    ouverts = tuple(
        open_exercice(
            by=by,
            at=at,
            convention=un.convention,
            annee=campagne.annee,
            regime=un.regime,
            debut=un.debut,
            fin=un.fin,
            referentiel=campagne.referentiel,
        )
        for un in prevus
        if not un.refus
    )
    is_premiere = not campagne.is_ouverte
    if is_premiere:
        update_versioned(campagne, campagne.version, {"ouverte_le": at})
    laisses = [un.convention.code for un in prevus if un.refus]
    details = {"exercices": len(ouverts), "sans_exercice": laisses}
    record_trace(by=by, at=at, geste=Geste.OUVRIR_CAMPAGNE, objet=campagne, **details)
    tell_ouverture(by=by, at=at, campagne=campagne, seuls=None if is_premiere else ouverts)
    return ouverts


@operation
def grant_delai(
    *, by: Utilisateur, at: datetime, exercice: Exercice, jusqu_au: date, motif: str
) -> DelaiAccorde:
    """Give one convention until `jusqu_au` for its report. Raises Refus, or ValidationError: a day that is not after
    the deadline, a delay that is there already."""
    exercice = lock_exercice(exercice)
    check(refusal_to_grant_delai(by, exercice))
    echeance = get_calendrier(exercice).rapport
    if echeance is None:
        raise ValidationError(
            "Rien ne date le rapport de cet exercice\u00a0: il n’y a pas de délai à accorder."
        )
    delai = DelaiAccorde(
        exercice=exercice, jusqu_au=jusqu_au, au_lieu_du=echeance, motif=motif, par=by, le=at
    )
    delai.full_clean()
    delai.save()
    record_trace(by=by, at=at, geste=Geste.ACCORDER_DELAI, objet=delai, scelles=seal(delai))
    tell_delai(by=by, at=at, exercice=exercice, is_accorde=True)
    return delai


@operation
def withdraw_delai(*, by: Utilisateur, at: datetime, delai: DelaiAccorde) -> None:
    """Withdraw a delay: the deadline is again what it was. Raises Refus or Disparu."""
    check(refusal_to_grant_delai(by, lock_exercice(delai.exercice)))
    record_trace(by=by, at=at, geste=Geste.RETIRER_DELAI, objet=delai)
    if not DelaiAccorde.objects.filter(pk=delai.pk, retire_le=None).update(retire_le=at):
        raise Disparu
    tell_delai(by=by, at=at, exercice=delai.exercice, is_accorde=False)
