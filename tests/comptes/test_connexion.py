"""Logging in: what slows a guesser, what is said, what is kept of it."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from comptes.adresses import get_adresse
from comptes.calculations import ATTENTE_MAX, FREIN_ADRESSE, FREIN_COMPTE, compute_attente
from comptes.gestes import Geste
from comptes.invitations import close_compte, find_compte, make_lien, reopen_compte
from comptes.models import EssaisConnexion, Role, Trace, Utilisateur
from comptes.operations import create_compte, open_essai
from comptes.views import connexion as views
from tests.demo import MOT_DE_PASSE
from tests.lecture import read_html

AGENT = "agent.29@calpae.example"
FERME = "Ce compte est fermé."
INCORRECT = "Adresse électronique ou mot de passe incorrect."
VERROU = "la connexion est verrouillée. Attendez"


class Horloge:
    """The clock of the views, moved by hand."""

    def __init__(self):
        self.instant = datetime(2022, 3, 1, 9, tzinfo=UTC)

    def now(self):
        return self.instant

    def advance(self, **duree):
        self.instant += timedelta(**duree)


@pytest.fixture
def horloge(monkeypatch):
    horloge = Horloge()
    monkeypatch.setattr(views, "timezone", horloge)
    return horloge


def try_password(mot_de_passe, email=AGENT, adresse="192.0.2.1", client=None):
    client = client or Client()
    return client.post("/connexion/", {"username": email, "password": mot_de_passe}, REMOTE_ADDR=adresse)


def test_sixty_wrong_passwords_then_the_right_one_is_not_in(demo):
    statuts = [try_password(f"faux-{rang}").status_code for rang in range(60)]
    assert statuts == [200] * 5 + [429] * 55
    reponse = try_password(MOT_DE_PASSE)
    assert reponse.status_code == 429
    assert f"{VERROU} une minute" in read_html(reponse)
    assert int(reponse.headers["Retry-After"]) <= 61
    # From anywhere, however the e-mail is typed; the others of the office come in meanwhile.
    assert try_password(MOT_DE_PASSE, email=f" {AGENT.upper()} ", adresse="203.0.113.9").status_code == 429
    assert try_password(MOT_DE_PASSE, email="valideur.29@calpae.example").status_code == 302


def test_the_lock_doubles_then_falls_by_itself_and_a_success_forgets(demo, horloge):
    attentes = []
    for _ in range(FREIN_COMPTE.tolerance):
        assert try_password("faux").status_code == 200
    for _ in range(6):
        assert try_password("faux").status_code == 200
        attentes.append(int(try_password(MOT_DE_PASSE).headers["Retry-After"]) // 60)
        horloge.advance(minutes=attentes[-1])
    assert attentes == [1, 2, 4, 8, 15, 15]
    assert try_password(MOT_DE_PASSE).status_code == 302
    assert try_password("faux").status_code == try_password("faux").status_code == 200


def test_a_failure_is_forgotten_after_a_day(demo, horloge):
    for _ in range(4):
        try_password("faux")
    horloge.advance(hours=25)
    assert [try_password("faux").status_code for _ in range(6)] == [200] * 5 + [429]


def test_an_address_that_tries_many_accounts_is_slowed_too(demo, horloge):
    statuts = [
        try_password("faux", email=f"personne.{rang}@calpae.example").status_code for rang in range(40)
    ]
    assert statuts == [200] * 30 + [429] * 10
    assert try_password(MOT_DE_PASSE).status_code == 429
    assert try_password(MOT_DE_PASSE, adresse="192.0.2.2").status_code == 302
    horloge.advance(minutes=1)
    assert try_password(MOT_DE_PASSE).status_code == 302


def test_one_who_locks_an_account_does_not_lock_the_network(demo, horloge):
    for _ in range(200):
        try_password("faux")
    assert try_password(MOT_DE_PASSE, email="valideur.29@calpae.example").status_code == 302


def test_which_accounts_exist_is_not_said(demo):
    """The same answers, word for word, for an account and for nobody's e-mail, until and after the lock."""
    pages = {
        email: [
            read_html(try_password("faux", email=email, adresse=adresse)).replace(email, "X")
            for _ in range(8)
        ]
        for email, adresse in ((AGENT, "192.0.2.1"), ("personne@calpae.example", "192.0.2.2"))
    }
    un, autre = ([_neutral(page) for page in siennes] for siennes in pages.values())
    assert un == autre
    assert INCORRECT in un[0]
    assert VERROU in un[-1]


