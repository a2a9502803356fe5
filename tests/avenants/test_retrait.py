"""An avenant prepared by mistake goes, with what it would have changed; a signed one, or one read on paper, stays."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from avenants.models import Avenant, LigneCible, LigneFinancement
from avenants.operations.avenants import delete_avenant, draft_avenant
from avenants.queries import get_suite
from comptes.acces import Refus
from comptes.gestes import Geste
from comptes.models import Trace
from comptes.operations import Disparu
from conventions.models import Etat, Exercice, Financement
from reporting.operations.documents import produce_avenant
from tests.avenants.report import draft_report
from tests.gestes import confirm
from tests.lecture import read

pytestmark = pytest.mark.une_base

AT = datetime(2021, 5, 14, 9, tzinfo=UTC)
PRODUIT = "Un document de cet avenant a été produit"


@pytest.fixture
def avenant(client, demo):
    client.force_login(demo.get_compte("agent.29"))
    return Avenant.objects.get(convention__code="29", numero=3)


def get_adresse(avenant, route="retirer_avenant"):
    exercice = avenant.exercice
    return reverse(f"avenants:{route}", args=[exercice.convention.code, exercice.annee, avenant.numero])


def test_a_draft_goes_with_its_lines_frees_its_number_and_changes_nothing_else(client, demo, avenant):
    prevus = dict(Financement.objects.values_list("pk", "prevu"))
    assert avenant.lignes_financement.exists()
    assert avenant.lignes_cible.exists()
    assert get_adresse(avenant) in read(client.get(get_adresse(avenant, "avenant")))
    page = read(client.get(get_adresse(avenant)))
    assert "Retirer l’avenant n° 3" in page
    assert "Le n° 3 est de nouveau libre." in page
    assert confirm(client, get_adresse(avenant)).status_code == 302
    assert client.get(get_adresse(avenant, "avenant")).status_code == 404
    assert not LigneFinancement.objects.filter(avenant=avenant.pk).exists()
    assert not LigneCible.objects.filter(avenant=avenant.pk).exists()
    assert dict(Financement.objects.values_list("pk", "prevu")) == prevus
    assert get_suite(avenant.convention_id).suivant == 3
    trace = Trace.objects.about(avenant.exercice).get(geste=Geste.RETIRER_AVENANT)
    assert trace.details["apres"] is None
    assert trace.details["avant"]["objet"] == "Engagements de l’exercice 2021"
    assert trace.details["avant"]["lignes"]


def test_what_was_read_on_paper_stays_with_it(client, demo, avenant):
    produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    page = read(client.get(get_adresse(avenant, "avenant")))
    assert PRODUIT in page
    assert get_adresse(avenant) not in page
    reponse = client.get(get_adresse(avenant))
    assert reponse.status_code == 403
    assert PRODUIT in read(reponse)


def test_a_paper_made_since_the_page_was_opened_is_a_refusal_on_it(client, demo, avenant, monkeypatch):
    # What the view asks at first was asked before.
    monkeypatch.setattr("reporting.views.avenants.refusal_to_delete_avenant", lambda *arguments: None)
    produce_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    reponse = confirm(client, get_adresse(avenant))
    assert reponse.status_code == 422
    assert PRODUIT in read(reponse)
    assert Avenant.objects.filter(pk=avenant.pk).exists()


def test_a_signed_one_stays(client, demo, avenant):
    signe = Avenant.objects.get(convention__code="29", numero=2)
    assert get_adresse(signe) not in read(client.get(get_adresse(signe, "avenant")))
    assert "est signé : il ne se retire plus" in read(client.get(get_adresse(signe)))
    with pytest.raises(Refus, match="il ne se retire plus"):
        delete_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=signe)


def test_one_left_behind_by_a_year_that_was_handed_over_still_goes(client, demo, avenant):
    Exercice.objects.filter(pk=avenant.exercice_id).update(etat=Etat.TRANSMIS)
    assert confirm(client, get_adresse(avenant)).status_code == 302
    assert not Avenant.objects.filter(pk=avenant.pk).exists()


def test_one_that_extends_something_goes_as_well(client, demo, avenant):
    agent = demo.get_compte("agent.29")
    report = draft_report(by=agent, at=AT, exercice=demo.valide)
    assert "report de l’exécution au 30 juin 2021" in read(client.get(get_adresse(report)))
    prorogation = draft_avenant(
        by=agent,
        at=AT,
        exercice=demo.brouillon,
        nature="prorogation",
        champs={"numero": 12, "objet": "Une année de plus", "prolonge_au": date(2022, 12, 31)},
    )
    for un in (report, prorogation):
        assert confirm(client, get_adresse(un)).status_code == 302
    assert not Avenant.objects.filter(pk__in=[report.pk, prorogation.pk]).exists()


def test_what_somebody_else_changed_or_removed_is_said(client, demo, avenant):
    adresse = get_adresse(avenant)
    vu = {"vu": client.get(adresse).context["form"]["vu"].value()}
    Avenant.objects.filter(pk=avenant.pk).update(version=avenant.version + 1)
    assert client.post(adresse, vu).status_code == 422
    delete_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
    assert client.post(adresse, vu).status_code == 404
    with pytest.raises(Disparu):
        delete_avenant(by=demo.get_compte("agent.29"), at=AT, avenant=avenant)
