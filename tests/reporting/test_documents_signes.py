"""One final document, one signature, one instant."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from avenants.models import Avenant
from comptes.acces import Refus
from conventions.models import Etat, Exercice
from conventions.operations.exercices import open_second_arrete
from reporting.models import Document, EtapeDecision, NatureEtape, Occasion
from reporting.operations.documents import conclude_avenant, produce_avenant, produce_rapport
from reporting.operations.transmission import freeze_execution
from reporting.queries import documents as lectures
from reporting.taches import draw_document
from tests.cloture import decide, reopen_closed
from tests.lecture import read_html
from tests.reporting.documents_faits import AT, fail, produce, reread


def close(demo, at):
    Exercice.objects.filter(pk=demo.brouillon.pk).update(etat=Etat.TRANSMIS)
    decide(by=demo.get_compte("prefecture.29"), at=at, exercice=demo.brouillon, vers=Etat.VALIDE, motif="")


def test_a_final_report_exists_once_per_closing_whatever_the_day(demo):
    projet = produce(demo)
    close(demo, AT + timedelta(hours=1))
    final = produce(demo, at=AT + timedelta(hours=2))
    assert (projet.projet, final.projet) == (True, False)
    # Another day, and something that moved beneath: what is served is what was said.
    with reopen_closed():
        Exercice.objects.filter(pk=demo.brouillon.pk).update(conclusion="Changée après la clôture.")
    for jours in (1, 40):
        assert produce(demo, at=AT + timedelta(days=jours)).pk == final.pk
    with (
        pytest.raises(IntegrityError, match=r"par_cloture|cloture_id"),
        transaction.atomic(),
    ):
        copy_document(final)


def test_the_decision_once_notified_has_its_own_final_report(demo):
    """The first one said a simulation, for there was no decision yet; it stays, and stays alone."""
    close(demo, AT)
    simule = produce(demo, at=AT)
    exercice = Exercice.objects.get(pk=demo.brouillon.pk)
    photographie = exercice.photographies.last() or freeze_execution(
        by=demo.get_compte("prefecture.29"), at=AT, exercice=exercice, occasion=Occasion.PROPOSITION
    )
    commun = {"exercice": exercice, "montant": 0, "motif": "Rien à retenir.", "photographie": photographie}
    for etape in NatureEtape.values:
        EtapeDecision.objects.create(etape=etape, par=demo.get_compte("prefecture.29"), le=AT, **commun)
    decide = produce(demo, at=AT + timedelta(days=1))
    assert decide.pk != simule.pk
    assert decide.decision.etape == NatureEtape.NOTIFIEE
    assert decide.contenu["decision"]
    assert not simule.contenu["decision"]
    assert produce(demo, at=AT + timedelta(days=9)).pk == decide.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_document(decide)


def test_a_second_round_is_another_closing(demo):
    exercice = Exercice.objects.get(pk=demo.brouillon.pk)
    close(demo, AT)
    premier = produce(demo, at=AT)
    Exercice.objects.filter(pk=exercice.pk).update(prolonge_au=date(2022, 6, 30))
    exercice.refresh_from_db()
    open_second_arrete(by=demo.get_compte("valideur.29"), at=AT + timedelta(days=1), exercice=exercice)
    close(demo, AT + timedelta(days=30))
    second = produce(demo, at=AT + timedelta(days=31))
    assert second.pk != premier.pk
    assert not second.projet
    assert second.cloture_id != premier.cloture_id


def copy_document(document, **autres):
    champs = {champ.attname: getattr(document, champ.attname) for champ in Document._meta.concrete_fields}
    return Document.objects.create(**champs | {"id": None, "empreinte_contenu": "0" * 64} | autres)


@pytest.fixture
def avenant(demo):
    return Avenant.objects.select_related("exercice__convention").get(convention__code="29", numero=3)


def conclude(demo, avenant):
    return conclude_avenant(
        by=demo.get_compte("valideur.29"),
        at=AT,
        avenant=avenant,
        version=avenant.version,
        date_signature=date(2021, 5, 14),
    )


def test_one_signs_the_paper_that_was_drawn_and_still_says_the_same(
    client, demo, avenant, dessiner, monkeypatch
):
    client.force_login(demo.get_compte("valideur.29"))
    adresse = reverse("avenants:avenant", args=["29", 2021, 3])

    def refuse(mots):
        with pytest.raises(Refus, match=mots):
            conclude(demo, avenant)
        avenant.refresh_from_db()
        assert not avenant.is_signe
        return read_html(client.get(adresse))

    assert "Signer l’avenant" not in refuse("Produisez d’abord le projet")
    projet = produce_avenant(by=None, at=AT - timedelta(days=3), avenant=avenant)
    assert "Signer l’avenant" not in refuse("n’est pas encore dessiné")
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        draw_document(projet.pk)
    assert "Signer l’avenant" not in refuse("il ne peut être signé")
    assert produce_avenant(by=None, at=AT - timedelta(days=3), avenant=avenant).pk == projet.pk
    dessiner()
    action = avenant.exercice.actions.first()
    type(action).objects.filter(pk=action.pk).update(objectifs="Autres objectifs.")
    assert "Signer l’avenant" in refuse("a changé depuis son dernier projet")
    # The refusal is on the page of the avenant, where the button is, and what was typed stays.
    reponse = client.post(
        reverse("avenants:signer_avenant", args=["29", 2021, 3]),
        {"version": avenant.version, "date_signature": "2021-05-14"},
    )
    assert reponse.status_code == 422
    assert "a changé depuis son dernier projet" in read_html(reponse)
    assert "2021-05-14" in read_html(reponse)
    produce_avenant(by=None, at=AT - timedelta(days=2), avenant=avenant)
    dessiner()
    assert not conclude(demo, avenant).projet


def test_a_signed_avenant_whose_drawing_failed_is_drawn_again_as_it_was_signed(
    client, demo, avenant, dessiner, monkeypatch
):
    produce_avenant(by=None, at=AT, avenant=avenant)
    dessiner()
    final = conclude(demo, avenant)
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        draw_document(final.pk)
    client.force_login(demo.get_compte("agent.29"))
    page = read_html(client.get(reverse("avenants:avenant", args=["29", 2021, 3])))
    assert "Dessiner de nouveau l’avenant" in page
    client.post(reverse("avenants:produire_avenant", args=["29", 2021, 3]))
    dessiner()
    redessine = reread(final)
    assert (redessine.etat, redessine.contenu) == ("dessine", final.contenu)
    assert avenant.documents.filter(projet=False).count() == 1


def test_the_database_holds_one_final_document_an_avenant(demo):
    final = Document.objects.filter(nature="avenant", projet=False).first()
    with (
        pytest.raises(IntegrityError, match=r"par_avenant|avenant_id"),
        transaction.atomic(),
    ):
        copy_document(final)


def test_a_save_in_between_cannot_freeze_a_mixture(base_partagee, monkeypatch):
    """A colleague changes an early and a late part of the report while it is read: both are new, or both are old."""
    exercice = Exercice.objects.select_related("convention").get(convention__code="29", annee=2021)
    lire, fils = lectures.list_fiches, []

    def change():
        with transaction.atomic():
            Exercice.objects.filter(pk=exercice.pk).update(contexte="NOUVEAU", conclusion="NOUVEAU")
            exercice.actions.update(bilan="NOUVEAU")
            exercice.convention.signataires.update(nom="NOUVEAU")
        connections.close_all()

    def read_overtaken(*arguments):
        if not fils:
            fils.append(threading.Thread(target=change))
            fils[0].start()
            # SQLite makes the colleague wait; PostgreSQL lets her through.
            fils[0].join(2)
        return lire(*arguments)

    monkeypatch.setattr(lectures, "list_fiches", read_overtaken)
    contenu = produce_rapport(by=None, at=AT, exercice=exercice).contenu
    fils[0].join()
    dits = [contenu["contexte"], contenu["conclusion"]]
    dits += [un["nom"] for un in contenu["convention"]["signataires"]]
    dits += [action["bilan"] for axe in contenu["axes"] for action in axe["actions"]]
    assert "NOUVEAU" not in dits
    exercice.refresh_from_db()
    assert exercice.contexte == "NOUVEAU"
