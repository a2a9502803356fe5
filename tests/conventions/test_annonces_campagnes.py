"""Who is told that a campaign opens, that its dates move, that time is given or taken back."""

from datetime import UTC, date, datetime

import pytest

from comptes.models import Notification
from conventions.models import ETATS_TRANSMIS, Campagne, Convention, Etat, Exercice
from conventions.operations.campagnes import grant_delai, open_campagne, record_campagne, withdraw_delai
from referentiels.models import Referentiel
from tests.actes import prepare_campagne
from tests.annonces import check_told, list_told

pytestmark = pytest.mark.une_base

AT = datetime(2022, 12, 5, 9, tzinfo=UTC)
LE_29, LE_22 = {"agent.29", "valideur.29"}, {"agent.22", "valideur.22"}


@pytest.fixture
def centrale(demo):
    Notification.objects.all().delete()
    return demo.get_compte("centrale")


def list_dits():
    dits = list_told()
    check_told()
    assert not Notification.objects.filter(is_action=True).exists()
    Notification.objects.all().delete()
    return dits


def test_those_who_report_are_told_that_a_campaign_opens_once_for_each_exercice(demo, centrale):
    prepare_campagne(demo)
    Notification.objects.all().delete()
    Convention.objects.exclude(code="22").update(prolongee_au=date(2022, 12, 31))
    campagne = Campagne.objects.get(annee=2022)
    open_campagne(by=centrale, at=AT, campagne=campagne)
    rapport = "le rapport de l’exercice 2022 (Finistère, 29) est attendu jusqu’au 31 mars 2023."
    assert list_dits() == {qui: [f"La campagne 2022 est ouverte : {rapport}"] for qui in LE_29}
    # Opened again for a convention that came since: the others heard of it.
    Convention.objects.filter(code="22").update(prolongee_au=date(2022, 12, 31))
    open_campagne(by=centrale, at=AT, campagne=campagne)
    assert set(list_dits()) == LE_22


def test_a_report_that_is_handed_over_is_not_asked_for_by_a_campaign_that_opens_late(demo, centrale):
    Campagne.objects.update(ouverte_le=None)
    assert demo.transmis.etat in ETATS_TRANSMIS
    open_campagne(by=centrale, at=AT, campagne=Campagne.objects.get(annee=2021))
    assert set(list_dits()) == LE_29


@pytest.mark.parametrize(
    ("champ", "valeur", "is_dit"),
    [
        ("rapport_le", date(2022, 4, 15), True),
        ("correction_au", date(2022, 6, 1), True),
        ("instruction_au", date(2022, 7, 31), True),
        ("jours_reponse", 45, True),
        # It holds nobody any more.
        ("ouverture", date(2022, 1, 2), False),
        ("rapport_le", date(2022, 3, 31), False),
    ],
)
def test_dates_that_move_are_told_to_those_they_hold(demo, centrale, champ, valeur, is_dit):
    campagne = Campagne.objects.get(annee=2021)
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=Etat.CLOS)
    record_campagne(
        by=centrale,
        at=AT,
        campagne=campagne,
        version=campagne.version,
        champs={champ: valeur},
        motif="Un retard.",
    )
    assert set(list_dits()) == (LE_29 | {"prefecture.29", "commissaire.53"} if is_dit else set())


def test_those_who_report_are_told_of_time_that_is_given_and_taken_back(demo, centrale):
    champs = {"exercice": demo.brouillon, "jusqu_au": date(2022, 5, 13), "motif": "Un logiciel nouveau."}
    delai = grant_delai(by=centrale, at=AT, **champs)
    dits = list_dits()
    assert set(dits) == LE_29 | {"prefecture.29"}
    assert dits["agent.29"] == [
        "Un délai est accordé : le rapport de l’exercice 2021 (Finistère, 29) est attendu jusqu’au 13 mai 2022."
    ]
    withdraw_delai(by=centrale, at=AT, delai=delai)
    assert list_dits()["agent.29"] == [
        "Un délai est retiré : le rapport de l’exercice 2021 (Finistère, 29) est attendu jusqu’au 31 mars 2022."
    ]


def test_a_campaign_that_is_only_prepared_is_told_to_nobody(demo, centrale):
    prepare_campagne(demo)
    campagne = Campagne.objects.get(annee=2022)
    champs = {"rapport_le": date(2023, 4, 15), "referentiel": Referentiel.objects.get(code="2022-01-19")}
    record_campagne(by=centrale, at=AT, campagne=campagne, version=campagne.version, champs=champs)
    assert list_dits() == {}
