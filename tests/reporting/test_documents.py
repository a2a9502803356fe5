"""The life of a document: frozen at once, drawn behind, stored once, served as it was stored."""

import os
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from avenants.models import Avenant
from comptes.taches import TENTATIVES_MAX
from conventions.models import Exercice
from fichiers.integrite import is_intact
from reporting import dessin
from reporting.dessinateur import MEMOIRE
from reporting.echecs import explain_trop_lourd
from reporting.models import Document, EtatDocument
from reporting.operations.dessin import DessinRepris, claim_document, record_dessin, requeue_documents
from reporting.operations.documents import produce_avenant, produce_rapport
from reporting.queries import documents as lectures
from reporting.taches import dessiner_document, draw_document
from tests.demo import draw_here
from tests.lecture import read_html
from tests.reporting.documents_faits import AT, fail, produce, reread

pytestmark = pytest.mark.une_base

LIGNES = "a\n" * 10_000


# --- Frozen at once, drawn behind -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "route", ["reporting:produire_rapport", "avenants:produire_avenant", "avenants:signer_avenant"]
)
def test_nothing_is_drawn_in_the_request(route, client, demo, dessiner, monkeypatch):
    client.force_login(demo.get_compte("valideur.29"))
    donnees = {}
    parametres = ["29", 2021] if route == "reporting:produire_rapport" else ["29", 2021, 3]
    if route == "avenants:signer_avenant":
        produce_avenant(by=None, at=AT, avenant=Avenant.objects.get(convention__code="29", numero=3))
        dessiner()
        donnees = {"version": "1", "date_signature": "2021-05-14"}

    def refuse(*arguments, **options):
        raise AssertionError("drawn in the request")

    monkeypatch.setattr("reporting.taches.draw", refuse)
    assert client.post(reverse(route, args=parametres), donnees).status_code == 302
    attendu = Document.objects.get(etat=EtatDocument.A_DESSINER)
    assert attendu.projet == (route != "avenants:signer_avenant")
    assert [un.args_kwargs["kwargs"] for un in DBTaskResult.objects.all()] == [{"document_pk": attendu.pk}]


def test_its_page_says_how_far_it_is_then_is_the_document(client, demo, dessiner):
    client.force_login(demo.get_compte("agent.29"))
    client.post(reverse("reporting:produire_rapport", args=["29", 2021]))
    document = Document.objects.get(exercice=demo.brouillon, nature="rapport")
    adresse = reverse("reporting:document", args=[document.pk])
    avancement = reverse("reporting:avancement_document", args=[document.pk])
    liste = reverse("reporting:rapport", args=["29", 2021])
    for page in (adresse, liste):
        texte = read_html(client.get(page))
        assert "Ses pages se dessinent" in texte
        assert "Actualiser la page" in texte
        assert f'data-attendu="{avancement}"' in texte
    assert client.get(avancement).json() == {"fini": False}
    dessiner()
    assert client.get(avancement).json() == {"fini": True}
    assert client.get(adresse).content.startswith(b"%PDF")
    assert f'href="{adresse}"' in read_html(client.get(liste))


def test_what_it_says_is_frozen_by_the_gesture_and_drawn_from_that_alone(base_partagee, lancer_travailleur):
    """By a real worker and its child; in this process, the same content gives the same bytes."""
    exercice = Exercice.objects.select_related("convention").get(convention__code="29", annee=2021)
    document = produce_rapport(by=None, at=AT, exercice=exercice, enqueue=dessiner_document.enqueue)
    assert (document.etat, document.octets, document.empreinte) == ("a_dessiner", None, "")
    Exercice.objects.filter(pk=exercice.pk).update(contexte="Écrit après la production.")
    assert lancer_travailleur("--une-fois").wait(120) == 0
    dessine = reread(document)
    assert (dessine.etat, dessine.motif_echec) == ("dessine", "")
    assert is_intact(dessine)
    assert dessine.contenu["contexte"] != "Écrit après la production."
    assert dessine.contenu == document.contenu
    assert bytes(dessine.octets) == draw_here(document.nature, document.contenu)


