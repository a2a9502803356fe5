"""The acts that only move an exercice: one page for all, one table for who does them, whom they tell and when."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from comptes.acces import Refus
from comptes.models import Notification
from conventions.models import ETATS_MODIFIABLES, Acte, Etat, Exercice, Transition
from conventions.operations.annonces import ANNONCES
from conventions.policies import refusal_of_acte
from conventions.transitions import TRANSITIONS
from indicateurs.operations.transmission import ExerciceIncomplet
from reporting.operations.passages import do_acte
from reporting.operations.transmission import transmit
from reporting.queries.actes import PAGES, PRINCIPAUX, list_boutons
from reporting.queries.attendus import find_attendu, find_dossier_ouvert, say_tour
from reporting.queries.vie import list_echeances_dues
from reporting.recapitulations_actes import SUITES
from tests.actes import prepare_transmission
from tests.annonces import check_told, list_told
from tests.cloture import decide
from tests.demo import enter
from tests.formulaires_lus import read_formulaire
from tests.lecture import read
from tests.remarques.faites import ask
from tests.reporting.decisions import AT

pytestmark = pytest.mark.une_base

GENS = ("agent.22", "valideur.22", "prefecture.22", "commissaire.53", "centrale")


@pytest.fixture
def jouer(client, demo):
    """Do an act on its page, on 2021 of the 22; the answer to what was sent."""

    def play(qui, acte, **saisi):
        enter(client, qui)
        adresse = reverse("reporting:acte", args=["22", 2021, acte])
        lue = client.get(adresse)
        assert lue.status_code == 200, read(lue)
        return client.post(adresse, read_formulaire(lue) | saisi)

    return play


def read_etat():
    return Exercice.objects.get(convention__code="22", annee=2021).etat


# --- From the entry to the end -------------------------------------------------------------------------------------

# (who, by what act, what one types, where it leads) from an exercice that was sent back.
CONTROLE = [
    ("agent.22", Acte.PROPOSER, {}, Etat.CONTROLE),
    ("valideur.22", Acte.RENDRE, {"motif": "L’indicateur S1-1 est faux."}, Etat.A_COMPLETER),
    ("agent.22", Acte.PROPOSER, {}, Etat.CONTROLE),
    ("valideur.22", Acte.APPROUVER, {}, Etat.APPROUVE),
    ("agent.22", Acte.RENDRE, {"motif": "J’ai oublié une pièce."}, Etat.A_COMPLETER),
    ("valideur.22", Acte.APPROUVER, {}, Etat.APPROUVE),
]


def test_each_act_leads_where_the_table_says_and_tells_whom_it_says(jouer, demo):
    prepare_transmission(demo)
    for qui, acte, saisi, vers in CONTROLE:
        Notification.objects.all().delete()
        (passage,) = {un for un in TRANSITIONS if (un.acte, un.de, un.vers) == (acte, read_etat(), vers)}
        assert jouer(qui, acte, **saisi).status_code == 302
        assert read_etat() == vers
        assert Transition.objects.order_by("-pk").first().motif == saisi.get("motif", "")
        du_role = {un for un in GENS if demo.get_compte(un).role in passage.previent}
        assert set(list_told()) == du_role - {qui}, acte
    check_told()


def test_it_is_recalled_until_somebody_reads_it_then_no_more(jouer, demo):
    prepare_transmission(demo)
    transmit(by=demo.get_compte("valideur.22"), at=AT, exercice=demo.transmis, certifie=True)
    assert jouer("agent.22", Acte.RAPPELER).status_code == 302
    assert read_etat() == Etat.A_COMPLETER
    # What it asked of the State is asked no more.
    assert (
        not Notification.objects.a_faire()
        .filter(a=demo.get_compte("prefecture.22"), nature="instruction")
        .exists()
    )
    transmit(by=demo.get_compte("valideur.22"), at=AT, exercice=demo.transmis, certifie=True)
    assert jouer("prefecture.22", Acte.INSTRUIRE).status_code == 302
    with pytest.raises(Refus, match="en instruction"):
        do_acte(by=demo.get_compte("agent.22"), at=AT, exercice=demo.transmis, acte=Acte.RAPPELER)
    assert read_etat() == Etat.INSTRUCTION


def test_one_reopens_with_a_reason_that_is_never_lost_nor_left_out(jouer, demo):
    decide(by=demo.get_compte("prefecture.22"), at=AT, exercice=demo.transmis, vers=Etat.VALIDE)
    reponse = jouer("centrale", Acte.ROUVRIR, motif=" ")
    assert reponse.status_code == 422
    assert "Dites pourquoi : c’est ce que lira la collectivité." in read(reponse)
    assert read_etat() == Etat.VALIDE
    assert jouer("centrale", Acte.ROUVRIR, motif="Une erreur de périmètre.").status_code == 302
    assert read_etat() == Etat.A_COMPLETER


def test_what_goes_back_says_why_whoever_calls(demo):
    prepare_transmission(demo)
    by = demo.get_compte("valideur.22")
    do_acte(by=by, at=AT, exercice=demo.transmis, acte=Acte.PROPOSER)
    with pytest.raises(ValidationError, match=r"dit (pourquoi|ce qu’il faut compléter)"):
        do_acte(by=by, at=AT, exercice=demo.transmis, acte=Acte.RENDRE)


def test_what_lacks_something_is_neither_proposed_nor_approved(client, demo):
    """The 29 is drafting 2021: its page says what lacks, and offers no button."""
    for qui, acte in (("agent.29", Acte.PROPOSER), ("valideur.29", Acte.APPROUVER)):
        enter(client, qui)
        lue = client.get(reverse("reporting:acte", args=["29", 2021, acte]))
        assert "l’exercice n’est pas complet." in read(lue)
        with pytest.raises(ExerciceIncomplet):
            do_acte(by=demo.get_compte(qui), at=AT, exercice=demo.brouillon, acte=acte)
        page = client.get(reverse("reporting:exercice", args=["29", 2021]))
        assert not {un.acte for un in page.context["boutons"]} & {
            Acte.PROPOSER,
            Acte.APPROUVER,
            Acte.TRANSMETTRE,
        }


def test_nothing_is_closed_while_money_is_owed(jouer, dossier):
    dossier.repondre()
    dossier.notifier("12")
    assert read_etat() == Etat.NOTIFIE
    with pytest.raises(Refus, match=r"à verser\u00a0: l’exercice se clôt une fois tout versé\."):
        do_acte(by=dossier.prefecture, at=AT, exercice=dossier.exercice, acte=Acte.CLORE)
    dossier.verser(dossier.lire().reste)
    assert jouer("prefecture.22", Acte.CLORE).status_code == 302
    assert read_etat() == Etat.CLOS


def test_nothing_is_closed_before_the_decision_that_the_figures_call_for(dossier):
    dossier.valider()
    with pytest.raises(Refus, match="Une réfaction est proposée"):
        do_acte(by=dossier.prefecture, at=AT, exercice=dossier.exercice, acte=Acte.CLORE)


# --- What is offered -----------------------------------------------------------------------------------------------


def test_a_button_is_there_where_the_act_is_open_and_leads_to_a_page_that_answers(client, demo):
    """Every état × every role: what the policy allows, no more, the one they come for first; and no dead link where
    the exercice really is so."""
    exercice = Exercice.objects.get(pk=demo.transmis.pk)
    for etat in Etat:
        exercice.etat = etat
        for qui in GENS:
            user = demo.get_compte(qui)
            boutons = list_boutons(user, exercice)
            assert {un.acte for un in boutons} == {
                un for un in Acte if refusal_of_acte(user, exercice, un) is None
            }
            assert [un.is_principal for un in boutons[1:]] == [False] * len(boutons[1:])
            assert not boutons or boutons[0].is_principal == any(un.acte in PRINCIPAUX for un in boutons)
    for qui in GENS:
        enter(client, qui)
        page = client.get(reverse("reporting:exercice", args=["22", 2021]))
        for bouton in page.context["boutons"]:
            assert client.get(bouton.url).status_code == 200, (qui, bouton)


def test_every_act_has_a_page_and_says_what_follows():
    assert set(PAGES) | set(SUITES) == set(Acte)
    assert not set(PAGES) & set(SUITES)
    assert set(ANNONCES) == set(Acte)


@pytest.mark.parametrize("acte", ["transmettre", "inconnu"])
def test_an_act_that_has_its_own_page_or_none_is_not_found_here(client, demo, acte):
    enter(client, "valideur.22")
    assert client.get(f"/conventions/22/2021/actes/{acte}/").status_code == 404


def test_whoever_reads_the_exercice_is_told_whose_turn_it_is(client, demo):
    """What « À faire » says too: an amount is proposed, and the time to answer it has passed."""
    dits = {}
    for qui in GENS:
        enter(client, qui)
        dits[qui] = read(client.get(reverse("reporting:exercice", args=["22", 2021])))
    for qui, phrase in (
        ("prefecture.22", "À vous : la collectivité attend votre réponse"),
        ("prefecture.22", "Proposer à nouveau"),
        ("commissaire.53", "À vous : la préfecture attend votre avis"),
        ("agent.22", "À vous : la préfecture attend votre réponse à sa proposition, jusqu’au "),
        ("agent.22", "Répondre à la proposition"),
        ("centrale", "La préfecture instruit le rapport 2021"),
    ):
        assert phrase in dits[qui], qui
    assert Exercice.objects.get(pk=demo.transmis.pk).etat not in ETATS_MODIFIABLES


@pytest.mark.parametrize(
    ("qui", "dit"),
    [
        ("prefecture.22", "a votre proposition sur l’exercice 2021 depuis"),
        (
            "agent.22",
            "À vous\u00a0: la préfecture attend votre réponse à sa proposition, jusqu’au 26 mai 2022.",
        ),
        ("commissaire.53", "À vous\u00a0: la préfecture attend votre avis"),
    ],
)
def test_the_page_of_an_exercice_says_what_the_first_page_says(demo, qui, dit):
    """An amount is proposed, and there is time to answer it."""
    user, exercice, at = demo.get_compte(qui), demo.transmis, datetime(2022, 5, 2, 9, tzinfo=UTC)
    dues = list_echeances_dues(user, [exercice], at)[exercice.pk]
    dossier = find_dossier_ouvert(user, exercice)
    tour = say_tour(user, exercice, dues, dossier, at)
    assert dit in tour
    assert tour.startswith("À vous") == (find_attendu(user, exercice, dossier, at) is not None)


# --- Beginning to read, and the end ---------------------------------------------------------------------------------


def test_whoever_of_the_state_writes_of_it_has_begun_to_read(demo):
    """A remark holds what it is about: it is recalled no more."""
    prepare_transmission(demo)
    transmit(by=demo.get_compte("valideur.22"), at=AT, exercice=demo.transmis, certifie=True)
    assert read_etat() == Etat.TRANSMIS
    ask(demo.transmis, demo.get_compte("commissaire.53"), AT)
    assert read_etat() == Etat.INSTRUCTION
    with pytest.raises(Refus, match="en instruction"):
        do_acte(by=demo.get_compte("agent.22"), at=AT, exercice=demo.transmis, acte=Acte.RAPPELER)


def test_a_payment_of_what_is_closed_is_not_withdrawn(client, dossier):
    dossier.repondre()
    dossier.notifier("12")
    dossier.verser(dossier.lire().reste)
    do_acte(by=dossier.prefecture, at=AT, exercice=dossier.exercice, acte=Acte.CLORE)
    versement = dossier.lire().versements[0]
    enter(client, "prefecture.22")
    page = client.get(reverse("reporting:retirer_versement", args=["22", 2021, versement.pk]))
    assert page.status_code == 403
    assert "clos : ses versements ne se retirent plus." in read(page)
    assert "Retirer ce versement" not in read(
        client.get(reverse("reporting:decision_financiere", args=["22", 2021]))
    )
