"""Who types the money of which exercice."""

import pytest


@pytest.fixture
def agent(client, demo):
    """The agent of the Finistère, at the keyboard."""
    client.force_login(demo.get_compte("agent.29"))
    return demo.get_compte("agent.29")


@pytest.fixture
def exercice(demo):
    return demo.brouillon


@pytest.fixture
def action(exercice):
    return exercice.actions.get(numero="S3-1")
