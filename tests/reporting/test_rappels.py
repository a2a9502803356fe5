"""Reminders: of what is awaited, to whom it is awaited of, once each, by the midnight of the territory."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from comptes.models import Courriel, NatureNotification, Notification, Utilisateur
from comptes.resumes import record_preferences, write_resumes
from conventions.echeances import PALIERS, find_palier
from conventions.models import Acte, Campagne, Convention, Etat, Exercice, Transition
from conventions.operations.campagnes import grant_delai
from conventions.operations.exercices import move_exercice
from conventions.queries.campagnes import read_campagnes
from reporting.models import EtapeDecision
from reporting.operations.rappels import PHRASES, write_rappels
from reporting.queries.attendus import find_attendu
from reporting.queries.decision import list_dossiers_ouverts
from reporting.queries.termes import list_termes
from reporting.queries.tours import DUS
from tests.actes import AT, answer
from tests.annonces import check_told, list_told
from tests.remarques.faites import send_back

pytestmark = pytest.mark.une_base

# Those of the demo: the report of the 29, the instruction of the 22, and the answer to its proposal.
RAPPORT, INSTRUCTION, REPONSE = date(2022, 3, 31), date(2022, 6, 30), date(2022, 5, 16)
LE_29, LE_22 = {"agent.29", "valideur.29"}, {"agent.22", "valideur.22"}


@pytest.fixture(autouse=True)
def rien_de_dit(demo, sans_verrous):
    Notification.objects.all().delete()
    EtapeDecision.objects.filter(exercice=demo.transmis).update(le=datetime(2022, 4, 15, 23, tzinfo=UTC))


def at_noon(jour):
    return datetime(jour.year, jour.month, jour.day, 12, tzinfo=UTC)


def remind(jour):
    """Whom a day reminds, {start of an e-mail: the phrases}."""
    avant = set(Notification.objects.values_list("pk", flat=True))
    nombre = write_rappels(at=at_noon(jour))
    dits = list_told(nature="echeance", pk__in=set(Notification.objects.values_list("pk", flat=True)) - avant)
    assert nombre == sum(map(len, dits.values()))
    return dits


def test_a_reminder_comes_on_its_four_days_whatever_day_the_command_is_run():
    """Of a day of May, from forty days before to ten after."""
    le = date(2022, 5, 31)
    venus = {reste: find_palier(le, le - timedelta(days=reste)) for reste in range(40, -11, -1)}
    attendus = {**dict.fromkeys(range(8, 31), 30), **dict.fromkeys(range(2, 8), 7), 1: 1, 0: 1}
    assert venus == dict.fromkeys(range(31, 41)) | attendus | dict.fromkeys(range(-10, 0), -1)
    # What was asked on that day, or after it, was told by who asked.
    for palier in PALIERS:
        jour = le - timedelta(days=palier)
        for ecart in (-1, 0, 1):
            demande = jour + timedelta(days=ecart)
            assert (find_palier(le, max(jour, demande), demande) is None) == (ecart >= 0)


def test_each_is_told_once_of_each_day_run_twice_or_after_an_absence(demo):
    Exercice.objects.filter(pk=demo.transmis.pk).update(etat=Etat.APPROUVE)
    for jour, dite in (
        (date(2022, 2, 28), False),
        (date(2022, 3, 1), True),  # 30 days before
        (date(2022, 3, 2), False),
        (date(2022, 3, 27), True),  # seven days before was a day of absence
        (date(2022, 3, 27), False),
        (date(2022, 3, 30), True),  # the day before
        (RAPPORT, False),
        (date(2022, 4, 4), True),  # the day after, three days late
        (date(2022, 4, 5), False),
        (date(2022, 6, 5), False),
    ):
        assert set(remind(jour)) == (LE_29 if dite else set()), jour
    # The last one alone still asks: those before it are settled by it.
    assert Notification.objects.count() == 8
    (phrase,) = {une.phrase for une in Notification.objects.a_faire()}
    assert phrase == (
        "Le rapport de l’exercice 2021 (Finistère, 29) était attendu jusqu’au 31 mars 2022, et n’est pas transmis."
    )
    check_told()


def test_after_a_long_absence_one_reminder_is_sent_and_not_four(demo):
    dits = remind(date(2022, 4, 10))
    assert {qui: len(phrases) for qui, phrases in dits.items()} == dict.fromkeys(LE_29, 1)


# Past its time to answer, and before.
@pytest.mark.parametrize(
    ("propose_le", "jour"), [(date(2022, 4, 15), date(2022, 8, 1)), (date(2022, 6, 10), date(2022, 6, 25))]
)
@pytest.mark.parametrize("etat", Etat)
def test_those_are_told_of_whom_something_is_awaited_and_nobody_else(demo, etat, propose_le, jour):
    """Of each état, the reminders are what « À faire » says: of the préfecture of the 22 nothing, as long as its
    proposal may be answered."""
    EtapeDecision.objects.filter(exercice=demo.transmis).update(le=at_noon(propose_le))
    Exercice.objects.filter(annee=2021).update(etat=etat)
    at = at_noon(jour)
    exercices = list(read_campagnes(Exercice.objects.filter(annee=2021)))
    dossiers = {un.exercice.pk: un for un in list_dossiers_ouverts(exercices)}
    termes = list_termes(at)
    write_rappels(at=at)
    for exercice in exercices:
        natures = {un.nature for un in termes if un.exercice == exercice and un.palier is not None}
        for compte in Utilisateur.objects.all():
            attendu = find_attendu(compte, exercice, dossiers.get(exercice.pk), at)
            if not exercice.convention.is_visible_to(compte):
                attendu = None
            nature = {"proposition": "reponse"}.get(attendu) or (attendu in DUS.values() and "terme")
            is_dite = Notification.objects.filter(
                a=compte, nature="echeance", convention=exercice.convention.code
            ).exists()
            est_du = nature == "reponse" and "reponse" in natures
            est_du |= nature == "terme" and bool(natures - {"reponse"})
            assert is_dite == est_du, (compte, exercice, attendu)
    check_told()


def test_every_kind_of_what_is_awaited_has_its_words_and_its_page(demo, client):
    assert set(remind(date(2022, 6, 1))) == LE_29 | LE_22 | {"prefecture.22", "commissaire.53"}
    send_back(demo.transmis, demo.get_compte("prefecture.22"), at_noon(date(2022, 4, 16)))
    remind(date(2022, 5, 30))
    dites = Notification.objects.filter(nature="echeance").select_related("a")
    assert {une.cle.partition(":")[0] for une in dites} == set(PHRASES)
    for une in dites:
        client.force_login(une.a)
        assert une.is_action
        # What is no longer awaited is refused in a sentence, not lost.
        page = client.get(une.url, follow=True)
        assert page.status_code in ({200} if une.is_a_faire else {200, 403}), une


def test_what_is_done_is_not_called_to_mind_and_asks_no_more(demo):
    remind(date(2022, 5, 9))
    assert set(list_told(reglee_le=None, cle__startswith="reponse")) == LE_22
    answer(demo)
    assert list_told(reglee_le=None, cle__startswith="reponse") == {}
    Notification.objects.all().delete()
    assert not LE_22 & set(remind(date(2022, 5, 20)))


def test_an_act_settles_what_was_called_to_mind_of_its_exercice(demo):
    """Before the next round of the command, and for everybody: a colleague's bell goes quiet too."""
    send_back(demo.transmis, demo.get_compte("prefecture.22"), at_noon(date(2022, 4, 16)))
    remind(date(2022, 5, 30))
    assert set(list_told(reglee_le=None, cle__startswith="corrections")) == LE_22
    move = {"by": demo.get_compte("valideur.22"), "at": AT, "exercice": demo.transmis}
    demo.transmis.refresh_from_db()
    move_exercice(**move, acte=Acte.APPROUVER)
    assert list_told(reglee_le=None, cle__startswith="corrections") == {}


