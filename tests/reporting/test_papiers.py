"""An exercice is closed once its report is drawn: whatever was typed, somebody can still correct it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from comptes.acces import Refus
from conventions.models import Etat, Exercice, RapportCommun
from reporting import dessin, dessinateur
from reporting.models import Document
from reporting.operations.decision import answer_proposition, notify_decision, propose_refaction
from reporting.operations.documents import produce_rapport
from reporting.operations.transmission import review, transmit
from reporting.queries.decision import get_dossier
from reporting.queries.papiers import list_papiers
from reporting.taches import draw_document
from tests.demo import draw_blank, draw_waiting
from tests.gestes import confirm
from tests.lecture import read_html
from tests.remarques.faites import answer_all, ask, send_back

# What may be done with a paper is decided by operations, the same on any database.
pytestmark = pytest.mark.une_base

AT = datetime(2022, 6, 1, 9, tzinfo=UTC)
CLE = ["22", 2021]
LOURD = "LOURD " * 1000


def draw_but_the_heavy(nature, contenu, suivi=None):
    """As the child does, for which a text with this word is too much."""
    if "LOURD" in str(contenu):
        raise dessin.TropLourd
    return draw_blank(nature, contenu, suivi)


@pytest.fixture
def dossier(demo, monkeypatch):
    """2021 of the 22, sent back to be completed; its action S1-1 then says more than can be drawn."""
    monkeypatch.setattr("reporting.taches.draw", draw_but_the_heavy)
    by = demo.get_compte("prefecture.22")
    send_back(demo.transmis, by, AT)
    write(demo, LOURD)
    return demo


def write(demo, bilan):
    demo.transmis.actions.filter(numero="S1-1").update(bilan=bilan)


def reread(demo):
    return Exercice.objects.select_related("convention", "referentiel").get(pk=demo.transmis.pk)


def hand_over(demo, at=AT):
    transmit(by=demo.get_compte("valideur.22"), at=at, exercice=reread(demo), certifie=True)


def produce(demo, at=AT):
    return produce_rapport(by=demo.get_compte("valideur.22"), at=at, exercice=reread(demo))


def validate(demo):
    by = demo.get_compte("prefecture.22")
    return review(by=by, at=AT + timedelta(days=9), exercice=reread(demo), vers=Etat.VALIDE, motif="")


def decide(demo, *pas):
    """The steps of the decision, on 0 €."""
    qui = {
        propose_refaction: "prefecture.22",
        answer_proposition: "valideur.22",
        notify_decision: "prefecture.22",
    }
    for un in pas:
        exercice = reread(demo)
        un(
            by=demo.get_compte(qui[un]),
            at=AT + timedelta(days=8),
            exercice=exercice,
            vu=get_dossier(exercice).version,
            montant=0,
            motif="Rien.",
        )


def test_nobody_waits_to_hand_over_and_the_report_is_drawn_behind(client, dossier):
    client.force_login(dossier.get_compte("valideur.22"))
    assert confirm(client, reverse("reporting:transmettre", args=CLE)).status_code == 302
    (papier,) = list_papiers(reread(dossier))
    assert (papier.etat, papier.projet, papier.nature) == ("a_dessiner", True, "rapport")
    recepisse = Document.objects.get(nature="recepisse")
    en_file = [tache.args_kwargs["kwargs"]["document_pk"] for tache in DBTaskResult.objects.all()]
    assert sorted(en_file) == sorted([papier.pk, recepisse.pk])


def test_a_text_that_cannot_be_drawn_is_sent_back_and_never_closed(client, dossier):
    hand_over(dossier)
    with pytest.raises(Refus, match="n’est pas encore dessiné"):
        validate(dossier)
    draw_waiting()
    with pytest.raises(Refus, match="ne peut pas être dessiné"):
        validate(dossier)
    client.force_login(dossier.get_compte("prefecture.22"))
    for route in ("exercice", "valider"):
        page = read_html(client.get(reverse(f"reporting:{route}", args=CLE)))
        assert "renvoyez l’exercice pour complément" in page
        assert "fiche action S1-1, convention 22" in page
    assert "<button" not in page.split("<h2>Confirmer</h2>")[1].split("</main>")[0]
    # The way out is open, and leads somewhere.
    adresse = reverse("reporting:renvoyer", args=CLE)
    ask(reread(dossier), dossier.get_compte("prefecture.22"), AT)
    assert confirm(client, adresse, motif="Raccourcissez S1-1.").status_code == 302
    write(dossier, "Court.")
    answer_all(dossier.transmis, dossier.get_compte("agent.22"), AT)
    hand_over(dossier, AT + timedelta(days=2))
    draw_waiting()
    assert confirm(client, reverse("reporting:valider", args=CLE)).status_code == 302
    assert reread(dossier).etat == Etat.VALIDE


def test_a_decision_does_not_shut_the_way_out(client, dossier):
    hand_over(dossier)
    draw_waiting()
    decide(dossier, propose_refaction, answer_proposition)
    with pytest.raises(Refus, match="une fois qu’il est validé"):
        decide(dossier, notify_decision)
    with pytest.raises(Refus, match="ne peut pas être dessiné"):
        validate(dossier)
    client.force_login(dossier.get_compte("prefecture.22"))
    for route in ("notifier", "decision_financiere"):
        assert "une fois qu’il est validé" in read_html(client.get(reverse(f"reporting:{route}", args=CLE)))
    by = dossier.get_compte("prefecture.22")
    assert send_back(reread(dossier), by, AT + timedelta(days=9)).vers == Etat.A_COMPLETER


@pytest.mark.parametrize("jours", [0, 3], ids=["the same day", "days later"])
def test_what_is_known_not_to_be_drawable_is_not_handed_over(client, dossier, jours):
    produce(dossier, AT - timedelta(days=jours))
    draw_waiting()
    with pytest.raises(Refus, match="ne peut pas être dessiné"):
        hand_over(dossier)
    client.force_login(dossier.get_compte("valideur.22"))
    adresse = reverse("reporting:transmettre", args=CLE)
    for page in (reverse("reporting:exercice", args=CLE), adresse):
        texte = read_html(client.get(page))
        assert "fiche action S1-1, convention 22" in texte
        assert "Transmettre à l’État</" not in texte
    write(dossier, "Court.")
    assert "ne peut pas être dessiné" not in read_html(client.get(adresse))
    assert confirm(client, adresse).status_code == 302


def test_a_drawing_that_failed_by_our_fault_holds_nobody_who_hands_over_and_is_asked_again(
    dossier, monkeypatch
):
    write(dossier, "Court.")

    def fail(*arguments, **options):
        raise dessin.DessinImpossible

    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        produce(dossier)
        draw_waiting()
        hand_over(dossier)
        draw_waiting()
        with pytest.raises(Refus, match="la collectivité le produit de nouveau"):
            validate(dossier)
    # « Produire », another day: another document, of the same figures.
    produce(dossier, AT + timedelta(days=1))
    draw_waiting()
    validate(dossier)


def test_what_was_handed_over_before_reports_went_with_it_is_produced_then_closed(dossier):
    write(dossier, "Court.")
    hand_over(dossier)
    reread(dossier).photographies.last().rapports.clear()
    with pytest.raises(Refus, match="la collectivité le produit"):
        validate(dossier)
    produce(dossier, AT + timedelta(days=1))
    draw_waiting()
    validate(dossier)


def test_a_common_report_is_drawn_before_one_of_its_exercices_is_closed(dossier):
    write(dossier, "Court.")
    exercice = reread(dossier)
    exercice.rapport_commun = RapportCommun.objects.create(
        collectivite=exercice.convention.collectivite, dispositif=exercice.convention.dispositif, annee=2021
    )
    exercice.save()
    hand_over(dossier)
    assert [un.nature for un in list_papiers(reread(dossier))] == ["rapport", "commun"]
    draw_document(list_papiers(reread(dossier))[0].pk)
    with pytest.raises(Refus, match="rapport d’exécution commun transmis"):
        validate(dossier)
    draw_waiting()
    validate(dossier)


def test_a_draft_is_drawn_under_less_than_the_final_paper_may_take(demo, monkeypatch):
    """What was drawn when it could be corrected is drawn when it cannot."""
    poses = []
    monkeypatch.setattr(dessinateur.resource, "setrlimit", lambda *pose: poses.append(pose))
    dessinateur.limit_dessin()
    entiers, poses[:] = dict(poses), []
    dessinateur.limit_dessin(dessinateur.PART_DU_PROJET)
    temps, memoire = dessinateur.resource.RLIMIT_CPU, dessinateur.resource.RLIMIT_AS
    for limite in (temps, memoire):
        assert dict(poses)[limite][0] <= entiers[limite][0] * 0.8
