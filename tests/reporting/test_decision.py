"""The decision on money: proposed, answered, notified; each step refused where it must be."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from comptes.acces import Refus
from comptes.models import Departement, Role
from comptes.operations import ModifieEntreTemps, create_compte
from conventions.models import Campagne, Etat, Exercice, Financement
from nombres.formats import format_euros
from reporting.contents import ContenuDepenseCommune
from reporting.models import Photographie
from reporting.operations.decision import (
    answer_proposition,
    propose_refaction,
)
from reporting.operations.transmission import review, transmit
from reporting.policies import refusal_to_propose
from reporting.queries.decision import get_dossier
from reporting.queries.documents import build_rapport
from reporting.queries.execution import build_execution
from reporting.queries.histoire import list_histoire
from tests.lecture import read_html
from tests.remarques.faites import send_back
from tests.reporting.decisions import AT, D, get_page, post

ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


# --- Proposed, answered, notified ------------------------------------------------------------------------------------


def test_a_proposal_is_at_most_what_is_simulated_and_keeps_its_figures(dossier):
    with pytest.raises(ValidationError, match="le montant simulé"):
        dossier.proposer(dossier.simule + D("0.01"))
    etape = dossier.proposer("0")
    assert etape.photographie.occasion == "proposition"
    assert etape.photographie.pk == Photographie.objects.order_by("pk").last().pk


def test_nothing_is_notified_before_the_written_answer_to_the_last_proposal(dossier):
    dossier.proposer("30576.00")
    with pytest.raises(Refus, match="n’a pas encore répondu à la proposition du 1er juin 2022"):
        dossier.notifier("0")
    dossier.repondre("100")
    with pytest.raises(Refus, match="a répondu le 1er juin 2022"):
        dossier.repondre()
    dossier.proposer("10000")
    with pytest.raises(Refus, match="n’a pas encore répondu"):
        dossier.notifier("0")
    dossier.repondre()
    with pytest.raises(ValidationError, match="le montant proposé"):
        dossier.notifier("10000.01")
    assert dossier.notifier("9999.99").montant == D("9999.99")


def test_the_département_accepts_at_most_what_is_proposed_and_writes_its_answer(dossier):
    with pytest.raises(ValidationError, match="le montant proposé"):
        dossier.repondre(dossier.simule + D("0.01"))
    with pytest.raises(ValidationError, match="champ"):
        answer_proposition(
            by=dossier.departement,
            at=AT,
            exercice=dossier.exercice,
            vu=dossier.lire().version,
            montant=None,
            motif="",
        )
    assert dossier.lire().reponse is None


def test_after_the_notification_nothing_is_proposed_answered_notified_or_sent_back(dossier):
    dossier.repondre()
    dossier.notifier("0")
    for geste in (lambda: dossier.proposer("0"), dossier.repondre, lambda: dossier.notifier("0")):
        with pytest.raises(Refus, match="est notifiée depuis le 1er juin 2022\u00a0: elle ne change plus"):
            geste()
    assert dossier.lire().exercice.etat == Etat.NOTIFIE
    renvoi = {"vers": Etat.A_COMPLETER, "motif": "Trop tard."}
    with pytest.raises(Refus, match="ne se renvoie plus"):
        review(by=dossier.prefecture, at=AT, exercice=dossier.exercice, **renvoi)


def test_figures_handed_over_again_ask_for_a_new_proposal(dossier, dessiner):
    dossier.repondre()
    send_back(dossier.exercice, dossier.prefecture, AT)
    with pytest.raises(
        Refus,
        match="est à compléter\u00a0: la décision s’instruit une fois l’exercice transmis",
    ):
        dossier.notifier("0")
    dossier.exercice.refresh_from_db()
    transmit(by=dossier.departement, at=AT + timedelta(hours=1), exercice=dossier.exercice, certifie=True)
    dessiner()
    with pytest.raises(Refus, match="transmis à nouveau le 1er juin 2022"):
        dossier.notifier("0")
    dossier.proposer("0")
    dossier.repondre()
    dossier.notifier("0")


def test_an_extension_recorded_after_the_proposal_asks_for_a_new_one(dossier):
    dossier.repondre()
    Exercice.objects.filter(pk=dossier.exercice.pk).update(prolonge_au=date(2022, 6, 30))
    dossier.exercice.refresh_from_db()
    with pytest.raises(Refus, match="La prolongation de l’exécution a changé depuis la proposition"):
        dossier.notifier("0")


def test_nothing_is_proposed_on_a_partial_simulation_and_the_way_out_is_said(client, dossier, sans_verrous):
    Financement.objects.filter(
        action__exercice=dossier.exercice, action__numero__in=("S4-1", "S5-1"), source="etat"
    ).update(execute=None)
    with pytest.raises(Refus) as refus:
        dossier.proposer("0")
    assert str(refus.value) == (
        "La simulation est partielle, montant exécuté manquant\u00a0: S4-1, S5-1. Renvoyez l’exercice pour "
        "complément\u00a0: la collectivité écrit ce qui a été dépensé, ou 0."
    )
    page = get_page(client, dossier.prefecture, dossier.exercice)
    assert str(refus.value) in read_html(page)
    # What was spent in common is known: it is to be parted between actions.
    commune = ContenuDepenseCommune(noms="22 et 29", montant=D(10))
    execution = replace(build_execution(dossier.exercice), depense_commune=commune)
    assert refusal_to_propose(dossier.prefecture, get_dossier(dossier.exercice), execution).endswith(
        "la collectivité répartit la dépense commune entre les actions de chaque convention."
    )
    # Once it is validated, there is no way out.
    Exercice.objects.filter(pk=dossier.exercice.pk).update(etat=Etat.VALIDE)
    dossier.exercice.refresh_from_db()
    with pytest.raises(Refus, match="L’exercice est validé\u00a0: rien ne se propose sur ces chiffres"):
        dossier.proposer("0")


def test_nothing_is_proposed_where_the_state_planned_nothing(dossier, sans_verrous):
    credits_etat = {"action__exercice": dossier.exercice, "source__in": ("etat", "report")}
    Financement.objects.filter(**credits_etat).update(prevu=None)
    with pytest.raises(Refus, match="Aucun crédit de l’État n’est prévu dans cet exercice"):
        dossier.proposer("0")


def test_a_draft_has_no_decision_yet(client, demo):
    page = read_html(get_page(client, demo.get_compte("agent.29"), demo.brouillon))
    assert "Les chiffres n’ont pas encore été transmis" in page
    assert "est en cours de saisie\u00a0: la décision s’instruit une fois l’exercice transmis." in page
    reponse = post(
        client, demo.get_compte("prefecture.29"), demo.brouillon, "proposer", montant="0", motif="x"
    )
    assert reponse.status_code == 422


def test_only_the_préfecture_of_the_département_decides_and_only_the_département_answers(
    client, demo, dossier
):
    qui = demo.get_compte
    attendu = {"agent.22": 403, "prefecture.29": 404, "commissaire.53": 403, "centrale": 403}
    for route in ("proposer", "notifier", "verser"):
        assert {
            nom: post(client, qui(nom), dossier.exercice, route).status_code for nom in attendu
        } == attendu
    attendu = {"prefecture.22": 403, "agent.29": 404, "commissaire.53": 403, "centrale": 403}
    assert {
        nom: post(client, qui(nom), dossier.exercice, "repondre").status_code for nom in attendu
    } == attendu
    assert "Seule la collectivité répond" in read_html(
        post(client, qui("prefecture.22"), dossier.exercice, "repondre")
    )
    for nom in ("agent.22", "commissaire.53", "centrale"):
        page = read_html(get_page(client, qui(nom), dossier.exercice))
        assert "Proposée par la préfecture" in page
        assert "Enregistrer la proposition" not in page


# --- Two at once, and what was typed -------------------------------------------------------------------------------


def test_the_second_of_two_préfecture_agents_is_told_and_keeps_what_she_typed(client, dossier):
    collegue = create_compte(
        by=None,
        at=AT,
        email="collegue.22@calpae.example",
        nom="Collègue de la préfecture",
        role=Role.PREFECTURE,
        password="demonstration-2021",
        departement=Departement.objects.get(code="22"),
    )
    vu = dossier.lire().version
    saisi = {"montant": "12\u202f000,50", "motif": "Ma proposition", "vu": vu}
    propose_refaction(by=collegue, at=AT, exercice=dossier.exercice, vu=vu, montant=D(1), motif="La sienne")
    with pytest.raises(ModifieEntreTemps):
        dossier.proposer("2", vu=vu)
    reponse = post(client, dossier.prefecture, dossier.exercice, "proposer", **saisi)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert "Collègue de la préfecture a écrit dans ce dossier le 01/06/2022" in page
    assert "La sienne" in page
    assert "Ma proposition" in page
    assert "12\u202f000,50" in page
    saisi["vu"] = reponse.context["form"]["vu"].value()
    assert post(client, dossier.prefecture, dossier.exercice, "proposer", **saisi).status_code == 302
    assert dossier.lire().proposition.montant == D("12000.50")


@pytest.mark.parametrize(
    ("saisi", "phrase"),
    [
        ({"montant": "-5", "motif": "x"}, "Un montant ne peut pas être négatif."),
        ({"montant": "1e9", "motif": "x"}, "Écrivez un montant en euros, par exemple 12 345,67."),
        ({"montant": "1,234", "motif": "x"}, "se lit de deux façons"),
        ({"montant": "0,001", "motif": "x"}, "2 décimales"),
        ({"montant": "", "motif": "Un motif"}, "Dites le montant proposé, 0 pour ne rien retenir."),
        ({"montant": "12", "motif": "   "}, "Une proposition est motivée par écrit."),
        ({"montant": "99 999 999", "motif": "Un motif"}, "Au plus 30\u202f576,00\u00a0€, le montant simulé."),
        ({"montant": "12", "motif": "a\x00b"}, "caractère nul"),
    ],
)
def test_a_wrong_proposal_is_said_beside_its_field_and_stays_on_the_page(client, dossier, saisi, phrase):
    vu = dossier.lire().version
    reponse = post(client, dossier.prefecture, dossier.exercice, "proposer", vu=vu, **saisi)
    page = read_html(reponse)
    assert reponse.status_code == 422
    assert phrase in page
    assert saisi["montant"] in page
    assert dossier.lire().version == vu


# --- Pages ---------------------------------------------------------------------------------------------------------


def test_the_story_is_told_in_order_with_amounts_authors_and_reasons(client, demo):
    histoire = list_histoire(get_dossier(demo.valide))
    assert [moment.code for moment in histoire] == [
        "transmission", "avis", "dialogue", "proposee", "repondue", "notifiee", "verse", "verse",
    ]  # fmt: skip
    assert histoire[3].simule == histoire[0].montant
    page = read_html(get_page(client, demo.get_compte("agent.29"), demo.valide))
    for texte in (
        "Programme 304",
        "Préfecture Finistère",
        "Dû par l’État",
        "la moitié de la réfaction proposée",
        "Avis du commissaire\u00a0: favorable avec réserves",
        "Le délai d’orientation doit être suivi",
        "13 avril 2021, Préfecture du département",
    ):
        assert texte in page


def test_a_notified_decision_is_on_the_pages_of_the_exercice_and_of_its_rapport(client, demo):
    for route in ("exercice", "rapport"):
        page = read_html(get_page(client, demo.get_compte("agent.29"), demo.valide, route))
        assert "Décision financière notifiée le 31 mai 2021" in page
        assert "23\u202f760,00\u00a0€ retenus" in page


def test_the_pages_ask_a_number_of_questions_that_does_not_grow(client, demo, dossier):
    def count():
        comptes = {}
        for route in ("decision_financiere", "simulation"):
            with CaptureQueriesContext(connection) as requetes:
                assert get_page(client, dossier.prefecture, dossier.exercice, route).status_code == 200
            comptes[route] = len(requetes)
        return comptes

    # Its time to answer has passed: without one, nothing may be notified yet.
    Campagne.objects.all().delete()
    count()
    avant = count()
    dossier.repondre()
    dossier.proposer("1")
    dossier.repondre()
    dossier.notifier("1")
    dossier.verser("1")
    dossier.verser("2")
    assert count() == avant
    # One of them is what a closed exercice remembers.
    assert avant == {"decision_financiere": 29, "simulation": 24}


# --- On paper ------------------------------------------------------------------------------------------------------


def read_rapport(exercice):
    contenu = build_rapport(exercice, date(2022, 7, 1))
    page = render_to_string("documents/rapport.html", {"contenu": contenu})
    return " ".join(re.sub("<[^>]+>", " ", page).translate(ESPACES).split())


def test_once_notified_the_rapport_states_the_decision_and_simulates_no_more(dossier, sans_verrous):
    simule = format_euros(dossier.simule).translate(ESPACES)
    assert "Cette simulation n’est pas une décision" in read_rapport(dossier.exercice)
    dossier.proposer("12000")
    dossier.repondre("9000")
    dossier.notifier("10000")
    # The figures of the decision are frozen: those of the day do not change them.
    Financement.objects.filter(action__exercice=dossier.exercice).update(execute=D("1.23"))
    page = read_rapport(dossier.exercice)
    assert "Décision du préfet" in page and "n’est pas une décision" not in page
    assert "Par décision notifiée le 1er juin 2022" in page
    assert "Retenu par la décision 10 000,00 €" in page
    assert f"Simulé sur ces chiffres, pour mémoire {simule}" in page
    assert f"Dû par l’État {format_euros(dossier.lire().du).translate(ESPACES)}" in page
    assert "Retard établi." in page
    assert "Réfaction simulée" not in page