def test_a_day_that_is_put_off_is_called_to_mind_anew(demo):
    assert set(remind(date(2022, 3, 30))) >= LE_29
    grant_delai(
        by=demo.get_compte("centrale"),
        at=at_noon(date(2022, 3, 30)),
        exercice=demo.brouillon,
        jusqu_au=date(2022, 5, 13),
        motif="Un logiciel nouveau.",
    )
    assert not LE_29 & set(remind(date(2022, 4, 2)))
    assert not Notification.objects.a_faire().filter(cle__startswith="rapport").exists()
    dits = remind(date(2022, 4, 13))
    assert [phrase[-29:] for phrase in dits["agent.29"]] == ["attendu jusqu’au 13 mai 2022."]


def test_a_campaign_whose_dates_move_asks_no_more_by_the_day_before(demo):
    """Nobody acted on the exercice: the next round says so."""
    remind(date(2022, 3, 30))
    Campagne.objects.filter(annee=2021).update(rapport_le=date(2022, 5, 15))
    assert not LE_29 & set(remind(date(2022, 3, 31)))
    assert not Notification.objects.a_faire().filter(cle__startswith="rapport").exists()


def test_somebody_who_acts_meanwhile_is_not_reminded(demo, monkeypatch):
    """Between the list of what is awaited and the lock of its exercice."""
    lus = []

    def list_once(at, seul=None):
        if seul is None:
            return lus.append(list_termes(at)) or lus[0]
        Exercice.objects.filter(pk=seul.pk).update(etat=Etat.CLOS)
        return list_termes(at, seul)

    monkeypatch.setattr("reporting.operations.rappels.list_termes", list_once)
    assert remind(date(2022, 3, 30)) == {}
    assert lus[0]


