"""Who types the money of which exercice."""

import pytest

from conventions.models import Partenaire
from tests.fichiers.classeurs import read_here


@pytest.fixture
def agent(client, demo):
    """The agent of the Finistère, at the keyboard."""
    client.force_login(demo.get_compte("agent.29"))
    return demo.get_compte("agent.29")


@pytest.fixture
def valideur(demo):
    return demo.get_compte("valideur.29")


@pytest.fixture
def exercice(demo):
    return demo.brouillon


@pytest.fixture
def action(exercice):
    return exercice.actions.get(numero="S3-1")


@pytest.fixture
def cofinanceur(demo):
    """A named co-financer of the Finistère."""
    return Partenaire.objects.create(
        convention=demo.brouillon.convention, nom="CAF du Finistère", is_cofinanceur=True
    )


@pytest.fixture
def lecture_ici(monkeypatch):
    """Workbooks are read in this process, where the child is not what is tried."""
    monkeypatch.setattr("financement.forms.classeur.read_classeur", read_here)