# --- Limits ----------------------------------------------------------------------------------------------------------


def limit(monkeypatch, **limites):
    """The child is held to less: it is long in reaching its own limits."""
    poses = "".join(f"d.{nom} = {valeur}; " for nom, valeur in limites.items())
    programme = f"import reporting.dessinateur as d; {poses}d.main()"
    monkeypatch.setattr("fichiers.appel.PYTHON", [sys.executable, "-c", programme])


def test_an_ordinary_report_is_far_from_the_limit(demo, monkeypatch):
    """What the site loads counts too: a library too many, loaded where none is needed, and drafts fail now and then."""
    document = produce(demo)
    limit(monkeypatch, MEMOIRE=MEMOIRE * 4 // 5)
    draw_document(document.pk)
    assert reread(document).etat == EtatDocument.DESSINE


def test_texts_that_cannot_be_drawn_are_named_and_the_département_corrects_them(demo, monkeypatch):
    """The longest each field takes, in all of them: no page could hold it."""
    demo.brouillon.actions.update(diagnostic=LIGNES[:-20], objectifs=LIGNES[:-20], bilan=LIGNES[:-20])
    Exercice.objects.filter(pk=demo.brouillon.pk).update(contexte=LIGNES)
    document = produce(demo)
    with monkeypatch.context() as patch:
        limit(patch, MEMOIRE=300_000_000)
        draw_document(document.pk)
    echoue = reread(document)
    assert echoue.etat == EtatDocument.ECHEC
    assert "«\u00a0contexte et gouvernance\u00a0», convention 29\u00a0:" in echoue.motif_echec
    assert "sur 10\u202f001\u00a0lignes" in echoue.motif_echec
    demo.brouillon.actions.update(diagnostic="Plus court.", objectifs="", bilan="")
    Exercice.objects.filter(pk=demo.brouillon.pk).update(contexte="Plus court.")
    corrige = produce(demo)
    assert corrige.pk != echoue.pk
    draw_document(corrige.pk)  # the real child, under its real limits
    assert reread(corrige).etat == EtatDocument.DESSINE


@pytest.mark.parametrize(
    ("champ", "texte", "attendu"),
    [
        (
            "diagnostic",
            "a\n" * 5_000,
            "«\u00a0diagnostic et situation initiale\u00a0», fiche action S3-1, convention 29",
        ),
        (
            "justification",
            "mot " * 20_000,
            "«\u00a0justification de l’écart\u00a0», fiche action S3-1, convention 29",
        ),
        (
            "bilan",
            "a" * 50_000,
            "50\u202f000\u00a0caractères sur 1\u00a0ligne, avec un mot de 50\u202f000\u00a0caractères sans espace",
        ),
    ],
)
def test_the_heaviest_text_is_named_by_its_field_and_its_fiche(demo, champ, texte, attendu):
    contenu = lectures.build_rapport(demo.brouillon, date(2022, 3, 1))
    axes = tuple(
        replace(
            axe,
            actions=tuple(replace(un, **{champ: texte}) if un.numero == "S3-1" else un for un in axe.actions),
        )
        for axe in contenu.axes
    )
    assert attendu in explain_trop_lourd(replace(contenu, axes=axes))


def test_the_time_it_may_take_ends_the_child(demo, monkeypatch):
    document = produce(demo)
    limit(monkeypatch, SECONDES_CPU=1)
    with pytest.raises(dessin.TropLourd):
        dessin.draw(document.nature, document.contenu | {"contexte": 10 * LIGNES})


def test_a_drawing_nobody_wants_any_more_leaves_no_process(demo):
    document = produce(demo)

    def give_up():
        raise SystemExit(0)

    with pytest.raises(SystemExit):
        dessin.draw(document.nature, document.contenu | {"contexte": 10 * LIGNES}, suivi=give_up)
    enfants = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    assert not [pid for pid in enfants if "dessinateur" in Path(f"/proc/{pid}/cmdline").read_text()]


def test_an_error_of_ours_is_logged_by_its_place_and_said_without_a_word_of_the_document(demo, caplog):
    document = produce(demo)
    secret = {"projet": "SECRET"}
    with pytest.raises(dessin.DessinImpossible):
        dessin.draw(document.nature, document.contenu | secret)
    assert "TypeError" in caplog.text
    assert "SECRET" not in caplog.text


def test_a_failed_drawing_is_asked_again_by_the_same_button(client, demo, monkeypatch, dessiner):
    client.force_login(demo.get_compte("agent.29"))
    adresse = reverse("reporting:produire_rapport", args=["29", 2021])
    client.post(adresse)
    document = Document.objects.get(exercice=demo.brouillon, nature="rapport")
    with monkeypatch.context() as patch:
        patch.setattr("reporting.taches.draw", fail)
        draw_document(document.pk)
    page = read_html(client.get(reverse("reporting:rapport", args=["29", 2021])))
    assert "c’est une erreur du site, qui est consignée" in page
    client.post(adresse)
    assert reread(document).etat == EtatDocument.A_DESSINER
    dessiner()
    assert reread(document).etat == EtatDocument.DESSINE
    assert Document.objects.filter(exercice=demo.brouillon, nature="rapport").count() == 1


# --- A worker that dies ----------------------------------------------------------------------------------------------


def test_the_drawing_of_a_dead_worker_is_taken_up_again_three_times_then_given_up(demo):
    document, remis = produce(demo), []
    maintenant = AT
    for _ in range(TENTATIVES_MAX):
        assert claim_document(at=maintenant, pk=document.pk)
        assert claim_document(at=maintenant, pk=document.pk) is None
        requeue_documents(at=maintenant + timedelta(seconds=59), enqueue=lambda **quoi: remis.append(quoi))
        assert reread(document).etat == EtatDocument.EN_COURS
        maintenant += timedelta(seconds=61)
        requeue_documents(at=maintenant, enqueue=lambda **quoi: remis.append(quoi))
    assert remis == [{"document_pk": document.pk}] * (TENTATIVES_MAX - 1)
    assert "interrompu 3 fois" in reread(document).motif_echec


def test_a_task_that_was_lost_is_put_back_and_one_that_waits_is_left(demo):
    perdu = produce(demo)
    remis = []
    requeue_documents(at=AT + timedelta(hours=1), enqueue=lambda **quoi: remis.append(quoi))
    assert remis == [{"document_pk": perdu.pk}]
    dessiner_document.enqueue(document_pk=perdu.pk)
    requeue_documents(at=AT + timedelta(hours=3), enqueue=lambda **quoi: remis.append(quoi))
    assert len(remis) == 1


def test_a_worker_believed_dead_that_comes_back_changes_nothing(demo):
    document = produce(demo)
    premier = claim_document(at=AT, pk=document.pk)
    requeue_documents(at=AT + timedelta(hours=1), enqueue=lambda **quoi: None)
    second = claim_document(at=AT + timedelta(hours=1), pk=document.pk)
    with pytest.raises(DessinRepris):
        record_dessin(at=AT, document=premier, octets=b"%PDF premier")
    record_dessin(at=AT, document=second, octets=b"%PDF second")
    assert bytes(reread(document).octets) == b"%PDF second"


def test_the_same_figures_make_one_document(demo, dessiner):
    agent = demo.get_compte("agent.29")
    premier = produce_rapport(by=agent, at=AT, exercice=demo.brouillon)
    assert produce_rapport(by=agent, at=AT, exercice=demo.brouillon) == premier
    assert premier.projet
    assert premier.octets is None
    dessiner()
    premier.refresh_from_db()
    assert bytes(premier.octets).startswith(b"%PDF")
