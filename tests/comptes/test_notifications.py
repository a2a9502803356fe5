"""What one is told: the bell of every page, the page behind it, and who reads what."""

import ast
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.models import NatureNotification, Notification, Trace, Utilisateur
from comptes.notifications import notify, settle
from tests.demo import enter
from tests.lecture import read, read_html
from tests.sources import SOURCES, parse

pytestmark = pytest.mark.une_base

AT = datetime(2022, 4, 1, 9, tzinfo=UTC)
PAGE = reverse("comptes:notifications")
CLOCHE = 'class="cloche__nombre">'


@pytest.fixture(autouse=True)
def rien_de_dit(demo):
    """What the year of the demo told is of tests/reporting/test_annonces.py."""
    Notification.objects.all().delete()


def test_every_nature_one_may_refuse_is_told_somewhere():
    """What is offered as a choice changes something."""
    dites = {
        noeud.attr
        for source in SOURCES
        if "annonces" in source.stem or source.stem == "rappels"
        for noeud in ast.walk(parse(source))
        if isinstance(noeud, ast.Attribute)
    }
    assert set(NatureNotification.names) <= dites


def tell(demo, qui="agent.29", quoi="Le Finistère a une nouvelle.", **champs):
    """One more line for `qui`, about 2021 of the 29."""
    notify(
        **{"at": AT, "nature": NatureNotification.DECISION, "url": "/conventions/29/2021/"} | champs,
        a=[demo.get_compte(qui)],
        objet=demo.brouillon,
        phrase=quoi,
    )
    return Notification.objects.latest("pk")


def count_bell(reponse):
    """What the bell says, on a phone and on a desk alike."""
    dits = {texte.partition("<")[0] for texte in read_html(reponse).split(CLOCHE)[1:]}
    assert len(dits) <= 1
    return int(dits.pop()) if dits else 0


def test_the_bell_says_as_many_as_the_page_has_and_costs_no_query(client, demo):
    enter(client, "agent.29")
    with CaptureQueriesContext(connection) as sans:
        assert count_bell(client.get(reverse("referentiels:liste"))) == 0
    for rang in range(3):
        tell(demo, quoi=f"Nouvelle {rang}.", is_action=rang == 1)
    with CaptureQueriesContext(connection) as avec:
        assert count_bell(client.get(reverse("referentiels:liste"))) == 3
    assert len(avec) == len(sans)
    for voir, dits in (("", {1}), ("a_faire", {1}), ("informations", {0, 2})):
        page = read(client.get(PAGE, {"voir": voir}))
        assert {rang for rang in range(3) if f"Nouvelle {rang}." in page} == dits, voir
    # Reading the page read none of them.
    assert Notification.objects.filter(lue_le=None).count() == 3


def test_opening_one_marks_it_and_leads_to_its_page(client, demo):
    une, autre = tell(demo), tell(demo, is_action=True)
    enter(client, "agent.29")
    assert client.post(reverse("comptes:ouvrir_notification", args=[une.pk])).url == "/conventions/29/2021/"
    assert count_bell(client.get(PAGE)) == 1
    assert client.post(reverse("comptes:lire_notification", args=[autre.pk])).url == f"{PAGE}?voir=a_faire"
    tell(demo)
    client.post(reverse("comptes:lire_notifications"))
    assert count_bell(client.get(PAGE)) == 0
    assert not Notification.objects.filter(lue_le=None).exists()
    # What was asked still is, read or not.
    assert "Le Finistère a une nouvelle." in read(client.get(PAGE))


def test_what_is_settled_asks_nothing_and_is_kept(client, demo):
    for qui in ("agent.29", "valideur.29"):
        tell(demo, qui, is_action=True)
    ailleurs = tell(demo, is_action=True, quoi="Autre chose.")
    Notification.objects.filter(pk=ailleurs.pk).update(sujet="autre:1")
    settle(at=AT + timedelta(days=1), objet=demo.brouillon)
    assert list(Notification.objects.a_faire()) == [ailleurs]
    enter(client, "agent.29")
    assert "Réglé le 02/04/2022" in read(client.get(PAGE, {"voir": "informations"}))
    assert count_bell(client.get(PAGE)) == 1


def test_nobody_reads_nor_marks_what_another_was_told(client, demo):
    une = tell(demo)
    for qui in ("agent.22", "valideur.29", "prefecture.29", "centrale"):
        enter(client, qui)
        assert "Finistère a une nouvelle" not in read(client.get(PAGE)), qui
        for route in ("lire_notification", "ouvrir_notification"):
            assert client.post(reverse(f"comptes:{route}", args=[une.pk])).status_code == 404
        client.post(reverse("comptes:lire_notifications"))
    une.refresh_from_db()
    assert une.lue_le is None


# Whom each becomes, that no longer answers for the Finistère as before.
AILLEURS = {
    "agent.29": {"collectivite_id": "22D"},
    "prefecture.29": {"departement_id": "22"},
    "commissaire.53": {"region_id": "44"},
    "centrale": {"role": "commissaire", "region_id": "44"},
}


@pytest.mark.parametrize("qui", AILLEURS)
def test_who_lost_the_perimeter_reads_no_name_of_it(qui, client, demo):
    une = tell(demo, qui)
    Utilisateur.objects.filter(pk=une.a_id).update(**AILLEURS[qui])
    enter(client, qui)
    for voir in ("a_faire", "informations"):
        reponse = client.get(PAGE, {"voir": voir})
        assert "Le Finistère a une nouvelle." not in read(reponse)
        assert count_bell(reponse) == 0
    assert client.post(reverse("comptes:ouvrir_notification", args=[une.pk])).status_code == 404


def test_the_history_has_pages(client, demo):
    for rang in range(31):
        tell(demo, quoi=f"Nouvelle n° {rang}.", at=AT + timedelta(hours=rang))
    enter(client, "agent.29")
    premiere, seconde = (read(client.get(PAGE, {"page": rang})) for rang in (1, 2))
    assert ("Nouvelle n° 30." in premiere, "Nouvelle n° 0." in premiere) == (True, False)
    assert ("Nouvelle n° 30." in seconde, "Nouvelle n° 0." in seconde) == (False, True)
    assert client.get(PAGE, {"page": "x", "voir": "x"}).status_code == 200


@pytest.mark.parametrize(
    "champs",
    [{"nature": "x"}, {"url": "https://ailleurs.example/"}, {"url": "//ailleurs"}, {"reglee_le": AT}],
)
def test_the_database_holds_what_a_line_is(champs, demo):
    une = tell(demo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=une.pk).update(**champs)


def test_being_told_is_no_line_of_the_journal(client, demo):
    avant = Trace.objects.count()
    une = tell(demo)
    enter(client, "agent.29")
    client.post(reverse("comptes:lire_notification", args=[une.pk]))
    assert Trace.objects.count() == avant
