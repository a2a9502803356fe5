"""What the State sees of one exercice beside its position: its money, the remarks that are open, what to ask next."""

from dataclasses import dataclass
from itertools import groupby

from comptes.models import Utilisateur
from conventions.models import Exercice
from pilotage.questions import Question, list_questions
from remarques.queries.fils import Remarques, read_remarques
from reporting import contents
from reporting.contents.points import list_points
from reporting.models import Remise
from reporting.queries.remises import get_remise_a_lire, read_remise


@dataclass(frozen=True)
class Approfondi:
    """Of the last round handed over, whatever became of the exercice since; None before there was one."""

    remise: Remise | None
    execution: contents.ContenuExecution | None
    questions: tuple[Question, ...]
    remarques: Remarques

    @property
    def par_sujet(self) -> list[tuple[str, list[Question]]]:
        """The questions by what they are of, in the order they are asked."""
        return [(quoi, list(siennes)) for quoi, siennes in groupby(self.questions, lambda une: une.quoi)]


def build_approfondi(user: Utilisateur, exercice: Exercice) -> Approfondi:
    """What `user`, of the State, is shown of `exercice`; four queries at most."""
    remise = get_remise_a_lire(user, exercice.convention.code, exercice.annee)
    remarques = read_remarques(user, exercice)
    if remise is None:
        return Approfondi(None, None, (), remarques)
    lu = read_remise(remise)
    indicateurs = exercice.referentiel.definition.indicateurs.values()
    exiges = frozenset(un.code for un in indicateurs if un.exige and un.is_saisi)
    questions = list_questions(list_points(lu.execution, lu.contenu), lu.execution, exiges)
    return Approfondi(remise, lu.execution, questions, remarques)