@pytest.mark.parametrize(
    ("code", "minuit"),
    [
        ("22", datetime(2022, 3, 29, 22, tzinfo=UTC)),
        # As its report is late at its own midnight, six in the morning in Paris.
        ("971", datetime(2022, 3, 30, 4, tzinfo=UTC)),
        # Midnight in Paris: it has been the day there for two hours, and the texts count in the time of Paris.
        ("974", datetime(2022, 3, 29, 22, tzinfo=UTC)),
    ],
)
def test_the_day_is_that_of_the_territory(demo, code, minuit):
    Exercice.objects.exclude(pk=demo.brouillon.pk).update(etat=Etat.CLOS)
    Convention.objects.filter(pk=demo.brouillon.convention_id).update(departement=code)
    assert write_rappels(at=minuit - timedelta(days=20)) > 0
    # A minute before, that of seven days is late and the day before has not come.
    for ecart in (timedelta(minutes=-1), timedelta(0)):
        assert write_rappels(at=minuit + ecart) == 2
    assert write_rappels(at=minuit + timedelta(hours=12)) == 0


def test_who_wants_no_reminder_by_mail_has_none_and_reads_them_on_the_site(demo):
    agent = demo.get_compte("agent.29")
    record_preferences(
        by=agent, at=at_noon(date(2022, 3, 1)), rythme="jour", muettes=[NatureNotification.ECHEANCE]
    )
    jour = date(2022, 3, 30)
    remind(jour)
    write_resumes(at=at_noon(jour), le=at_noon(jour), jour=jour)
    assert set(Courriel.objects.values_list("a__email", flat=True)) == {"valideur.29@calpae.example"}
    assert Notification.objects.visible_to(agent).a_faire().count() == 1


def test_one_command_writes_reminders_then_the_digest_that_says_them(demo, capsys, monkeypatch):
    monkeypatch.setattr("comptes.horloge.now", lambda: at_noon(date(2022, 3, 30)))
    for dit in ("2\u00a0rappels et 2\u00a0résumés à envoyer.", "0\u00a0rappel et 0\u00a0résumé à envoyer."):
        call_command("prevenir")
        assert capsys.readouterr().out.strip() == dit
    corps = Courriel.objects.first().corps
    assert "Le rapport de l’exercice 2021 (Finistère, 29) est attendu jusqu’au 31 mars 2022." in corps


def test_without_a_campaign_only_the_report_is_called_to_mind(demo):
    Campagne.objects.update(ouverte_le=None)
    assert set(remind(date(2022, 7, 30))) == LE_29
    assert Transition.objects.exists()
