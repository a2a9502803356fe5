"""Mails through a bad day of the server: none lost, none sent twice, and a page that says what became of each."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptes.courriels import queue_courriel, send_courriels
from comptes.models import Courriel, EtatCourriel, NatureCourriel, NatureNotification, Notification
from comptes.notifications import notify
from comptes.resumes import write_immediats, write_resumes
from reporting.operations.rappels import write_rappels
from tests.demo import enter
from tests.lecture import read

pytestmark = pytest.mark.une_base

AT = datetime(2022, 3, 30, 9, tzinfo=UTC)
LE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LISTE = "reporting:courriels"


@pytest.fixture(autouse=True)
def rien_d_ecrit(demo):
    Notification.objects.all().delete()
    Courriel.objects.all().delete()


def tell(demo, qui, nature, is_action):
    notify(
        at=AT,
        a=[demo.get_compte(qui)],
        nature=nature,
        objet=demo.brouillon,
        phrase="Une nouvelle du Finistère.",
        url="/conventions/29/2021/",
        is_action=is_action,
    )


def write_all(demo):
    """A reminder in a digest, a digest, a mail that does not wait: one of each kind that the site writes by itself."""
    assert write_rappels(at=AT) == 2
    tell(demo, "agent.22", NatureNotification.DECISION, False)
    assert write_resumes(at=AT, le=LE, jour=date(2022, 3, 30)) == 3
    tell(demo, "prefecture.29", NatureNotification.RENVOI, True)
    assert write_immediats(at=AT, le=LE) == 1


def break_mail(monkeypatch, erreur):
    """The server refuses everything (`erreur`), or what is sent to whom it names ({address: error})."""
    essais = []

    def refuse(self, messages):
        essais.append(messages[0].to[0])
        trouvee = erreur.get(messages[0].to[0]) if isinstance(erreur, dict) else erreur
        if trouvee:
            raise trouvee
        return envoyer(self, messages)

    envoyer = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return essais


@pytest.mark.parametrize("erreur", [OSError(), smtplib.SMTPServerDisconnected()])
def test_a_server_away_for_an_hour_loses_nothing_and_sends_nothing_twice(demo, monkeypatch, erreur):
    write_all(demo)
    essais = break_mail(monkeypatch, erreur)
    for secondes in range(0, 3600, 15):
        avant = len(essais)
        send_courriels(at=LE + timedelta(seconds=secondes))
        # One a round: what else the worker has to do never waits behind all of them.
        assert len(essais) <= avant + 1
    assert len(essais) > len(set(essais)) == 4
    assert set(Courriel.objects.values_list("etat", flat=True)) == {"a_envoyer"}
    # Written again meanwhile, nothing is.
    assert write_rappels(at=AT) + write_resumes(at=AT, le=LE, jour=date(2022, 3, 30)) == 0
    monkeypatch.undo()
    for heures in (1, 2, 3, 4, 5, 6):
        send_courriels(at=LE + timedelta(hours=heures))
    assert sorted(un.to[0].partition("@")[0] for un in mail.outbox) == [
        "agent.22", "agent.29", "prefecture.29", "valideur.29",
    ]  # fmt: skip
    assert "attendu jusqu’au 31 mars 2022" in "".join(un.body for un in mail.outbox)
    assert set(Courriel.objects.values_list("etat", "motif", "corps")) == {("envoye", "", "")}


def test_what_a_server_away_for_days_did_not_take_is_in_the_next_digest(demo, monkeypatch):
    write_all(demo)
    break_mail(monkeypatch, OSError())
    for heures in range(0, 24 * 20, 6):
        send_courriels(at=LE + timedelta(hours=heures))
    assert set(Courriel.objects.values_list("etat", flat=True)) == {"echec"}
    monkeypatch.undo()
    # One digest a day all the same: whom nothing but what does not wait was written to has had none.
    assert write_resumes(at=AT, le=LE, jour=date(2022, 3, 30)) == 1
    apres = {"at": AT + timedelta(days=20), "le": LE + timedelta(days=20)}
    assert write_resumes(**apres, jour=date(2022, 4, 19)) == 3
    assert send_courriels(at=apres["le"]) == 4


@pytest.mark.parametrize("qui", ["agent.29", "agent.22", "prefecture.29"])
def test_a_mailbox_that_bounces_stops_its_own_mail_alone(client, demo, monkeypatch, qui):
    """That of a reminder, of a digest, of what does not wait."""
    adresse = demo.get_compte(qui).email
    write_all(demo)
    break_mail(monkeypatch, {adresse: smtplib.SMTPRecipientsRefused({adresse: (550, b"unknown")})})
    for jours in range(5):
        send_courriels(at=LE + timedelta(days=jours))
    assert len(mail.outbox) == 3
    perdu = Courriel.objects.exclude(etat="envoye").get()
    assert (perdu.adresse, perdu.etat, perdu.corps, perdu.tentatives) == (adresse, "echec", "", 1)
    # What it said is on the site, unread.
    assert perdu.notifications.filter(lue_le=None).exists()
    enter(client, "centrale")
    page = read(client.get(reverse(LISTE), {"etat": "echec"}))
    assert "Le serveur du destinataire ne reçoit pas ce courriel (code 550)." in page
    assert "1 courriel." in page


def test_a_mail_that_waits_says_why_and_until_when(client, demo, monkeypatch):
    write_all(demo)
    refus = smtplib.SMTPDataError(451, b"later")
    break_mail(monkeypatch, refus)
    send_courriels(at=LE)
    enter(client, "centrale")
    page = read(client.get(reverse(LISTE)))
    dit = "Le serveur de courriel du site ne l’a pas pris (code 451). 1 essai, le prochain après le 02/03/2026 à 10:01."
    assert page.count(dit) == 4


# --- The page --------------------------------------------------------------------------------------------------------


def list_lus(client, **demande):
    """The addresses on the page, {start: how many times}."""
    page = read(client.get(reverse(LISTE), demande)).split("<main", 1)[1]
    return {qui: page.count(f"{qui}@") for qui in ("agent.29", "agent.22", "centrale") if f"{qui}@" in page}


def test_a_valideur_reads_what_was_written_to_the_collectivite_the_centrale_everything(client, demo):
    for qui in ("agent.29", "agent.22", "centrale"):
        queue(demo, qui)
    enter(client, "centrale")
    assert list_lus(client) == {"agent.29": 1, "agent.22": 1, "centrale": 1}
    enter(client, "valideur.29")
    assert list_lus(client) == {"agent.29": 1}
    # Who leaves for a neighbour takes nothing of it there: what was written stays of the first.
    agent = demo.get_compte("agent.29")
    agent.collectivite_id = "22D"
    agent.save()
    queue(demo, "agent.29")
    assert list_lus(client) == {"agent.29": 1}
    client.force_login(demo.get_compte("valideur.22"))
    assert list_lus(client) == {"agent.29": 1, "agent.22": 1}


def queue(demo, qui, jours=0, nature=NatureCourriel.INVITATION):
    return queue_courriel(
        at=LE + timedelta(days=jours),
        a=demo.get_compte(qui),
        nature=nature,
        objet="Votre compte CALPAE",
        gabarit="comptes/courriels/resume.txt",
    )


@pytest.mark.parametrize(
    ("demande", "attendus"),
    [
        ({"texte": "finist"}, 1),
        ({"texte": "AGENT.22@"}, 2),
        ({"nature": "mot_de_passe"}, 1),
        ({"etat": "a_envoyer"}, 3),
        ({"etat": "echec"}, 0),
        ({"du": "2026-03-03"}, 1),
        ({"au": "2026-03-02"}, 2),
        ({"du": "2026-03-02", "au": "2026-03-02", "nature": "invitation"}, 2),
        # What cannot be read is said, and does not count.
        ({"etat": "perdu"}, 3),
        ({"du": "hier"}, 3),
        ({"du": "2026-03-03", "au": "2026-03-01"}, 1),
    ],
)
def test_filters_are_in_the_address(client, demo, demande, attendus):
    queue(demo, "agent.29")
    queue(demo, "agent.22")
    queue(demo, "agent.22", 1, NatureCourriel.MOT_DE_PASSE)
    enter(client, "centrale")
    reponse = client.get(reverse(LISTE), demande)
    assert reponse.status_code == 200
    assert f">{attendus} courriel" in read(reponse).replace("\u00a0", " ")


def test_the_page_takes_as_many_queries_whatever_the_number(client, demo):
    enter(client, "centrale")
    nombres = []
    for combien in (1, 60):
        for _ in range(combien):
            queue(demo, "agent.29")
        with CaptureQueriesContext(connection) as questions:
            page = client.get(reverse(LISTE), {"texte": "agent"})
        nombres.append(len(questions))
    assert nombres[0] == nombres[1] <= 12
    assert 'href="?texte=agent&amp;page=2"' in page.content.decode()


@pytest.mark.parametrize("etat", EtatCourriel)
def test_each_etat_has_its_words(client, demo, etat):
    queue(demo, "agent.29")
    envoye = LE if etat == EtatCourriel.ENVOYE else None
    Courriel.objects.update(etat=etat, envoye_le=envoye)
    enter(client, "valideur.29")
    page = read(client.get(reverse(LISTE))).replace("\u00a0", " ")
    assert etat.label.replace("\u00a0", " ") in page.split("<tbody", 1)[1]
    assert ("Le 02/03/2026 à 10:00." in page) == bool(envoye)
