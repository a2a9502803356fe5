"""An action, and who writes its fiche."""

import pytest

from conventions.models import Action


@pytest.fixture
def action(demo):
    """A fiche without lists."""
    action = demo.brouillon.actions.get(numero="S4-1")
    action.jalons.all().delete()
    action.indicateurs_propres.all().delete()
    Action.objects.filter(pk=action.pk).update(indicateurs=[], etp=None)
    action.refresh_from_db()
    action.exercice = demo.brouillon
    return action


@pytest.fixture
def agent(demo, client):
    agent = demo.get_compte("agent.29")
    client.force_login(agent)
    return agent
