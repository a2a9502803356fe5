"""Calls made of the API's own OpenAPI document, right and wrong: no error of the site, nothing answered that it does
not declare. Two thousand of them with `AMPLEUR=5`."""

from collections import Counter

import pytest
import schemathesis
from django.db.backends.base.base import BaseDatabaseWrapper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from comptes.models import Portee
from config.wsgi import application
from indicateurs.models import ImportParcours
from tests.ampleur import count_cas
from tests.api.appels import make_jeton_de

pytestmark = pytest.mark.une_base

CAS = count_cas(400)
CONTROLES = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def une_connexion(monkeypatch):
    """The real handler ends a request by closing the connection, and the transaction of the test with it."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda connexion: None)


def test_no_call_makes_an_error_of_the_site(demo, settings, sas, une_connexion):
    """Each address as often as the others; half of its calls about the exercice that the holder writes, the other half
    about whatever its path may hold; of each half, half are what the document asks for."""
    settings.API_APPELS_PAR_MINUTE = 1_000_000
    _, texte = make_jeton_de("agent.29", Portee.DEPOT)
    imp = ImportParcours.objects.filter(exercice=demo.brouillon).first()
    connu = {"code": "29", "annee": 2021, "pk": imp.pk}
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [une.ok() for une in document.get_all_operations()]
    par_operation, statuts = -(-CAS // len(operations)), Counter()
    for operation in operations:
        places = {un.name for un in operation.path_parameters}
        siennes = {place: connu[place] for place in places}
        call_often(operation, siennes, par_operation, {"Authorization": f"Bearer {texte}"}, statuts)
    assert sum(statuts.values()) >= CAS
    # Enough of each to say that it got somewhere.
    assert not [statut for statut in statuts if statut >= 500]
    assert min(statuts[200], statuts[404], statuts[422]) > CAS / 40, statuts


def call_often(operation, siennes, nombre, entetes, statuts):
    modes = [
        operation.as_strategy(generation_mode=mode, **ou)
        for mode in GenerationMode
        for ou in ({}, {"path_parameters": siennes} if siennes else {})
    ]

    @settings(
        max_examples=nombre,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(modes))
    def call(cas):
        reponse = cas.call(headers=entetes)
        statuts[reponse.status_code] += 1
        cas.validate_response(reponse, checks=CONTROLES)

    call()
