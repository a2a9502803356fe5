"""Those who write and answer remarks on 2021 of the 22."""

import pytest


@pytest.fixture
def gens(demo):
    """{role: account}"""
    qui = ("agent.22", "valideur.22", "prefecture.22", "commissaire.53", "centrale")
    return {un.split(".")[0]: demo.get_compte(un) for un in qui}