def _neutral(page):
    """The page without what is drawn anew each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


def test_a_closed_account_is_told_so_after_the_right_password_only(demo):
    Utilisateur.objects.filter(email=AGENT).update(is_active=False)
    faux, juste = read_html(try_password("faux")), try_password(MOT_DE_PASSE)
    assert INCORRECT in faux
    assert FERME not in faux
    assert juste.status_code == 200
    assert FERME in read_html(juste)
    assert not juste.wsgi_request.user.is_authenticated


def test_the_journal_keeps_successes_failures_and_locks(demo):
    agent = demo.get_compte("agent.29")
    for _ in range(5):
        try_password("faux")
    try_password(MOT_DE_PASSE)
    try_password("mot-de-passe-tape-au-mauvais-endroit", email="mot-de-passe-tape-au-mauvais-endroit")
    try_password(MOT_DE_PASSE, email="valideur.29@calpae.example")
    lignes = Trace.objects.filter(
        geste__in=(Geste.SE_CONNECTER, Geste.ECHOUER_CONNEXION, Geste.VERROUILLER_COMPTE)
    )
    du_compte = list(lignes.about(agent).order_by("pk").values_list("geste", "par", "details__adresse"))
    assert du_compte == [("echouer_connexion", None, "192.0.2.1")] * 5 + [
        ("verrouiller_compte", None, "192.0.2.1")
    ]
    assert lignes.get(geste="se_connecter").par.email == "valideur.29@calpae.example"
    inconnu = lignes.get(cle_objet="")
    assert inconnu.details == {"adresse": "192.0.2.1", "motif": "invalid_login"}
    assert "mauvais-endroit" not in str([*EssaisConnexion.objects.values(), *lignes.values()])


def test_a_form_sent_empty_is_no_try(demo):
    for _ in range(10):
        assert Client().post("/connexion/", {"username": AGENT, "password": ""}).status_code == 200
    assert not EssaisConnexion.objects.exists()


def test_tries_sent_together_are_no_more_than_tries_sent_one_by_one(transactional_db):
    """Each counts itself before its password is looked at."""
    if connection.vendor == "sqlite":
        pytest.skip("the SQLite of the tests is in memory: one connection")
    depart, obtenus = threading.Barrier(8), []

    def attempt():
        depart.wait(60)
        obtenus.append(open_essai(at=timezone.now(), email=AGENT, adresse="192.0.2.1"))
        connection.close()

    fils = [threading.Thread(target=attempt) for _ in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    assert obtenus.count(None) == 5
    assert len(obtenus) == 8


@pytest.mark.parametrize("frein", [FREIN_COMPTE, FREIN_ADRESSE])
def test_the_wait_never_shrinks_and_has_a_top(frein):
    attentes = [compute_attente(echecs, frein) for echecs in range(2000)]
    assert attentes == sorted(attentes)
    assert attentes[frein.tolerance] == timedelta(0) < attentes[frein.tolerance + 1]
    assert attentes[-1] == ATTENTE_MAX


@pytest.mark.parametrize(
    ("proxy", "directe", "transmise", "attendue"),
    [
        (False, "192.0.2.1", "", "192.0.2.1"),
        (False, "192.0.2.1", "198.51.100.7", "192.0.2.1"),
        (True, "10.0.0.1", "198.51.100.7", "198.51.100.7"),
        (True, "10.0.0.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        (True, "10.0.0.1", "", "10.0.0.1"),
        (True, "10.0.0.1", "n'importe quoi", "inconnue"),
        (False, "", "", "inconnue"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        (False, "::ffff:192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_the_address_of_a_request(proxy, directe, transmise, attendue, settings):
    settings.BEHIND_PROXY = proxy
    entetes = {"X-Forwarded-For": transmise} if transmise else {}
    assert get_adresse(RequestFactory().get("/", REMOTE_ADDR=directe, headers=entetes)) == attendue


def test_the_link_of_an_invitation_is_closed_with_the_account(demo):
    centrale = demo.get_compte("centrale")
    invitee = create_compte(
        by=None,
        at=Horloge().instant,
        email="nouveau@calpae.example",
        nom="N",
        role=Role.CENTRALE,
        password=None,
    )
    lien = make_lien(invitee)
    assert find_compte(**lien) == invitee
    close_compte(by=centrale, at=Horloge().instant, compte=invitee)
    reopen_compte(by=centrale, at=Horloge().instant, compte=invitee)
    assert find_compte(**lien) is None
    invitee.refresh_from_db()
    assert (invitee.is_active, invitee.is_invite) == (True, True)
    assert find_compte(**make_lien(invitee)) == invitee
