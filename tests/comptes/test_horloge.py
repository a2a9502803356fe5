"""What time it is for the site: today, or the day of a demo."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from comptes import horloge
from comptes.models import Trace
from config.demonstration import read_recul
from tests.demo import MOT_DE_PASSE
from tests.gestes import confirm
from tests.lecture import read_html
from tests.remarques.faites import ask

DEMO = date(2022, 4, 28)


@pytest.fixture
def en_demonstration(settings):
    settings.DEMO_RECUL = timezone.localdate() - DEMO


def test_a_site_lives_today():
    assert read_recul("", "") == timedelta(0)
    avant = timezone.now()
    assert avant <= horloge.now() <= timezone.now()


def test_the_days_of_a_demo_go_on_one_by_one(settings, monkeypatch):
    """A fixed day would date the second morning before the first evening, and turn the order of what was done."""
    settings.DEMO_RECUL = read_recul("2022-04-28", "2026-11-28")
    soir, matin = datetime(2026, 11, 28, 17, 40, tzinfo=UTC), datetime(2026, 11, 29, 8, 15, tzinfo=UTC)
    dits = []
    for instant in (soir, matin):
        monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
        dits.append((horloge.now(), horloge.today()))
    assert dits == [
        (datetime(2022, 4, 28, 16, 40, tzinfo=UTC), date(2022, 4, 28)),
        (datetime(2022, 4, 29, 7, 15, tzinfo=UTC), date(2022, 4, 29)),
    ]


@pytest.mark.parametrize("aujourdhui", ["2022-04-28", "2022-01-28"])
def test_a_demo_passes_to_its_next_day_when_we_do(settings, monkeypatch, aujourdhui):
    """Summer there and winter here: its last hour was that of the next day."""
    settings.DEMO_RECUL = read_recul(aujourdhui, "2026-11-28")
    for minutes in range(0, 24 * 60, 30):
        instant = datetime(2026, 11, 27, 23, tzinfo=UTC) + timedelta(minutes=minutes)  # midnight in Paris
        monkeypatch.setattr(timezone, "now", lambda instant=instant: instant)
        assert horloge.today() == date.fromisoformat(aujourdhui)


@pytest.mark.parametrize(
    ("aujourdhui", "depuis"),
    [
        ("2022-04-28", ""),
        ("", "2026-11-28"),
        ("28/04/2022", "2026-11-28"),
        ("2022-02-30", "2026-11-28"),
        ("2026-11-29", "2026-11-28"),
    ],
)
def test_days_of_a_demo_that_say_nothing_clear_stop_the_site(aujourdhui, depuis):
    with pytest.raises(ImproperlyConfigured, match="DEMO_AUJOURDHUI"):
        read_recul(aujourdhui, depuis)


def list_pages(demo, client):
    """The page where one logs in, then one of each kind, as (address, page)."""
    yield client.get(reverse("comptes:connexion"))
    client.force_login(demo.get_compte("centrale"))
    for adresse in (
        reverse("reporting:accueil"),
        reverse("reporting:tableau_de_bord"),
        reverse("reporting:exercice", args=("29", 2021)),
        reverse("referentiels:liste"),
        "/cette-page-n-existe-pas/",
    ):
        yield client.get(adresse)


def test_every_page_of_a_demo_says_its_day(demo, client, en_demonstration):
    for page in list_pages(demo, client):
        assert "Démonstration\u00a0: nous sommes le 28 avril 2022." in read_html(page).replace(
            "&nbsp;", "\u00a0"
        ), page


def test_no_page_of_a_site_in_service_speaks_of_a_demo(demo, client):
    for page in list_pages(demo, client):
        assert "nous sommes le" not in read_html(page), page


def test_nothing_is_years_late_in_a_demo(demo, client, en_demonstration):
    """The rapport of 2021 was due on 31 March."""
    for qui in ("agent.29", "prefecture.29", "commissaire.53", "centrale"):
        client.force_login(demo.get_compte(qui))
        for adresse in (
            reverse("reporting:accueil"),
            reverse("reporting:exercice", args=("29", 2021)),
            reverse("reporting:tableau_de_bord"),
        ):
            page = client.get(adresse)
            retards = re.findall(
                r"([\d\s\u00a0\u202f]+)jours?\b", read_html(page).replace("&nbsp;", "\u00a0")
            )
            assert all(int(re.sub(r"\D", "", un) or 0) < 400 for un in retards), (qui, adresse, retards)


def test_what_is_done_in_a_demo_is_dated_by_its_day_and_a_login_by_ours(demo, client, en_demonstration):
    """What protects the accounts is not deceived by the days of a demo."""
    compte = demo.get_compte("prefecture.22")
    client.post(reverse("comptes:connexion"), {"username": compte.email, "password": MOT_DE_PASSE})
    assert timezone.now() - Trace.objects.latest("pk").le < timedelta(minutes=5)
    ask(demo.transmis, compte, demo.transmis.transitions.latest("pk").le)
    confirm(client, reverse("reporting:renvoyer", args=("22", 2021)), motif="Revoyez S1-1.")
    renvoi = demo.transmis.transitions.latest("pk")
    assert renvoi.vers == "a_completer" and timezone.localdate(renvoi.le) == DEMO
    assert timezone.localdate(Trace.objects.latest("pk").le) == DEMO
