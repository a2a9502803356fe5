"""Who is told of a remark: whom it awaits, and the other side; never its author, nor whoever may not read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptes.models import Notification, Utilisateur
from remarques.models import EtatRemarque, Remarque
from remarques.operations import answer_remarque, pursue_remarque, resolve_remarque, withdraw_remarque
from remarques.queries.fils import get_page, is_attendue_de
from reporting.operations.transmission import review
from tests.annonces import check_told
from tests.remarques.faites import ask
from tests.tous_gestes.monde import AT

pytestmark = pytest.mark.une_base

DEPARTEMENT = {"agent.22", "valideur.22"}


@pytest.fixture
def gens(demo):
    Notification.objects.all().delete()
    return demo.get_compte


def list_dits():
    """({who is asked}, {who is told}) by what was told last."""
    dits = [
        {
            une.a.email.partition("@")[0]
            for une in Notification.objects.filter(is_action=is_action, lue_le=None)
        }
        for is_action in (True, False)
    ]
    check_told()
    Notification.objects.filter(is_action=False).delete()
    return tuple(dits)


def test_each_turn_of_a_thread_tells_whom_it_awaits_and_the_other_side(demo, gens, client):
    une = ask(demo.transmis, gens("prefecture.22"), AT)
    assert list_dits() == (DEPARTEMENT, {"commissaire.53"})
    for compte in (gens("agent.22"), gens("commissaire.53")):
        client.force_login(compte)
        page = Notification.objects.filter(a=compte).first()
        if page:
            assert page.phrase.startswith(
                "La préfecture a écrit une remarque sur l’exercice 2021 (Côtes-d'Armor, 22)"
            )
            assert client.get(page.url).status_code == 200
    answer_remarque(by=gens("agent.22"), at=AT, remarque=une, texte="C’est fait.")
    # A colleague is asked no more; those of the State go on.
    assert list_dits() == ({"prefecture.22", "commissaire.53"}, set())
    pursue_remarque(by=gens("commissaire.53"), at=AT, remarque=une, texte="Pas tout à fait.")
    assert list_dits() == (DEPARTEMENT, {"prefecture.22"})
    resolve_remarque(by=gens("prefecture.22"), at=AT, remarque=une)
    assert list_dits() == (set(), DEPARTEMENT | {"commissaire.53"})


def test_what_services_say_between_them_is_told_to_no_collectivite(demo, gens):
    une = ask(demo.transmis, gens("prefecture.22"), AT, is_bloquante=False, audience="etat")
    assert list_dits() == ({"commissaire.53"}, set())
    pursue_remarque(by=gens("commissaire.53"), at=AT, remarque=une, texte="Je le pense aussi.")
    assert list_dits() == ({"prefecture.22"}, set())
    resolve_remarque(by=gens("prefecture.22"), at=AT, remarque=une)
    assert list_dits() == (set(), {"commissaire.53"})


def test_a_remark_withdrawn_asks_for_nothing_and_is_told_to_nobody(demo, gens):
    une = ask(demo.transmis, gens("prefecture.22"), AT)
    list_dits()
    withdraw_remarque(by=gens("prefecture.22"), at=AT, remarque=une)
    assert list_dits() == (set(), set())


def test_an_answer_in_what_was_sent_back_is_told_to_those_who_read_it(demo, gens):
    """The commissaire reads no draft: a line of theirs would lead to a page that is not there."""
    une = ask(demo.transmis, gens("prefecture.22"), AT)
    review(by=gens("prefecture.22"), at=AT, exercice=demo.transmis, vers="a_completer", motif="Revoyez S1-1.")
    Notification.objects.all().delete()
    answer_remarque(by=gens("valideur.22"), at=AT, remarque=une, texte="C’est fait.")
    demo.transmis.refresh_from_db()
    lecteurs = {qui for qui in ("prefecture.22", "commissaire.53") if demo.transmis.is_readable_by(gens(qui))}
    assert list_dits() == (lecteurs, set())


@pytest.mark.parametrize("audience", ["collectivite", "etat"])
def test_who_is_asked_is_who_the_list_of_remarks_awaits(demo, gens, audience):
    """Whatever its état, and whoever wrote it: the bell and « À faire » say the same."""
    for auteur in ("prefecture.22", "commissaire.53"):
        une = ask(demo.transmis, gens(auteur), AT, is_bloquante=False, audience=audience)
        autre = {"prefecture.22": "commissaire.53"}.get(auteur, "prefecture.22")
        if audience == "etat":
            pursue_remarque(by=gens(autre), at=AT, remarque=une, texte="Vu.")
        else:
            answer_remarque(by=gens("agent.22"), at=AT, remarque=une, texte="Vu.")
        une = Remarque.objects.get(pk=une.pk)
        assert une.etat == EtatRemarque.REPONDUE
        attendus = {
            compte.email.partition("@")[0]
            for compte in Utilisateur.objects.all()
            if demo.transmis.convention.is_visible_to(compte)
            and is_attendue_de(compte, une.audience, une.etat, gens(auteur).role)
        }
        assert list_dits()[0] == attendus
        Notification.objects.all().delete()


def test_what_led_to_a_remark_that_is_withdrawn_says_so_and_gives_back_what_was_typed(client, demo, gens):
    a_elle, entre_eux = (
        ask(demo.transmis, gens("prefecture.22"), AT, **reste)
        for reste in ({}, {"audience": "etat", "is_bloquante": False})
    )
    for une in (a_elle, entre_eux):
        withdraw_remarque(by=gens("prefecture.22"), at=AT, remarque=une)
    client.force_login(gens("agent.22"))
    answer = client.post(get_page(a_elle), {"texte": "Nous l’avons <vérifié>.", "version": "1"})
    assert answer.status_code == 410
    assert "Nous l’avons &lt;vérifié&gt;." in answer.content.decode()
    # Of what the services said between them, it knows nothing, withdrawn or not.
    assert client.get(get_page(entre_eux)).status_code == 404
    client.force_login(gens("commissaire.53"))
    assert [client.get(get_page(une)).status_code for une in (a_elle, entre_eux)] == [410, 410]
    # Whether it was withdrawn is read with it.
    lue = ask(demo.transmis, gens("prefecture.22"), AT)
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(get_page(lue)).status_code == 200
    # Once to be shown, once for the version that is answered.
    assert sum(un["sql"].startswith('SELECT "remarques_remarque"."id"') for un in requetes) == 2
