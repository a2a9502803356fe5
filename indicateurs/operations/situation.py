"""Writes on where a convention starts from."""

from collections.abc import Mapping
from datetime import datetime

from comptes.acces import check
from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Utilisateur
from comptes.operations import operation
from conventions.models import Exercice, SujetMemoire
from conventions.operations.acces import lock_exercices
from conventions.operations.memoires import keep_memoires
from conventions.policies import refusal_to_edit
from indicateurs.models import SituationInitiale
from indicateurs.queries.cadre import CHAMPS_SITUATION, ChampsDeSituation, tell_situation
from saisie.comparaison import compare_saisies


@operation
def record_situations(
    *,
    by: Utilisateur,
    at: datetime,
    exercice: Exercice,
    vus: Mapping[str, ChampsDeSituation | None],
    saisis: Mapping[str, ChampsDeSituation | None],
) -> int:
    """Write initial situations, all or none; returns how many changed. Closed exercices keep what they said.

    `vus` is what the page showed when it was opened, `saisis` what it holds now; None removes one, one that is not
    sent is left alone. Raises Refus, CasesModifiees, or ValidationError when a figure is impossible.
    """
    exercice = lock_exercices(exercice)
    check(refusal_to_edit(by, exercice))
    convention = exercice.convention
    actuelles = {un.code: un for un in SituationInitiale.objects.filter(convention=convention)}
    connues = {code: read_champs(situation) for code, situation in actuelles.items()}
    changes = compare_saisies(vus, saisis, connues)
    avant = {code: tell_situation(connues.get(code)) for code in changes}
    keep_memoires(convention, SujetMemoire.SITUATION, avant)
    for code, champs in changes.items():
        situation = actuelles.get(code) or SituationInitiale(convention=convention, code=code)
        if champs is None:
            situation.delete()
            continue
        for champ, valeur in champs.items():
            setattr(situation, champ, valeur)
        situation.full_clean(exclude=["convention"])
        situation.save()
    if changes:
        apres = {code: tell_situation(champs) for code, champs in changes.items()}
        record_trace(by=by, at=at, geste=Geste.FIXER_SITUATION, objet=convention, avant=avant, apres=apres)
    return len(changes)


def read_champs(situation: SituationInitiale) -> ChampsDeSituation:
    """A stored situation as it is typed."""
    return {champ: getattr(situation, champ) for champ in CHAMPS_SITUATION}
