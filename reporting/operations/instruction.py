"""What the commissaire writes before the decision: an opinion, a dialogue de performance. Each is written once.

As the steps of the decision, each takes `vu`, the version of the dossier its author had on screen.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from comptes.acces import check
from comptes.fuseaux import compute_jour_venu
from comptes.gestes import Geste
from comptes.journal import record_trace, seal
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Acte, Exercice
from conventions.operations.exercices import move_exercice
from conventions.policies import refusal_of_acte
from nombres.formats import date_fr
from reporting.models import Avis, Dialogue, Occasion, Photographie
from reporting.operations.decision import open_dossier
from reporting.policies import refusal_to_advise, refusal_to_give_avis, refusal_to_hold_dialogue
from reporting.queries.decision import Dossier


@operation
def record_avis(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vu: str | None,
    sens: str,
    reserves: str = "",
    motif: str = "",
) -> Avis:
    """Give an opinion on the figures last handed over.

    Raises Refus, ModifieEntreTemps, or ValidationError: no reason, reserves where there must be none.
    """
    dossier = open_dossier(exercice, vu, refusal_to_advise(by, exercice))
    check(refusal_to_give_avis(by, dossier))
    _advance(by, at, dossier.exercice, Acte.RENDRE_AVIS)
    avis = Avis(
        exercice=dossier.exercice,
        sens=sens,
        reserves=reserves,
        motif=motif,
        photographie=dossier.transmission,
        par=by,
        le=at,
    )
    avis.full_clean()
    avis.save()
    record_trace(
        by=by, at=at, geste=Geste.RENDRE_AVIS, objet=dossier.exercice, scelles=seal(avis), sens=avis.sens
    )
    return avis


@operation
def record_dialogue(
    *, by: Utilisateur, at: datetime, exercice: Exercice, vu: str | None, tenu_le: date, **dit: str
) -> Dialogue:
    """Record a dialogue de performance that was held, on the figures that were handed over by then; `dit` is what it
    says (`modalite`, `lieu`, `participants`, `conclusions`).

    Raises Refus, ModifieEntreTemps, or ValidationError: a day to come or before any figures, no place, no conclusion.
    """
    dossier = open_dossier(exercice, vu, refusal_to_advise(by, exercice))
    check(refusal_to_hold_dialogue(by, dossier))
    if tenu_le > compute_jour_venu(at, dossier.exercice.convention.departement_id):
        raise ValidationError(
            {"tenu_le": "Un dialogue s’enregistre une fois tenu\u00a0: sa date n’est pas à venir."}
        )
    chiffres = _find_chiffres(dossier, tenu_le)
    _advance(by, at, dossier.exercice, Acte.DIALOGUER)
    dialogue = Dialogue(
        exercice=dossier.exercice, tenu_le=tenu_le, photographie=chiffres, par=by, le=at, **dit
    )
    dialogue.full_clean()
    dialogue.save()
    record_trace(
        by=by,
        at=at,
        geste=Geste.TENIR_DIALOGUE,
        objet=dossier.exercice,
        scelles=seal(dialogue),
        tenu_le=str(tenu_le),
    )
    return dialogue


def _advance(by: Utilisateur, at: datetime, exercice: Exercice, acte: Acte) -> None:
    """An opinion given after the dialogue, or another dialogue, moves nothing."""
    if refusal_of_acte(by, exercice, acte) is None:
        move_exercice(by=by, at=at, exercice=exercice, acte=acte)


def _find_chiffres(dossier: Dossier, jour: date) -> Photographie:
    """The round that was before everybody that day."""
    transmises = [un for un in dossier.photographies if un.occasion == Occasion.TRANSMISSION]
    alors = [un for un in transmises if un.jour <= jour]
    if not alors:
        premiere = transmises[0]
        raise ValidationError(
            {
                "tenu_le": f"Le dialogue porte sur des chiffres transmis\u00a0: pas avant le {date_fr(premiere.jour)}."
            }
        )
    return alors[-1]
