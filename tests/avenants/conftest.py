"""The convention of the 29, and the avenant it prepares."""

import pytest

from conventions.models import Convention


@pytest.fixture
def convention(demo):
    return Convention.objects.select_related("departement", "collectivite").get(code="29")


@pytest.fixture
def avenant(convention):
    """The one that is being prepared."""
    return convention.avenants.select_related("exercice__convention").get(numero=3)
