"""A deadline counts in the day of the territory."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from comptes.fuseaux import OUTRE_MER, compute_jour_compte, compute_jour_venu
from comptes.models import Departement
from conventions.models import Convention, Exercice, Jalon
from reporting.queries.vie import list_echeances_dues
from tests.formulaires_lus import read_formulaire
from tests.lecture import read_html

MARS_31, AVRIL_1 = date(2022, 3, 31), date(2022, 4, 1)


@pytest.mark.parametrize(
    ("instant", "departement", "jour"),
    [
        # 20:30 in Guadeloupe, 2:30 the day after in Paris.
        (datetime(2022, 4, 1, 0, 30, tzinfo=UTC), "971", MARS_31),
        (datetime(2022, 4, 1, 0, 30, tzinfo=UTC), "29", AVRIL_1),
        # 23:30 there; then midnight.
        (datetime(2022, 4, 1, 3, 30, tzinfo=UTC), "972", MARS_31),
        (datetime(2022, 4, 1, 4, 0, tzinfo=UTC), "972", AVRIL_1),
        # An hour later in Guyane.
        (datetime(2022, 4, 1, 2, 59, tzinfo=UTC), "973", MARS_31),
        (datetime(2022, 4, 1, 3, 0, tzinfo=UTC), "973", AVRIL_1),
        # 1:00 on 1 April in La Réunion, still 31 March where the texts count.
        (datetime(2022, 3, 31, 21, 0, tzinfo=UTC), "974", MARS_31),
        (datetime(2022, 3, 31, 22, 0, tzinfo=UTC), "976", AVRIL_1),
    ],
)
def test_the_day_is_that_of_the_territory_or_of_paris_the_earlier(instant, departement, jour):
    assert compute_jour_compte(instant, departement) == jour


@pytest.mark.django_db
def test_every_departement_overseas_has_its_time(demo):
    assert set(Departement.objects.filter(code__startswith="97").values_list("code", flat=True)) == set(
        OUTRE_MER
    )


@pytest.mark.parametrize(("code", "is_en_retard"), [("971", False), ("29", True)])
def test_the_evening_of_the_deadline_is_not_late(demo, code, is_en_retard):
    Convention.objects.filter(code="29").update(departement=code)
    exercice = Exercice.objects.get(pk=demo.brouillon.pk)
    soir = datetime(2022, 4, 1, 0, 30, tzinfo=UTC)
    rapport = list_echeances_dues(demo.get_compte("centrale"), [exercice], soir)[exercice.pk].rapport
    assert (rapport.is_en_retard, rapport.mots) == (
        (True, "en retard d’un jour") if is_en_retard else (False, "aujourd’hui")
    )


@pytest.mark.parametrize(
    ("instant", "departement", "jour"),
    [
        (datetime(2022, 3, 31, 21, 0, tzinfo=UTC), "974", AVRIL_1),
        (datetime(2022, 3, 31, 21, 0, tzinfo=UTC), "29", MARS_31),
        (datetime(2022, 4, 1, 0, 30, tzinfo=UTC), "971", AVRIL_1),
    ],
)
def test_the_last_day_that_has_come_is_that_of_the_territory_or_of_paris_the_later(
    instant, departement, jour
):
    assert compute_jour_venu(instant, departement) == jour


def open_fiche(client, demo, monkeypatch, code, instant):
    """The address of a fiche of that territory, one step of which was to be done on 31 March, at that instant."""
    monkeypatch.setattr("comptes.horloge.now", lambda: instant)
    Convention.objects.filter(code="29").update(departement=code)
    action = demo.brouillon.actions.get(numero="S1-1")
    action.jalons.all().delete()
    Jalon.objects.create(action=action, libelle="Ouvrir", prevu_le=MARS_31)
    client.force_login(demo.get_compte("agent.29"))
    return reverse("conventions:action", args=["29", 2021, "S1-1"])


@pytest.mark.parametrize(("code", "mots"), [("971", "aujourd’hui"), ("29", "en retard d’un jour")])
def test_a_step_is_not_late_the_evening_of_its_day(client, demo, monkeypatch, code, mots):
    adresse = open_fiche(client, demo, monkeypatch, code, datetime(2022, 4, 1, 0, 30, tzinfo=UTC))
    page = client.get(adresse)
    assert [jalon.dit for jalon in page.context["fiche"].jalons] == [mots]
    assert mots in read_html(page)


@pytest.mark.parametrize(("code", "statut"), [("974", 302), ("29", 422)])
def test_what_is_done_today_in_the_territory_is_not_to_come(client, demo, monkeypatch, code, statut):
    adresse = open_fiche(client, demo, monkeypatch, code, datetime(2022, 3, 31, 21, 0, tzinfo=UTC))
    saisi = read_formulaire(client.get(adresse)) | {"jalons-0-fait_le": "2022-04-01"}
    assert client.post(adresse, saisi).status_code == statut
