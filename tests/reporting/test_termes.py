"""What is awaited by a day: the reminders’ list, the first page, and midnight while a form is open."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.models import Campagne, Convention, Etat, Exercice, Transition
from conventions.queries.campagnes import read_campagnes
from reporting.models import EtapeDecision
from reporting.queries.termes import list_termes
from reporting.queries.vie import list_echeances_dues
from tests.actes import prepare_campagne, prepare_transmission
from tests.gestes import read
from tests.lecture import read as read_texte
from tests.remarques.faites import send_back

pytestmark = [pytest.mark.une_base, pytest.mark.usefixtures("sans_verrous")]

LE_20_AVRIL = datetime(2022, 4, 20, 9, tzinfo=UTC)


def tell(at):
    return {
        (un.exercice.convention.code, un.exercice.annee, un.nature): (un.le, un.reste)
        for un in list_termes(at)
    }


def test_what_is_awaited_is_listed_once_for_each_exercice_and_nature(demo):
    """The 29 drafts 2021, the 22 has handed it over and is asked about its money; what is validated awaits nothing."""
    EtapeDecision.objects.filter(exercice=demo.transmis).update(le=datetime(2022, 4, 15, 23, tzinfo=UTC))
    attendus = {
        ("29", 2021, "rapport"): (date(2022, 3, 31), -20),
        ("22", 2021, "instruction"): (date(2022, 6, 30), 71),
        # The 16th in Paris, and 30 days.
        ("22", 2021, "reponse"): (date(2022, 5, 16), 26),
    }
    with CaptureQueriesContext(connection) as questions:
        assert tell(LE_20_AVRIL) == attendus
    assert len(questions) <= 5
    send_back(demo.transmis, demo.get_compte("prefecture.22"), LE_20_AVRIL)
    assert tell(LE_20_AVRIL) == {
        ("29", 2021, "rapport"): (date(2022, 3, 31), -20),
        ("22", 2021, "corrections"): (date(2022, 5, 31), 41),
    }


def test_what_is_sent_back_after_the_window_has_no_day(demo):
    at = datetime(2022, 6, 1, 9, tzinfo=UTC)
    send_back(demo.transmis, demo.get_compte("prefecture.22"), at)
    assert not [cle for cle in tell(at) if cle[0] == "22"]


def test_without_a_campaign_only_the_report_has_a_day(demo):
    Campagne.objects.update(ouverte_le=None)
    assert set(tell(LE_20_AVRIL)) == {("29", 2021, "rapport")}


def test_the_first_page_says_until_when_to_answer_and_which_campaign_to_open(client, demo, monkeypatch):
    monkeypatch.setattr("comptes.horloge.now", lambda: datetime(2022, 12, 3, 9, tzinfo=UTC))
    EtapeDecision.objects.filter(exercice=demo.transmis).update(le=datetime(2022, 11, 20, 9, tzinfo=UTC))
    prepare_campagne(demo)
    for qui, dits in {
        "valideur.22": ["Jusqu’au 20 décembre 2022 : dans 17 jours"],
        "prefecture.22": ["et doit y répondre, au plus tard le 20 décembre 2022."],
        "centrale": ["Campagnes à ouvrir (1)", "Ouvrir , Campagne CALPAE 2022 Depuis 2 jours"],
    }.items():
        client.force_login(demo.get_compte(qui))
        page = " ".join(re.sub(r"<[^>]+>", " ", read_texte(client.get(reverse("reporting:accueil")))).split())
        assert [dit for dit in dits if dit not in page] == [], page


# --- Midnight --------------------------------------------------------------------------------------------------------

PARIS = datetime(2022, 3, 31, 22, 0, tzinfo=UTC)
GUADELOUPE = datetime(2022, 4, 1, 4, 0, tzinfo=UTC)
REUNION = datetime(2022, 3, 31, 20, 0, tzinfo=UTC)
EN_RETARD = "Le rapport était attendu jusqu’au 31 mars 2022 : il est reçu avec 1 jour de retard."


@pytest.mark.parametrize(
    ("code", "minuit", "is_en_retard"),
    [
        ("22", PARIS, True),
        # 18:00 of 31 March there; then its own midnight, six in the morning in Paris.
        ("971", PARIS, False),
        ("971", GUADELOUPE, True),
        # 1 April there, still 31 March where the texts count; then midnight there.
        ("974", REUNION, False),
        ("974", PARIS, True),
    ],
)
def test_a_form_open_at_midnight_is_handed_over_and_told_late_where_it_is(
    client, demo, monkeypatch, code, minuit, is_en_retard
):
    prepare_transmission(demo)
    exercice = Exercice.objects.get(pk=demo.transmis.pk)
    Convention.objects.filter(pk=exercice.convention_id).update(departement=code)
    # As if it had never been handed over: its report is still due.
    exercice.remises.all().delete()
    Transition.objects.filter(exercice=exercice).delete()
    client.force_login(demo.get_compte("valideur.22"))
    adresse = reverse("reporting:transmettre", args=["22", 2021])
    monkeypatch.setattr("comptes.horloge.now", lambda: minuit - timedelta(minutes=1))
    ouverte = client.get(adresse)
    assert EN_RETARD not in read_texte(ouverte)
    monkeypatch.setattr("comptes.horloge.now", lambda: minuit + timedelta(minutes=1))
    # One that is opened after it says so before.
    assert (EN_RETARD in read_texte(client.get(adresse))) == is_en_retard
    remise = client.post(adresse, read(ouverte).champs)
    assert remise.status_code == 302
    page = read_texte(client.get(remise.url))
    assert "L’exercice est transmis à l’État." in page
    assert (EN_RETARD in page) == is_en_retard
    lu = read_campagnes(Exercice.objects.filter(pk=exercice.pk)).get()
    rapport = list_echeances_dues(None, [lu], minuit + timedelta(days=3))[lu.pk].rapport
    assert (rapport.is_fait, rapport.is_tardif) == (True, is_en_retard)
    assert rapport.mots.endswith("un jour après") == is_en_retard
    # Another round is not late by that day.
    Exercice.objects.filter(pk=exercice.pk).update(etat=Etat.A_COMPLETER)
    assert EN_RETARD not in read_texte(client.get(adresse))
