"""A vote belongs to what it approves: said by choosing, held by the database, never cited for something else."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from avenants.models import Avenant
from avenants.operations.deliberations import delete_deliberation, record_deliberation
from avenants.queries import list_approuvables, list_conventions_votantes
from comptes.acces import Refus
from comptes.models import Trace
from conventions.models import Convention, Deliberation, Etat, Exercice
from tests.demo import draw_waiting, enter
from tests.formulaires_lus import read_formulaire
from tests.gestes import confirm
from tests.gestes import read as read_geste
from tests.lecture import read

pytestmark = pytest.mark.une_base

AT = datetime(2022, 3, 1, 9, tzinfo=UTC)
VOTE = {
    "organe": "commission_permanente", "numero": "2021-77", "date_vote": "2021-05-10",
    "date_transmission": "2021-05-12",
}  # fmt: skip


def find_cle(convention, libelle):
    return next(
        un.cle
        for un in list_approuvables(list_conventions_votantes(convention))
        if (un.convention, un.libelle) == (convention, libelle)
    )


def send_vote(client, convention, *quoi, pk=None, **champs):
    """Record a vote through its page, as it is read now."""
    adresse = reverse(
        "reporting:deliberation" if pk else "reporting:nouvelle_deliberation", args=["29"] + [pk] * bool(pk)
    )
    lu = read_formulaire(client.get(adresse))
    donnees = lu | VOTE | {"approuve": [find_cle(convention, un) for un in quoi]} | champs
    return client.post(adresse, donnees)


AVENANT_3 = "l’avenant n°\u00a03"


def test_one_says_what_was_voted_by_choosing_what_has_no_vote_yet(client, demo, convention):
    enter(client, "agent.29")
    page = read(client.get(reverse("reporting:nouvelle_deliberation", args=["29"])))
    assert "L’avenant n° 3" in page
    assert "Le rapport d’exécution 2021" in page
    # Voted already: in the demo, the convention and its first two rapports.
    assert "Le rapport d’exécution 2020" not in page
    assert "La convention" not in page
    # Its own, it may keep.
    page = read(client.get(reverse("reporting:deliberation", args=["29", demo.valide.deliberation.pk])))
    assert "Le rapport d’exécution 2020" in page


def test_a_vote_is_recorded_corrected_and_removed_with_its_lines_of_journal(client, convention, avenant):
    enter(client, "agent.29")
    assert send_vote(client, convention, AVENANT_3).status_code == 302
    vote = Deliberation.objects.get(numero="2021-77")
    avenant.refresh_from_db()
    assert avenant.deliberation == vote
    assert send_vote(client, convention, "le rapport d’exécution 2021", pk=vote.pk).status_code == 302
    avenant.refresh_from_db()
    assert avenant.deliberation is None
    assert Exercice.objects.get(convention=convention, annee=2021).deliberation == vote
    adresse = reverse("reporting:retirer_deliberation", args=["29", vote.pk])
    assert "Le rapport d’exécution 2021" in read(client.get(adresse))
    confirm(client, adresse)
    assert not Deliberation.objects.filter(pk=vote.pk).exists()
    assert Exercice.objects.get(convention=convention, annee=2021).deliberation is None
    retrait, correction, creation = Trace.objects.about(convention).filter(details__has_key="avant")[:3]
    assert (creation.details["avant"], retrait.details["apres"]) == (None, None)
    assert correction.details["avant"]["approuve"] == [f"L’avenant n°\u00a03 – {convention}"]
    assert retrait.details["avant"]["deliberation"] == str(vote)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"date_transmission": "2021-05-09"}, "Une délibération se transmet après son vote."),
        (
            {"date_vote": "2999-01-01", "date_transmission": ""},
            "Le vote ne peut pas être postérieur à aujourd’hui.",
        ),
        (
            {
                "organe": "assemblee_pleniere",
                "numero": "2019-29-01",
                "date_vote": "2019-06-24",
                "date_transmission": "",
            },
            "déjà enregistrée",
        ),
        ({"approuve": []}, "Dites ce qu’elle approuve."),
        ({"approuve": ["avenant-" + "9" * 25 + "-deliberation"]}, "Un de ces choix n’existe pas"),
        ({"date_vote": "hier"}, "Écrivez une date, par exemple 31/12/2021."),
    ],
)
def test_a_bad_vote_is_one_sentence_and_nothing_is_stored(client, convention, champs, phrase):
    enter(client, "agent.29")
    reponse = send_vote(client, convention, AVENANT_3, **champs)
    assert reponse.status_code == 422
    assert phrase in read(reponse)
    assert Deliberation.objects.filter(collectivite=convention.collectivite).count() == 3


def test_the_second_of_two_editors_of_a_vote_is_told(client, demo, convention):
    enter(client, "agent.29")
    vote = demo.valide.deliberation
    adresse = reverse("reporting:deliberation", args=["29", vote.pk])
    lu = read_formulaire(client.get(adresse))
    assert client.post(adresse, lu | {"numero": "premier"}).status_code == 302
    reponse = client.post(adresse, lu | {"numero": "second"})
    assert reponse.status_code == 422
    assert "<blockquote>premier" in read(reponse).replace("<p>", "").replace("> <", "><")
    assert 'value="second"' in read(reponse)
    vote.refresh_from_db()
    assert vote.numero == "premier"


def test_what_has_its_vote_does_not_take_another(demo, convention):
    champs = {"organe": "commission_permanente", "numero": "X", "date_vote": date(2021, 4, 1)}
    vote, rapport = demo.valide.deliberation, find_cle(convention, "le rapport d’exécution 2020")
    with pytest.raises(ValidationError, match="Le rapport d’exécution 2020 a déjà son vote"):
        record_deliberation(
            by=demo.get_compte("agent.29"), at=AT, convention=convention, deliberation=None, champs=champs,
            approuve=[rapport],
        )  # fmt: skip
    assert Exercice.objects.get(pk=demo.valide.pk).deliberation == vote


def test_a_vote_on_somebody_else_s_convention_is_refused(demo, convention):
    autre = Convention.objects.get(code="22")
    champs = {"organe": "assemblee_pleniere", "numero": "X", "date_vote": date(2021, 1, 1)}
    approuve = [find_cle(convention, AVENANT_3), find_cle(autre, "le rapport d’exécution 2021")]
    with pytest.raises(ValidationError, match="de sa collectivité"):
        record_deliberation(
            by=demo.get_compte("agent.29"), at=AT, convention=convention, deliberation=None, champs=champs,
            approuve=approuve,
        )  # fmt: skip
    with pytest.raises(Refus, match="collectivité"):
        delete_deliberation(
            by=demo.get_compte("prefecture.29"), at=AT, convention=convention,
            deliberation=convention.deliberation,
        )  # fmt: skip


# --- One votes, then one signs -------------------------------------------------------------------------------------

POSTERIEURE = "ne peut pas être postérieure à la signature de ce qu’elle approuve"


def test_a_vote_later_than_the_signature_is_refused_when_it_is_recorded(client, convention, avenant):
    Avenant.objects.filter(pk=avenant.pk).update(statut="signe", date_signature=date(2021, 5, 9))
    enter(client, "agent.29")
    reponse = send_vote(client, convention, AVENANT_3)
    assert reponse.status_code == 422
    assert f"La délibération n° 2021-77, votée le 10 mai 2021, {POSTERIEURE}, le 9 mai 2021." in read(reponse)
    assert not Deliberation.objects.filter(numero="2021-77").exists()
    # The same day is in time, and the vote of an avenant that is signed may still be recorded.
    assert send_vote(client, convention, AVENANT_3, date_vote="2021-05-09").status_code == 302
    avenant.refresh_from_db()
    assert avenant.deliberation.date_vote == avenant.date_signature


def test_a_signature_before_the_vote_is_refused_when_it_is_signed(client, demo, convention, avenant):
    enter(client, "agent.29")
    send_vote(client, convention, AVENANT_3)
    client.post(reverse("avenants:produire_avenant", args=["29", 2021, 3]))
    draw_waiting()
    enter(client, "valideur.29")
    adresse = reverse("avenants:signer_avenant", args=["29", 2021, 3])
    lu = read_geste(client.get(adresse)).champs
    reponse = client.post(adresse, lu | {"date_signature": "2021-05-09"})
    assert reponse.status_code == 422
    assert POSTERIEURE in read(reponse)
    avenant.refresh_from_db()
    assert not avenant.is_signe
    assert client.post(adresse, lu | {"date_signature": "2021-05-10"}).status_code == 302


def test_the_convention_is_not_signed_before_its_vote_either(client, convention):
    enter(client, "agent.29")
    adresse = reverse("conventions:dates", args=["29"])
    reponse = client.post(adresse, read_formulaire(client.get(adresse)) | {"date_signature": "2019-06-23"})
    assert reponse.status_code == 422
    assert POSTERIEURE in read(reponse)


def test_the_database_refuses_a_vote_of_others_or_later_than_the_signature(demo, convention, avenant):
    """Whatever is written beneath the site, and in whichever order."""
    exercice = Exercice.objects.get(convention=convention, annee=2021)
    autre = Convention.objects.get(code="22").deliberation
    tardif, exact = (
        Deliberation.objects.create(
            collectivite=convention.collectivite, organe="commission_permanente", numero=str(le), date_vote=le
        )
        for le in (date(2021, 5, 10), date(2021, 5, 9))
    )
    Avenant.objects.filter(pk=avenant.pk).update(
        statut="signe", date_signature=date(2021, 5, 9), deliberation=exact
    )
    for rangee, ecrit in (
        (convention, {"deliberation": autre}),
        (convention, {"deliberation": tardif}),
        (convention, {"date_signature": date(2019, 6, 23)}),
        (convention.deliberation, {"date_vote": date(2019, 6, 27)}),
        (exercice, {"deliberation": autre}),
        (avenant, {"deliberation": autre}),
        (avenant, {"deliberation": tardif}),
        (exact, {"date_vote": date(2021, 5, 10)}),
    ):
        with (
            pytest.raises(IntegrityError, match="n’est pas postérieure à sa signature"),
            transaction.atomic(),
        ):
            type(rangee).objects.filter(pk=rangee.pk).update(**ecrit)


def test_what_a_vote_no_longer_approves_lets_it_move(client, convention, avenant):
    """Corrected at once: the avenant it was tied to by mistake was signed before."""
    Avenant.objects.filter(pk=avenant.pk).update(statut="signe", date_signature=date(2021, 5, 10))
    enter(client, "agent.29")
    assert send_vote(client, convention, AVENANT_3).status_code == 302
    vote = Deliberation.objects.get(numero="2021-77")
    reponse = send_vote(
        client, convention, "le rapport d’exécution 2021", pk=vote.pk, date_vote="2022-03-01",
        date_transmission="",
    )  # fmt: skip
    assert reponse.status_code == 302


# --- Each cites its own --------------------------------------------------------------------------------------------


def test_each_round_of_an_extended_exercice_has_its_own_vote(client, demo, convention):
    premier = demo.valide.deliberation
    Exercice.objects.filter(pk=demo.valide.pk).update(
        etat=Etat.BROUILLON, prolonge_au=date(2021, 6, 30), is_second_arrete=True
    )
    exercice = Exercice.objects.get(pk=demo.valide.pk)
    assert exercice.vote_du_rapport is None
    enter(client, "agent.29")
    quoi = "le rapport d’exécution 2020 arrêté au 30 juin 2021"
    assert send_vote(client, convention, quoi).status_code == 302
    exercice.refresh_from_db()
    assert exercice.vote_du_rapport.numero == "2021-77"
    assert exercice.deliberation == premier
    with pytest.raises(IntegrityError, match="exercice_second_vote"), transaction.atomic():
        Exercice.objects.filter(pk=exercice.pk).update(is_second_arrete=False)


def test_a_vote_that_approves_nothing_waits_on_the_page_of_those_who_may_say_what(client, convention):
    Deliberation.objects.create(
        collectivite=convention.collectivite, organe="commission_permanente", numero="ORPHELINE",
        date_vote=date(2020, 7, 10),
    )  # fmt: skip
    adresse = reverse("reporting:convention", args=["29"])
    enter(client, "agent.29")
    assert "ORPHELINE" in read(client.get(adresse))
    assert "aucun document ne la cite" in read(client.get(adresse))
    enter(client, "prefecture.29")
    assert "ORPHELINE" not in read(client.get(adresse))
