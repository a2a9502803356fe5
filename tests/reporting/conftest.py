"""What several files tell of: a decision under way, and Alsace 2020."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from conventions.models import ETATS_EN_INSTRUCTION, Etat
from reporting.operations.decision import (
    answer_proposition,
    notify_decision,
    propose_refaction,
    record_versement,
)
from reporting.queries.decision import get_dossier
from reporting.queries.execution import build_execution
from tests.cloture import decide
from tests.reporting.alsace import (
    enter_annee,
    open_comptes,
)
from tests.reporting.decisions import AT, D


@pytest.fixture
def dossier(demo):
    """The exercice 2021 of the 22: transmitted, and 30,576.00 € proposed on as much simulated."""
    exercice, minutes = demo.transmis, iter(range(60))
    prefecture, departement = demo.get_compte("prefecture.22"), demo.get_compte("valideur.22")

    def write(operation, by, vu=None, **champs):
        vu = get_dossier(exercice).version if vu is None else vu
        at = AT + timedelta(minutes=next(minutes))
        return operation(by=by, at=at, exercice=exercice, vu=vu, **champs)

    def validate():
        decide(by=prefecture, at=AT, exercice=exercice, vers=Etat.VALIDE)

    def notify(montant, **champs):
        """The figures are agreed on first."""
        exercice.refresh_from_db()
        if exercice.etat in ETATS_EN_INSTRUCTION:
            validate()
        return write(notify_decision, prefecture, montant=D(montant), motif="Retard établi.", **champs)

    return SimpleNamespace(
        exercice=exercice,
        prefecture=prefecture,
        departement=departement,
        simule=build_execution(exercice).simulation.total.refaction,
        lire=lambda: get_dossier(exercice),
        proposer=lambda montant, **o: write(
            propose_refaction, prefecture, montant=D(montant), motif="Sous-exécution.", **o
        ),
        repondre=lambda montant=None, **o: write(
            answer_proposition,
            departement,
            montant=None if montant is None else D(montant),
            motif="Recruté en mai.",
            **o,
        ),
        valider=validate,
        notifier=notify,
        verser=lambda montant, le=date(2022, 6, 1), **o: write(
            record_versement, prefecture, verse_le=le, montant=D(montant), imputation="Programme 304", **o
        ),
    )


@pytest.fixture
def gens(demo):
    return open_comptes(demo)


@pytest.fixture
def alsace(client, gens):
    return enter_annee(client, gens)
