"""What was told leaves by mail: once, to whom may still read it and wants it, and nothing when there is nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from comptes.courriels import CHOISIS, queue_courriel, send_courriels
from comptes.models import (
    Courriel,
    NatureCourriel,
    NatureNotification,
    Notification,
    PreferencesCourriel,
    Utilisateur,
)
from comptes.notifications import notify
from comptes.resumes import LIGNES_MAX, record_preferences, write_immediats, write_resumes
from tests.demo import enter

pytestmark = pytest.mark.une_base

AT = datetime(2022, 4, 4, 9, tzinfo=UTC)  # a Monday
LE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rien_de_dit(demo):
    Notification.objects.all().delete()


def tell(demo, qui="agent.29", nature=NatureNotification.DECISION, **champs):
    sien = {
        "at": AT,
        "phrase": "Le Finistère a une nouvelle.",
        "url": "/conventions/29/2021/",
        "objet": demo.brouillon,
    }
    notify(a=[demo.get_compte(qui)], nature=nature, **sien | champs)


def write(jours=0):
    le = timedelta(days=jours)
    return write_resumes(at=AT + le, le=LE + le, jour=date(2022, 4, 4) + le)


def send():
    send_courriels(at=LE + timedelta(days=40))
    return mail.outbox


def test_a_digest_says_what_is_to_be_done_first_and_leaves_once(demo):
    assert write() == 0
    tell(demo, phrase="Pour votre information.")
    tell(demo, phrase="À vous de jouer.", is_action=True)
    assert [write(), write()] == [1, 0]
    (message,) = send()
    assert message.to == [demo.get_compte("agent.29").email]
    assert message.subject == "CALPAE\u00a0: ce qui vous attend"
    assert message.body.index("À vous de jouer.") < message.body.index("Pour votre information.")
    assert "/conventions/29/2021/" in message.body
    assert reverse("comptes:preferences") in message.extra_headers["List-Unsubscribe"]
    # The same day, what is told later waits for the next one; a line is never written twice.
    tell(demo, phrase="Plus tard.")
    assert [write(), write(1), write(2)] == [0, 1, 0]


def test_what_cannot_wait_leaves_at_once_and_is_not_in_the_digest(demo):
    tell(demo, nature=NatureNotification.RENVOI, is_action=True)
    tell(demo)
    assert [write_immediats(at=AT, le=LE) for _ in range(2)] == [1, 0]
    assert write() == 1
    assert sorted(Courriel.objects.values_list("nature", flat=True)) == ["immediat", "resume"]
    assert Notification.objects.filter(courriel=None).count() == 0


def test_a_receipt_leaves_at_once_under_its_own_subject(demo):
    tell(demo, nature=NatureNotification.RECEPISSE)
    tell(demo, nature=NatureNotification.RENVOI, is_action=True)
    assert [write_immediats(at=AT, le=LE) for _ in range(2)] == [2, 0]
    assert {un.subject for un in send()} == {
        "CALPAE\u00a0: à faire sans attendre",
        "CALPAE\u00a0: récépissé de votre transmission",
    }


SANS_COURRIEL = {
    "read": lambda a: Notification.objects.update(lue_le=AT),
    "old": lambda a: Notification.objects.update(le=AT - timedelta(days=40)),
    "closed": lambda a: Utilisateur.objects.filter(pk=a.pk).update(is_active=False),
    "elsewhere": lambda a: Utilisateur.objects.filter(pk=a.pk).update(collectivite_id="22D"),
    "silent": lambda a: record_preferences(by=a, at=AT, rythme="jour", muettes=["renvoi"]),
}


@pytest.mark.parametrize("cas", SANS_COURRIEL)
def test_nothing_is_written_of_what_one_read_lost_or_does_not_want(cas, demo):
    tell(demo, nature=NatureNotification.RENVOI, is_action=True)
    SANS_COURRIEL[cas](demo.get_compte("agent.29"))
    assert (write_immediats(at=AT, le=LE), write()) == (0, 0)


def test_a_digest_comes_as_often_as_one_chose(client, demo):
    enter(client, "agent.29")
    page = reverse("comptes:preferences")
    assert client.post(page, {"rythme": "x"}).status_code == 422
    assert client.post(page, {"rythme": "jour", "natures": NatureNotification.values}).status_code == 302
    assert client.post(page, {"rythme": "semaine", "natures": ["decision"]}).status_code == 302
    muettes = set(NatureNotification.values) - {"decision"}
    assert set(PreferencesCourriel.objects.get().muettes) == muettes
    ecrits = []
    for jour in range(9):
        tell(demo, at=AT + timedelta(days=jour))
        ecrits.append(write(jour))
    assert ecrits == [1, 0, 0, 0, 0, 0, 0, 1, 0]
    client.post(page, {"rythme": "jamais", "natures": ["decision"]})
    assert write(30) == 0


@pytest.mark.parametrize(
    ("depuis", "partent"),
    [({"is_active": False}, set()), ({"collectivite": "22D"}, set(NatureCourriel) - set(CHOISIS))],
    ids=["closed", "moved"],
)
def test_what_waits_for_an_account_that_is_no_longer_what_it_was_does_not_leave(demo, depuis, partent):
    """What was told of another perimeter stays unsaid; a link is the person's, wherever they are."""
    agent = demo.get_compte("agent.29")
    tell(demo)
    write()
    for nature in set(NatureCourriel) - {NatureCourriel.RESUME}:
        gabarit = "comptes/courriels/resume.txt"
        queue_courriel(at=LE, a=agent, nature=nature, objet="CALPAE", gabarit=gabarit)
    Utilisateur.objects.filter(pk=agent.pk).update(**depuis)
    assert len(send()) == len(partent)
    partis = Courriel.objects.filter(etat="envoye").values_list("nature", flat=True)
    assert set(partis) == partent
    restes = Courriel.objects.exclude(etat="envoye")
    assert set(restes.values_list("etat", "corps")) == {("annule", "")}


def test_a_long_digest_says_how_many_more_the_site_has(demo):
    for _ in range(LIGNES_MAX + 2):
        tell(demo)
    write()
    assert "Et 2 autres sur le site" in send()[0].body
