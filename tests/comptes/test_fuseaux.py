"""A deadline counts in the day of the territory."""

from datetime import UTC, date, datetime

import pytest

from comptes.fuseaux import OUTRE_MER, compute_jour_compte
from comptes.models import Departement
from conventions.models import Convention, Exercice
from reporting.queries.vie import list_rapports_dus

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
    rapport = list_rapports_dus(demo.get_compte("centrale"), [exercice], soir)[exercice.pk]
    assert (rapport.is_en_retard, rapport.mots) == (
        (True, "en retard d’un jour") if is_en_retard else (False, "aujourd’hui")
    )
