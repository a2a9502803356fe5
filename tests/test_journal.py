"""The journal: what a line points to, whose it is, and what it may say."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from comptes.gestes import Geste
from comptes.journal import record_trace
from comptes.models import Trace
from comptes.queries import get_derniere_ecriture
from conventions.models import Action, Convention, Etat
from conventions.operations.actions import record_action
from referentiels.models import Referentiel
from reporting.models import NatureDocument, NatureEtape
from tests.formulaires_lus import read_formulaire
from tests.lecture import read_html
from tests.sources import list_modeles

pytestmark = pytest.mark.une_base

AT = datetime(2021, 12, 1, 9, tzinfo=UTC)
CHAMPS = {"numero": "X-1", "titre": "La même action partout", "axe": "S4", "nature": "nouvelle"}
NOTRES = list_modeles()
SUIVIS = [modele for modele in NOTRES if hasattr(modele, "codes_conventions")]


def write_action(demo, exercice, qui, version=None, **champs):
    action = exercice.actions.filter(numero=CHAMPS["numero"]).first()
    return record_action(
        by=demo.get_compte(qui),
        at=AT,
        exercice=exercice,
        action=action,
        version=version,
        champs=CHAMPS | champs,
    )


@pytest.fixture
def jumelles(demo):
    """Two actions of one number and one title, in two départements; the other one was written last."""
    demo.transmis.etat = Etat.A_COMPLETER
    demo.transmis.save()
    la_notre = write_action(demo, demo.brouillon, "agent.29")
    return la_notre, write_action(demo, demo.transmis, "agent.22")


def test_a_line_is_found_by_its_object_not_by_its_words(demo, jumelles):
    for action, auteur in zip(jumelles, ("agent.29", "agent.22"), strict=True):
        assert get_derniere_ecriture(action).par == demo.get_compte(auteur)


def test_a_conflict_never_names_who_wrote_another_action(client, demo, jumelles):
    la_notre, _ = jumelles
    client.force_login(demo.get_compte("valideur.29"))
    adresse = reverse("conventions:action", args=["29", 2021, la_notre.numero])
    vu = read_formulaire(client.get(adresse))
    write_action(demo, demo.brouillon, "agent.29", la_notre.version, public="Jeunes")
    write_action(demo, demo.transmis, "agent.22", jumelles[1].version, public="Adultes")
    page = read_html(client.post(adresse, vu | {"public": "Familles"}))
    assert str(demo.get_compte("agent.29")) in page
    assert str(demo.get_compte("agent.22")) not in page


def test_a_line_says_the_model_the_key_the_convention_and_the_words_of_the_day(demo, jumelles):
    la_notre, _ = jumelles
    trace = get_derniere_ecriture(la_notre)
    assert (trace.type_objet, trace.cle_objet) == ("conventions.action", str(la_notre.pk))
    assert (trace.convention, trace.geste) == ("29", Geste.ENREGISTRER_ACTION)
    assert trace.details.pop("ecrits").keys() >= {"numero", "titre"}
    assert trace.details == {"objet": "X-1 – La même action partout", "annee": 2021}


def test_every_line_of_the_demo_points_to_a_row_and_names_its_conventions(demo):
    conventions = set(Convention.objects.values_list("code", flat=True))
    vus = set()
    for trace in Trace.objects.all():
        modele = apps.get_model(trace.type_objet)
        objet = modele.objects.filter(pk=trace.cle_objet).first()
        if objet is not None:
            assert trace.convention in (objet.codes_conventions or ("",))
            vus.add(modele)
        assert trace.convention in conventions | {""}
    assert {Action, Convention, Referentiel} <= vus


@pytest.mark.parametrize("modele", SUIVIS, ids=lambda modele: modele._meta.label)
def test_a_model_the_journal_speaks_of_says_conventions_that_exist(modele, demo):
    """And so it does for every row, with the convention one reaches from it."""
    for objet in modele.objects.all():
        codes = objet.codes_conventions
        assert isinstance(codes, tuple)
        assert Convention.objects.filter(code__in=codes).count() == len(codes)
        vers = {champ.related_model for champ in modele._meta.concrete_fields if champ.is_relation}
        assert codes or Convention not in vers


@pytest.mark.parametrize(
    "modele", [un for un in NOTRES if un not in SUIVIS], ids=lambda modele: modele._meta.label
)
def test_a_model_that_does_not_say_its_convention_is_refused(modele, demo):
    with pytest.raises(AttributeError, match="codes_conventions"):
        record_trace(by=None, at=AT, geste=Geste.AUTRE, objet=modele(pk=1))


def test_a_row_that_is_not_stored_is_refused(demo):
    with pytest.raises(ValueError, match="stored"):
        record_trace(by=None, at=AT, geste=Geste.AUTRE, objet=Action(numero="1"))


def test_a_line_may_be_about_nothing_stored(demo):
    record_trace(by=None, at=AT, geste=Geste.ECHOUER_CONNEXION, objet=None, adresse="x@example.org")
    trace = Trace.objects.filter(geste=Geste.ECHOUER_CONNEXION).get()
    assert (trace.type_objet, trace.cle_objet, trace.convention) == ("", "", "")


@pytest.mark.parametrize(
    "champs", [{"geste": "inventé"}, {"geste": ""}, {"type_objet": "conventions.action"}, {"cle_objet": "1"}]
)
def test_the_database_holds_the_list_of_gestes_and_whole_pointers(champs, demo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Trace.objects.create(le=AT, rang=10**6, **{"geste": Geste.AUTRE} | champs)


def test_each_geste_that_is_made_of_a_code_is_in_the_list():
    faits = [f"passer_{etat}" for etat in Etat.values]
    faits += [f"decision_{etape}" for etape in NatureEtape.values]
    faits += [f"produire_{nature}" for nature in NatureDocument.values]
    assert set(faits) <= set(Geste.values)


@pytest.mark.parametrize("geste", Geste, ids=str)
def test_a_geste_fits_its_column(geste):
    assert len(geste) <= Trace._meta.get_field("geste").max_length


def test_names_of_models_and_codes_of_conventions_fit_their_columns():
    champs = {champ.name: champ.max_length for champ in Trace._meta.concrete_fields}
    assert max(len(modele._meta.label_lower) for modele in NOTRES) <= champs["type_objet"]
    assert champs["convention"] == Convention._meta.get_field("code").max_length
